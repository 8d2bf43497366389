"""Cells of a table: as text that no spreadsheet takes for a formula."""

import unicodedata
from datetime import date
from typing import Any

BETWEEN = " | "  # the codes of one answer
STARTERS = frozenset("=+-@−")
CONTROLS = frozenset("\t\r\n")
MARK = "'"


def cell(value: Any) -> str | int:
    """A stored value in one cell: codes joined, dates as ISO writes them."""
    if isinstance(value, (list, tuple)):
        return BETWEEN.join(value)
    return value.isoformat() if isinstance(value, date) else value


def safe(value: str | int) -> str | int:
    """The cell for a CSV file. What a spreadsheet could run gets an apostrophe before it, and so
    does what already looks like that, so that `plain` gets every text back."""
    if isinstance(value, int) or value[:1].isalnum() or not _starts_formula(value.lstrip(MARK)):
        return value
    return MARK + value


def plain(text: str) -> str:
    """The text that `safe` made a cell of."""
    marked = text.startswith(MARK) and _starts_formula(text.lstrip(MARK))
    return text[1:] if marked else text


def _starts_formula(text: str) -> bool:
    """Whether it starts like a formula in any width, also behind spaces and what has no shape."""
    if text[:1] in CONTROLS and text:
        return True
    first = next((c for c in text if not (c.isspace() or unicodedata.category(c)[0] == "C")), "")
    return unicodedata.normalize("NFKC", first)[:1] in STARTERS if first else False
