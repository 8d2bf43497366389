"""The whole sheet as blocks of plain data, in the order and the words of the page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eligibility.core.rules import Outcome
from eligibility.summary.blocks import (
    Block,
    Item,
    bold,
    bullets,
    day,
    heading,
    item,
    noted,
    numbers,
    panel,
    para,
    plain,
    said,
    strong,
    table,
    terms,
)
from eligibility.summary.contents_for_all import for_all
from eligibility.summary.sheet import Point, Sheet

# The signs that set the direction of all that follows them. They show nothing themselves.
TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def contents(sheet: Sheet) -> Block:
    """Everything on the paper: its blocks, and what stands on the edge of each page. Words are in
    the language that is on, as on the page."""
    about = sheet.about
    name = _("Candor: sheet for your doctor")
    return {
        "language": get_language(),
        "title": name,
        "top": [name, _whose(sheet), f"{_('Reference')} {about.reference}"],
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "blocks": [*_for_this_person(sheet), *for_all(sheet)],
    }


def _whose(sheet: Sheet) -> str:
    if not sheet.about.name:
        return _("Private result")
    return f"{_name(sheet)}, {_('born %(day)s') % {'day': day(sheet.about.born)}}"


def _name(sheet: Sheet) -> str:
    """The name, in which no sign can turn around what stands beside it."""
    return sheet.about.name.translate(TURNS)


def _for_this_person(sheet: Sheet) -> Iterator[Block]:
    yield from _opening(sheet)
    yield terms("two", _facts(sheet))
    if sheet.points:
        yield heading(2, _("In short"))
        yield bullets(
            item(strong(f"{p.tag}:"), plain(f"{p.finding.says.short}.")) for p in sheet.points
        )
    yield heading(2, _("Your next three steps"))
    yield numbers(item(plain(step)) for step in sheet.text.steps)
    yield from _checked(sheet)
    yield from _points(sheet)
    yield from _would_change(sheet)
    if sheet.bring:
        yield heading(2, _("Bring or ask for"))
        yield bullets(item(plain(line)) for line in sheet.bring)
    yield from _to_ask(sheet)


def _opening(sheet: Sheet) -> Iterator[Block]:
    leads = [para(strong(t), look="lead") for t in (sheet.text.caution, sheet.call_today) if t]
    yield panel(
        "alarm" if sheet.assessment.outcome is Outcome.URGENT else "outcome",
        para(plain(_("Your result"))),
        heading(1, sheet.title),
        *leads,
        para(plain(sheet.text.lead), plain(sheet.choices)),
    )


def _facts(sheet: Sheet) -> Iterator[tuple[Any, list[Item]]]:
    about = sheet.about
    if about.name:
        yield _("Name"), [item(bold(_name(sheet)))]
        yield _("Date of birth"), [item(bold(day(about.born)))]
    yield _("Reference"), [item(("code", about.reference))]
    yield _("Date"), [item(bold(day(about.made_at)))]
    yield _("Language"), [item(bold("Español" if about.language == "es" else "English"))]
    yield _("Rules version"), [item(bold(about.protocol), ("small", about.digest[:16]))]
    if about.erased_at:
        when = day(about.erased_at, "DATETIME_FORMAT")
        yield _("Kept"), [item(bold(_("Private. Erased by %(when)s") % {"when": when}))]


def _checked(sheet: Sheet) -> Iterator[Block]:
    if sheet.checked:
        yield heading(2, _("What we checked"))
        rows = [(item(plain(row.question.label)), said(row)) for row in sheet.checked]
        yield table("", [_("Reason we check"), _("What you told us")], rows)


def _points(sheet: Sheet) -> Iterator[Block]:
    if sheet.points:
        yield heading(2, sheet.points_title)
    if len(sheet.points) > 1:
        yield para(plain(_("The most serious come first.")))
    for point in sheet.points:
        yield _point(point)


def _point(point: Point) -> Block:
    says = point.finding.says
    told = [said(row, plain(f"{row.question.label}:")) for row in point.told]
    pairs = [
        (_("You told us"), told or [item(plain(_("Nothing yet. This was not asked.")))]),
        (_("Why it matters"), [item(plain(says.why), *noted(point.notes))]),
        (_("What you can do"), [item(plain(says.next_step))]),
    ]
    return {
        "kind": "finding",
        "mark": point.finding.kind.value,
        "tag": point.tag,
        "blocks": [heading(3, f"{point.number}. {says.title}"), terms("say", pairs)],
    }


def _would_change(sheet: Sheet) -> Iterator[Block]:
    found = sheet.would_change
    if not found:
        return
    yield heading(2, _("What would change this?"))
    runs = [plain(_("Your result comes from the answers below."))]
    if found.stays:
        stays = _("At least one of them is not likely to change, so this result is likely to stay.")
        runs += [strong(stays), plain(_("That is not the end. See “Other choices” on this sheet."))]
    else:
        best = _("If all of them change, your result would at best be: “%(title)s”.")
        runs += [plain(best % {"title": found.milder.title})]
        runs += [plain(found.milder.caution)] if found.milder.caution else []
    yield para(*runs)
    for number, way in enumerate(found.ways):
        if number:
            yield para(plain(_("Or these:")))
        for group in way:
            yield heading(3, group.title)
            yield bullets(
                said(row, plain(f"{row.question.label}:"), style="strong") for row in group.rows
            )


def _to_ask(sheet: Sheet) -> Iterator[Block]:
    if not sheet.is_long:
        yield {"kind": "newpage"}
    yield heading(2, _("Seven questions to ask your doctor"))
    fits = _("They are in the order that fits your answers.")
    yield para(plain(fits), *noted(sheet.seven.notes))
    yield _ask(1, [(i.statement.title, [i.reason, i.statement.text]) for i in sheet.seven.items])
    yield heading(3, _("Six more from us"))
    ours = _("These are ours. They are based on advice from the FDA.")
    yield para(plain(ours), *noted(sheet.ours.notes))
    own = [(i.statement.title, [i.statement.text]) for i in sheet.ours.items]
    yield _ask(len(sheet.seven.items) + 1, own, halves=True)
    lines = [(_("My top three"), 3, True), (_("My own questions"), 3, False)]
    yield {"kind": "lines", "columns": lines, "sign": _("Clinician’s name and date")}


def _ask(first: int, questions: list[tuple[Any, list[Any]]], *, halves: bool = False) -> Block:
    """Questions with a box to tick and a line to write on, in two halves side by side or not."""
    return {"kind": "ask", "first": first, "halves": halves, "questions": questions}
