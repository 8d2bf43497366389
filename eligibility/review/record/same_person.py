"""Other submissions of the same person, and what moved from one to another."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Outcome
from eligibility.models import Submission
from eligibility.protocol.content.outcomes import OUTCOMES
from eligibility.protocol.questions.finish import DATE_OF_BIRTH, FULL_NAME
from eligibility.review.record.thread import asked_id
from eligibility.review.recorded import LOOKS
from eligibility.review.staff_page import StaffPages, staff_page
from eligibility.security.blind_index import person_may_be
from eligibility.summary.answered import AnswerRow
from eligibility.summary.records import sheet_of
from eligibility.summary.sheet import Point, Sheet

MOST = 20  # of the newest; more are found by their reference


def others_of(submission: Submission, submissions: QuerySet, most: int = MOST) -> list[Submission]:
    """The newest other submissions under the same name and birth date."""
    found = submissions.filter(person__in=may_be_under(submission)).exclude(pk=submission.pk)
    return list(found.order_by("-received_at")[:most])


def may_be_under(submission: Submission) -> list[str]:
    """What the other submissions of this person may be stored under."""
    who = submission.identity
    return person_may_be(who[FULL_NAME.slug], who[DATE_OF_BIRTH.slug])


@dataclass(frozen=True)
class Changed:
    """One question, with what was answered before and after. None: it was not asked."""

    label: Any
    before: AnswerRow | None
    after: AnswerRow | None


class Moved:
    """What is different between two sheets of one person, the older first."""

    def __init__(self, before: Sheet, after: Sheet) -> None:
        self.before, self.after = before, after
        old, new = _by_name(before), _by_name(after)
        self.came = [point for name, point in new.items() if name not in old]
        self.gone = [point for name, point in old.items() if name not in new]
        self.stayed = [point for name, point in new.items() if name in old]
        self.versions_differ = before.about.protocol != after.about.protocol

    @property
    def answers(self) -> list[Changed]:
        """The questions whose answers are not the same, in the order they are asked now."""
        old, new = _answers(self.before), _answers(self.after)
        slugs = dict.fromkeys([*new, *old])
        pairs = [(old.get(slug), new.get(slug)) for slug in slugs]
        return [
            Changed((new_row or old_row).question.label, old_row, new_row)
            for old_row, new_row in pairs
            if _said(old_row) != _said(new_row)
        ]

    @property
    def graver(self) -> bool:
        return self._gravity(self.after) < self._gravity(self.before)

    @property
    def milder(self) -> bool:
        return self._gravity(self.after) > self._gravity(self.before)

    @property
    def because(self) -> list[Point]:
        """Why the outcome moved: to a graver one, by the findings that are now the gravest; to a
        milder one, by the findings that no longer come up."""
        if self.graver:
            outcome = self.after.assessment.outcome
            return [p for p in self.after.points if p.finding.outcome is outcome]
        if self.milder:
            now = self._gravity(self.after)
            return [p for p in self.before.points if p.finding.outcome.gravity < now]
        return []

    @property
    def gravest_now(self) -> list[Point]:
        outcome = self.after.assessment.outcome
        return [point for point in self.after.points if point.finding.outcome is outcome]

    @property
    def titles(self) -> tuple[Any, Any]:
        """Both outcomes in the words of the list."""
        return tuple(
            OUTCOMES[sheet.assessment.outcome].staff for sheet in (self.before, self.after)
        )

    @staticmethod
    def _gravity(sheet: Sheet) -> int:
        outcome: Outcome = sheet.assessment.outcome
        return outcome.gravity


def _by_name(sheet: Sheet) -> dict[tuple[str, str], Point]:
    return {(point.finding.kind.value, point.finding.slug): point for point in sheet.points}


def _answers(sheet: Sheet) -> dict[str, AnswerRow]:
    return {row.question.slug: row for part in sheet.answers for row in part.rows}


def _said(row: AnswerRow | None) -> list[str] | None:
    return None if row is None else [str(text) for text in row.said]


class SamePerson(StaffPages):
    """The page that sets two submissions of one person side by side."""

    @staff_page("against", "<uuid:pk>/against/")
    def against_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This submission and the `other`, or the newest other one. Both are recorded as on their
        own pages, and two people are never set side by side."""
        pair = self._pair(request, pk, request.GET.get("other", ""))
        moved = Moved(*map(sheet_of, pair))
        return self.shown(
            request,
            "staff/against.html",
            _("Two submissions side by side"),
            moved=moved,
            pair=[(one, self.outcome_in_words(one)) for one in pair],
            submission=next(one for one in pair if one.pk == pk),
        )

    def _pair(self, request: HttpRequest, pk: UUID, other: str) -> list[Submission]:
        """Both, the older first. Raises Http404 where there are no two; then none is shown."""
        records = self.get_queryset(request)
        asked = records.filter(pk=asked_id(other)) if other else records
        one = records.filter(pk=pk).first()
        others = others_of(one, asked, 1) if one else []
        if not one or not others:
            getattr(request, LOOKS).forget()
            raise Http404
        return sorted((one, others[0]), key=lambda each: each.received_at)
