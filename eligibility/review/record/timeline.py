"""What happened to a submission, in words and newest first: sent, typed in, and each review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from eligibility.core.conditions import ALWAYS
from eligibility.models import Review, Submission
from eligibility.review.record.thread import Entry, Thread
from eligibility.summary.blocks import day
from eligibility.summary.how_we_decide import RuleCard, card_of
from eligibility.summary.sheet import Point, Sheet


@dataclass(frozen=True)
class Event:
    """One thing that happened. `said` are lines of ours, `note` is what someone wrote. What was
    corrected stays readable beside who corrected it."""

    at: datetime
    who: str
    said: list[str]
    note: str = ""
    review: UUID | None = None
    corrects: str = ""
    corrected_by: str = ""
    new: bool = False


@dataclass(frozen=True)
class Judged:
    """A point of the sheet, the condition of its rule in words, and what staff said of it."""

    point: Point
    card: RuleCard | None
    verdict: Review | None

    @property
    def name(self) -> tuple[str, str]:
        return self.point.finding.kind.value, self.point.finding.slug


def judged(sheet: Sheet, thread: Thread) -> list[Judged]:
    """Every point of a sheet with the verdict in force on it."""
    found = []
    for point in sheet.points:
        rule, name = point.finding.rule, (point.finding.kind.value, point.finding.slug)
        card = None if rule.when is ALWAYS else card_of(rule)
        found.append(Judged(point, card, thread.verdicts.get(name)))
    return found


def timeline(sheet: Sheet, thread: Thread, seen: int | None = None) -> list[Event]:
    """Everything, newest first. What came after `seen` reviews is marked as new."""
    titles = {one.name: one.point for one in judged(sheet, thread)}
    new = thread.since(seen) if seen is not None else []
    events = [_event(entry, titles, thread, entry in new) for entry in thread.entries]
    return [*events, _arrival(thread.submission)]


def _event(entry: Entry, titles: dict[Any, Point], thread: Thread, new: bool) -> Event:
    review = entry.review
    before = thread.by_id.get(review.corrects_id)
    return Event(
        at=review.at,
        who=str(review.author),
        said=list(_said(entry, titles)),
        note=review.note or "",
        review=review.pk,
        corrects=_by(before.review) if before else "",
        corrected_by="; ".join(map(_by, entry.corrected_by)),
        new=new,
    )


def _said(entry: Entry, titles: dict[Any, Point]) -> list[str]:
    review, said = entry.review, []
    if review.status:
        said.append(_("New status: %(status)s") % {"status": review.get_status_display()})
    if review.assigned_to:
        said.append(_("Assigned to %(who)s") % {"who": review.assigned_to})
    if entry.is_verdict:
        point = titles.get(entry.finding)
        about = (
            f"{point.number}. {point.finding.says.title}"
            if point
            else " ".join(entry.finding or ())
        )
        words = (
            _("Agrees with finding: %(finding)s")
            if review.agrees
            else _("Disagrees with finding: %(finding)s")
        )
        said.append(words % {"finding": about})
    return said


def _by(review: Review) -> str:
    """Who wrote a review and when, to point at it."""
    told = {"who": review.author, "when": day(review.at, "DATETIME_FORMAT")}
    return _("%(who)s, %(when)s") % told


def _arrival(submission: Submission) -> Event:
    """How it came here. From paper, by whose hands."""
    came = {
        Submission.Origin.WEB: _("Received over the web"),
        Submission.Origin.TABLET: _("Received from a tablet in the clinic"),
        Submission.Origin.PAPER: _("Received on paper and typed in"),
    }
    typed_by = str(submission.entered_by or "") if submission.entered_by_id else ""
    return Event(submission.received_at, typed_by or _("Patient"), [came[submission.origin]])
