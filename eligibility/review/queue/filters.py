"""What the list can be filtered by. Each filter asks for one known value.

None of them reads what is sealed: a finding is found by its keyed mark.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Kind, Outcome, Rule
from eligibility.models import Submission
from eligibility.protocol.content.outcomes import KIND_TAGS, OUTCOMES
from eligibility.review.queue.shelves import NOTHING, Narrow
from eligibility.security.blind_index import mark_may_be
from eligibility.versions import protocol_of, versions

Waiting, Status = Submission.Waiting, Submission.Status
CLOCKS = (Waiting.NOW, Waiting.TODAY, Waiting.DAYS)
OPEN = (*CLOCKS, Waiting.NO_CLOCK)
DAYS = {"today": 0, "week": 6, "month": 29, "year": 364}
Choices = Iterable[tuple[str, Any]]


class Filter(admin.SimpleListFilter):
    """Lists the values of one column. A value that is not known finds nothing."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The same: the list narrows itself, once for all filters together."""
        return queryset

    def narrow(self, request: HttpRequest) -> Narrow:
        """What the value asked for leaves."""
        value = self.value()
        if value is None:
            return Narrow()
        return self.where(value, request) if self.is_known(value) else NOTHING

    def is_known(self, value: str) -> bool:
        return value in dict(self.lookup_choices)

    @classmethod
    def where(cls, value: str, request: HttpRequest) -> Narrow:
        """What a value that is known leaves."""
        return Narrow(Q(**{cls.parameter_name: value}))


class ByStatus(Filter):
    title, parameter_name = _("status"), "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("open", _("Open: new or in review")), *Status.choices]

    @classmethod
    def where(cls, value: str, request: HttpRequest) -> Narrow:
        return Narrow(Q(waiting__in=OPEN) if value == "open" else Q(status=value))


class ByClock(Filter):
    title, parameter_name = _("to be seen"), "clock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("any", _("Any clock")), *((clock.name.lower(), clock.label) for clock in CLOCKS)]

    @classmethod
    def where(cls, value: str, request: HttpRequest) -> Narrow:
        clocks = CLOCKS if value == "any" else (Waiting[value.upper()],)
        return Narrow(Q(waiting__in=clocks))


class ByPerson(Filter):
    """By who takes care of it. The page names the staff, so that the filter need not ask."""

    title, parameter_name = _("assigned to"), "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("me", _("Me")), ("nobody", _("Nobody"))]

    def is_known(self, value: str) -> bool:
        return super().is_known(value) or (value.isdecimal() and len(value) < 10)

    @classmethod
    def where(cls, value: str, request: HttpRequest) -> Narrow:
        if value == "nobody":
            return Narrow(rows=Q(assigned_to=None))
        return Narrow(rows=Q(assigned_to=request.user.pk if value == "me" else int(value)))

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        self.lookup_choices += [(str(number), name) for number, name in changelist.staff]
        return super().choices(changelist)


class ByOutcome(Filter):
    title, parameter_name = _("outcome"), "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(outcome.value, OUTCOMES[outcome].staff) for outcome in Outcome]


class ByFinding(Filter):
    """By one finding, listed under its kind."""

    title, parameter_name = _("finding"), "finding"
    template = "admin/eligibility/submission/finding_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        for kind, found in findings().items():
            yield from ((f"{kind.value}.{slug}", title) for slug, title in found.items())

    @classmethod
    def where(cls, value: str, request: HttpRequest) -> Narrow:
        return Narrow(marks=tuple(marks_of(value)))

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """Each with the name of its kind."""
        kinds = [KIND_TAGS[kind] for kind, found in findings().items() for _slug in found]
        for choice, kind in zip(super().choices(changelist), ("", *kinds), strict=True):
            yield choice | {"kind": kind}


class ByLanguage(Filter):
    title, parameter_name = _("language"), "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return settings.LANGUAGES


class ByProtocol(Filter):
    title, parameter_name = _("rules version"), "protocol"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(version, version) for version in reversed(versions())]


class ByOrigin(Filter):
    title, parameter_name = _("came by"), "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return Submission.Origin.choices


class ByDate(Filter):
    title, parameter_name = _("received"), "received"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("today", _("Today")),
            ("week", _("Last 7 days")),
            ("month", _("Last 30 days")),
            ("year", _("Last 365 days")),
            ("before", _("Before that")),
        ]

    @classmethod
    def where(cls, value: str, request: HttpRequest) -> Narrow:
        since = start_of_day(DAYS.get(value, DAYS["year"]))
        before = value == "before"
        return Narrow(rows=Q(received_at__lt=since) if before else Q(received_at__gte=since))


FILTERS = (
    ByStatus,
    ByClock,
    ByPerson,
    ByOutcome,
    ByFinding,
    ByLanguage,
    ByProtocol,
    ByOrigin,
    ByDate,
)


def start_of_day(days_ago: int) -> datetime:
    """The midnight, by the clinic's clock, that so many whole days and today came after."""
    day = timezone.localdate() - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time()))


@lru_cache(maxsize=1)
def findings() -> dict[Kind, dict[str, Any]]:
    """The title of each finding that any version can make, by kind, in the order of the rules."""
    known: dict[Kind, dict[str, Any]] = {kind: {} for kind in Kind}
    for version in reversed(versions()):
        protocol = protocol_of(version)
        for rule in (*protocol.rules, protocol.otherwise):
            for kind, slug, says in _of(rule):
                known[kind].setdefault(slug, says.title)
    return {kind: found for kind, found in known.items() if found}


def _of(rule: Rule) -> Iterator[tuple[Kind, str, Any]]:
    yield rule.kind, rule.slug, rule.says
    if rule.unknown:
        yield Kind.UNKNOWN, rule.unknown_slug or rule.slug, rule.unknown


def marks_of(value: str) -> list[str]:
    """What the finding `kind.rule` is stored as, under each data key."""
    kind, _dot, slug = value.partition(".")
    return mark_may_be(kind, slug)
