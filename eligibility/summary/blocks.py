"""The few kinds of blocks a sheet is made of, as plain data that any printer can lay out."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from eligibility.summary.answered import AnswerRow

Block = dict[str, Any]
# A run of text is (style, text). A style says what it means (plain, strong) or only how it looks
# (bold, struck, small, code, below: small on a line of its own). A note is ("note", number).
Run = tuple[str, Any]
# An item is runs and, below them, a list of bare texts.
Item = dict[str, Any]


def plain(text: Any) -> Run:
    return ("plain", text)


def strong(text: Any) -> Run:
    return ("strong", text)


def bold(text: Any) -> Run:
    return ("bold", text)


def struck(text: Any) -> Run:
    return ("struck", text)


def noted(numbers: Iterable[int]) -> list[Run]:
    """The numbers of notes, to stand behind a text."""
    return [("note", number) for number in numbers]


def heading(level: int, text: Any, notes: Iterable[int] = ()) -> Block:
    return {"kind": "heading", "level": level, "runs": [plain(text), *noted(notes)]}


def para(*runs: Run, look: str = "") -> Block:
    return {"kind": "para", "look": look, "runs": runs}


def item(*runs: Run, under: Iterable[Any] = ()) -> Item:
    return {"runs": runs, "under": list(under)}


def said(row: AnswerRow, *before: Run, style: str = "plain") -> Item:
    """What was answered: one text, or a list of them under what stands before it."""
    if len(row.said) > 1:
        return item(*before, under=row.said)
    return item(*before, (style, row.said[0] if row.said else _("You left this empty")))


def bullets(items: Iterable[Item]) -> Block:
    return {"kind": "bullets", "items": list(items)}


def numbers(items: Iterable[Item]) -> Block:
    return {"kind": "numbers", "items": list(items)}


def terms(look: str, pairs: Iterable[tuple[Any, list[Item]]]) -> Block:
    """Terms and what is said of each. `look` is one of facts, two (facts in two
    columns), say and cards."""
    return {"kind": "terms", "look": look, "pairs": list(pairs)}


def panel(look: str, *blocks: Block) -> Block:
    """A box around blocks. `look` is one of plain, record, outcome and alarm."""
    return {"kind": "panel", "look": look, "blocks": blocks}


def table(caption: Any, head: list[Any], rows: Iterable[tuple[Item, Item]]) -> Block:
    """Two columns. Without a head of its own, the caption is the head of both."""
    return {"kind": "table", "caption": caption, "head": head, "rows": list(rows)}


def day(when: date | datetime, style: str = "DATE_FORMAT") -> str:
    """A date as the page writes it."""
    return date_format(localtime(when) if isinstance(when, datetime) else when, style)
