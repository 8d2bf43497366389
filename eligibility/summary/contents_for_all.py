"""The second half of the sheet as blocks: what everyone is told, the answers and the sources."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

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
from eligibility.summary.sheet import Group, Noted, Sheet


def for_all(sheet: Sheet) -> Iterator[Block]:
    """The blocks from the risks to the end."""
    yield from _risks(sheet)
    yield from _evidence(sheet)
    yield heading(2, _("What a treatment is like"), sheet.expect.notes)
    yield numbers(map(_stated, sheet.expect.items))
    yield _paragraph(sheet.same_day)
    if sheet.cards.items:
        yield heading(2, _("About your condition"))
        yield _cards(sheet.cards)
    yield heading(2, _("Kinds of cells"))
    yield _paragraph(sheet.not_the_same)
    yield _cards(sheet.cells)
    yield heading(2, _("Other choices"))
    none = _(
        "None of these turns a worn disc new. Cells are not shown to do that either. Ask about "
        "the good and the bad of each."
    )
    yield para(plain(none))
    yield bullets(map(_stated, sheet.options.items))
    yield heading(2, _("Your answers"))
    yield {"kind": "answers", "tables": list(_answers(sheet))}
    yield from _sources(sheet)
    yield from _who(sheet)


def _stated(noted_one: Noted) -> Item:
    """A statement with its title, if it has one, and its notes."""
    statement = noted_one.statement
    title = [strong(statement.title)] if statement.title else []
    return item(*title, plain(statement.text), *noted(noted_one.notes))


def _paragraph(noted_one: Noted) -> Block:
    return para(plain(noted_one.statement.text), *noted(noted_one.notes))


def _risks(sheet: Sheet) -> Iterator[Block]:
    yield heading(2, _("The risks"))
    if sheet.about.risks_version:
        when = _("by %(day)s. Text version %(version)s.") % {
            "day": day(sheet.about.made_at),
            "version": sheet.about.risks_version,
        }
        yield panel("record", para(strong(_("Shown to you and ticked as read")), plain(when)))
    yield heading(3, _("Five risks from the article"), sheet.risks.notes)
    yield numbers(map(_stated, sheet.risks.items))
    yield heading(3, _("What other sources add"))
    yield bullets(map(_stated, sheet.other_risks.items))
    if sheet.offered:
        title = heading(3, sheet.offered.statement.title)
        yield panel("plain", title, _paragraph(sheet.offered))


def _evidence(sheet: Sheet) -> Iterator[Block]:
    yield heading(2, _("What studies found"))
    yield para(plain(sheet.intro))
    rows = [(_trial(trial), item(plain(trial.statement.text))) for trial in sheet.trials.items]
    yield table(_("Studies of the low back"), [_("Study"), _("Result")], rows)
    yield _paragraph(sheet.reviews)
    yield heading(3, _("Four limits"), sheet.limits.notes)
    yield bullets(map(_stated, sheet.limits.items))
    yield _paragraph(sheet.worn_without_pain)


def _trial(trial: Noted) -> Item:
    people = _("%(count)s people") % {"count": trial.statement.people}
    return item(plain(trial.statement.title), *noted(trial.notes), ("below", people))


def _cards(group: Group) -> Block:
    return terms("cards", [(card.statement.title, [_card(card)]) for card in group.items])


def _card(card: Noted) -> Item:
    known, unknown = plain(card.statement.known), plain(card.statement.unknown)
    return item(known, strong(_("Not known:")), unknown, *noted(card.notes))


def _answers(sheet: Sheet) -> Iterator[Block]:
    for part in sheet.answers:
        rows = [(item(plain(row.question.label)), said(row)) for row in part.rows]
        yield table(part.part.title, [], rows)


def _sources(sheet: Sheet) -> Iterator[Block]:
    yield heading(2, _("Sources"))
    only = _(
        "Only the web article on worn discs gives the listed reasons. It names no author. What "
        "each source is worth is on the page “About and sources”."
    )
    yield para(plain(only))
    yield {"kind": "notes", "notes": [(note.number, _source(note)) for note in sheet.sources]}


def _source(note: Any) -> str:
    part = _("Part “%(section)s”.") % {"section": note.section}
    lines = [f"{items}: {says}" for items, says in note.lines]
    return " ".join([f"{note.source.title}.", part, *lines])


def _who(sheet: Sheet) -> Iterator[Block]:
    yield heading(2, _("Who made this"))
    by = _("The Candor project, run here by %(clinic)s") % {"clinic": settings.CLINIC_NAME}
    month = day(sheet.next_review, "YEAR_MONTH_FORMAT")
    pairs = {
        _("Made by"): by,
        _("Paid for by"): settings.FUNDED_BY,
        _("Signed by"): _("No clinician has signed this version yet"),
        _("Written"): day(sheet.written, "YEAR_MONTH_FORMAT"),
        _("Next review"): _("%(month)s, or sooner if facts change") % {"month": month},
    }
    yield terms("facts", [(term, [item(bold(text))]) for term, text in pairs.items()])
    talk = _(
        "This sheet is for talking with a doctor. Only you and a doctor who knows you can decide."
    )
    yield para(plain(talk))
