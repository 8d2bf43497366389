"""The clinic in numbers: what came in, how soon it was looked at, what came up, and what is open.

Sums alone, never a patient. A number stands in a table; a bar beside it shows the same to the eye.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Kind, Outcome
from eligibility.models import FindingMark, Review, Submission
from eligibility.protocol.content.outcomes import KIND_TAGS, OUTCOMES
from eligibility.review.queue.filters import OPEN, findings, start_of_day
from eligibility.review.staff_page import StaffPages, staff_page
from eligibility.security.blind_index import mark_may_be

WEEKS, FINDING_DAYS, WIDE = 12, 90, 160  # the longest bar, in pixels
Spell = tuple[datetime, str, datetime | None]


@dataclass(frozen=True)
class Bar:
    """A number, and how wide its bar is beside the longest of its table."""

    number: int
    width: int


@dataclass(frozen=True)
class Week:
    """What came in one week, and how long it took until someone acted on it: the median, and what
    nine of ten were below. None where nobody has acted on any."""

    starts: date
    counts: list[int]
    total: Bar
    median: timedelta | None
    most: timedelta | None

    @property
    def waits(self) -> list[str]:
        """Both times in words."""
        now = timezone.now()
        return [timesince(now - t, now) if t is not None else "" for t in (self.median, self.most)]


def bars(numbers: list[int]) -> list[Bar]:
    """The numbers of a table with their bars."""
    longest = max(numbers, default=0) or 1
    return [Bar(number, round(number * WIDE / longest)) for number in numbers]


def percentile(sorted_times: list[timedelta], share: float) -> timedelta | None:
    """The smallest time that at least this share of all is not above."""
    return sorted_times[ceil(share * len(sorted_times)) - 1] if sorted_times else None


def first_day() -> date:
    """The Monday that the oldest of the weeks begins with."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def received_since(day: date) -> Iterator[Spell]:
    """When each submission came, its outcome, and when someone first acted on it."""
    since = start_of_day((timezone.localdate() - day).days)
    first = Review.objects.filter(submission=OuterRef("pk")).order_by("at").values("at")[:1]
    found = Submission.objects.filter(received_at__gte=since).order_by()
    return found.values_list("received_at", "outcome", Subquery(first)).iterator()


def weeks(spells: Iterable[Spell], start: date) -> list[Week]:
    """The weeks since `start`, newest first."""
    counts = [dict.fromkeys(Outcome, 0) for _week in range(WEEKS)]
    waited: list[list[timedelta]] = [[] for _week in range(WEEKS)]
    for came, outcome, acted in spells:
        week = min((timezone.localdate(came) - start).days // 7, WEEKS - 1)
        counts[week][Outcome(outcome)] += 1
        if acted:
            waited[week].append(max(acted - came, timedelta()))
    totals = bars([sum(count.values()) for count in counts])
    made = []
    for number, (count, total, times) in enumerate(zip(counts, totals, waited, strict=True)):
        times.sort()
        starts = start + timedelta(weeks=number)
        shares = percentile(times, 0.5), percentile(times, 0.9)
        made.append(Week(starts, list(count.values()), total, *shares))
    return made[::-1]


def findings_by_rule(days: int) -> list[tuple[Any, Any, Bar]]:
    """Kind, title and number of the findings of the last days, the most frequent first."""
    since = FindingMark.objects.filter(received_at__gte=start_of_day(days - 1))
    tally = dict(since.order_by().values("mark").annotate(n=Count("pk")).values_list("mark", "n"))
    told: dict[tuple[Kind, Any], int] = defaultdict(int)
    for kind, found in findings().items():
        for slug, title in found.items():
            told[kind, title] += sum(tally.get(mark, 0) for mark in mark_may_be(kind.value, slug))
    rows = sorted(((n, kind, title) for (kind, title), n in told.items() if n), key=lambda r: -r[0])
    drawn = bars([n for n, _kind, _title in rows])
    return [(KIND_TAGS[k], title, bar) for (_n, k, title), bar in zip(rows, drawn, strict=True)]


def open_by_status() -> list[tuple[Any, Bar]]:
    """How many wait in each status in which something can wait."""
    waiting = Submission.objects.filter(waiting__in=OPEN).order_by().values("status")
    found = dict(waiting.annotate(n=Count("pk")).values_list("status", "n"))
    known = [status for status in Submission.Status if found.get(status.value)]
    drawn = bars([found[status.value] for status in known])
    return [(status.label, bar) for status, bar in zip(known, drawn, strict=True)]


class Dashboard(StaffPages):
    """The page of numbers."""

    @staff_page("numbers", "numbers/")
    def numbers_view(self, request: HttpRequest) -> HttpResponse:
        start = first_day()
        return self.shown(
            request,
            "staff/numbers.html",
            _("The clinic in numbers"),
            outcomes=[OUTCOMES[outcome].staff for outcome in Outcome],
            weeks=weeks(received_since(start), start),
            findings=findings_by_rule(FINDING_DAYS),
            days=FINDING_DAYS,
            open=open_by_status(),
        )
