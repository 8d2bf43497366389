"""The staff sheet as blocks: a page for the clinic with room for a pen, then the patient's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eligibility.models import Submission
from eligibility.protocol.content.outcomes import OUTCOMES
from eligibility.review.record.thread import Thread
from eligibility.review.record.timeline import Event, Judged, judged, timeline
from eligibility.summary.blocks import (
    Block,
    Item,
    Run,
    bold,
    day,
    heading,
    item,
    para,
    plain,
    said,
    strong,
    struck,
    terms,
)
from eligibility.summary.contents import contents
from eligibility.summary.sheet import Sheet
from eligibility.summary.to_explain import ToExplain, to_explain

LINES = [""] * 8


@dataclass(frozen=True)
class Record:
    """A submission with its sheet and what staff did with it."""

    submission: Submission
    sheet: Sheet
    thread: Thread


def staff_contents(one: Record) -> Block:
    """The staff sheet, in the language that is on, as `contents` is the patient's."""
    found = contents(one.sheet)
    found["title"] = _("Candor: staff sheet")
    found["top"] = [found["title"], *found["top"][1:]]
    found["blocks"] = [*_for_the_clinic(one), {"kind": "newpage"}, below(found["blocks"])]
    return found


def below(blocks: list[Block]) -> Block:
    """Blocks that stand below a heading of ours. Their headings are no bookmarks, so that there is
    one for each submission."""
    return {"kind": "below", "blocks": blocks}


def reference_heading(submission: Submission) -> Block:
    """What a submission is found by among the bookmarks."""
    return heading(1, _("Reference %(reference)s") % {"reference": submission.reference})


def _for_the_clinic(one: Record) -> Iterator[Block]:
    yield reference_heading(one.submission)
    yield terms("two", _facts(one))
    yield heading(2, _("Findings, gravest first"))
    points = judged(one.sheet, one.thread)
    if not points:
        yield para(plain(_("None of the checks came up. This is not a recommendation.")))
    for point in points:
        yield _finding(point)
    yield heading(2, _("Points to explain"))
    yield from _explained(to_explain(one.submission.answers))
    yield heading(2, _("What happened, newest first"))
    yield terms("say", [_happened(event) for event in timeline(one.sheet, one.thread)])
    sign = [_("Name"), _("Signature"), _("Date")]
    yield {"kind": "write", "title": _("Clinician’s notes"), "lines": LINES, "sign": sign}


def _facts(one: Record) -> Iterator[tuple[Any, list[Item]]]:
    record = one.submission
    told = {
        _("Result"): OUTCOMES[one.sheet.assessment.outcome].staff,
        _("Received"): day(record.received_at, "DATETIME_FORMAT"),
        _("Patient read it in"): record.get_language_display(),
        _("Came by"): record.get_origin_display(),
        _("Status"): record.get_status_display(),
        _("Assigned to"): record.assigned_to or _("nobody"),
        _("To be seen"): record.get_waiting_display(),
    }
    if record.entered_by_id:
        told[_("Typed in by")] = record.entered_by
    for term, text in told.items():
        yield term, [item(bold(text))]


def _finding(one: Judged) -> Block:
    point = one.point
    told = [said(row, plain(f"{row.question.label}:")) for row in point.told]
    pairs = [
        (_("Patient’s answer"), told or [item(plain(_("This was not asked.")))]),
        (_("Comes up for"), list(_condition(one))),
        (_("Source"), [item(plain(_place(cite))) for cite in point.finding.rule.cites]),
        (_("To check"), [item(plain(point.finding.says.staff))]),
        (_("Verdict"), [_verdict(one)]),
    ]
    title = f"{point.number}. {point.finding.says.title}"
    return {
        "kind": "finding",
        "mark": point.finding.kind.value,
        "tag": point.tag,
        "blocks": [heading(3, title), terms("say", pairs)],
    }


def _condition(one: Judged) -> Iterator[Item]:
    if one.card is None:
        yield item(plain(_("Any answer that no rule names")))
        return
    for answer in one.card.answers:
        yield item(plain(f"{answer.question.label}: {'; '.join(map(str, answer.said))}"))
    if one.card.not_known:
        yield item(plain(_("Not sure:")), plain(one.card.not_known))


def _place(cite: Any) -> str:
    return f"{cite.source.title}, “{cite.section}”: {cite.item}"


def _verdict(one: Judged) -> Item:
    if one.verdict is None:
        return item(plain(_("None yet")))
    word = _("Agrees") if one.verdict.agrees else _("Disagrees")
    return item(strong(f"{word} ({one.verdict.author}):"), plain(one.verdict.note or ""))


def _explained(points: list[ToExplain]) -> Iterator[Block]:
    if not points:
        yield para(plain(_("All three points were clear to the patient.")))
    for point in points:
        given = f"{point.check.question.label}: {point.answer or _('left empty')}."
        yield para(strong(point.check.text), plain(given))


def _happened(event: Event) -> tuple[str, list[Item]]:
    """What was corrected is struck through, and says so in words too."""
    style = struck if event.corrected_by else plain
    items = [item(strong(f"{event.who}:"), *(style(f"{line}.") for line in event.said))]
    if event.note:
        items.append(item(style(event.note)))
    if event.corrects:
        items.append(item(plain(_("Corrects: %(which)s") % {"which": event.corrects})))
    if event.corrected_by:
        whom: Run = strong(_("Corrected by %(whom)s") % {"whom": event.corrected_by})
        items.append(item(whom))
    return day(event.at, "SHORT_DATETIME_FORMAT"), items
