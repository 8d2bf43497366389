"""The sheet as a tagged PDF (PDF/UA-1), from the same contents as the page."""

import json
import logging
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from eligibility.summary.blocks import Block, para, plain
from eligibility.summary.contents import contents
from eligibility.summary.packed import packed
from eligibility.summary.sheet import Sheet
from eligibility.summary.typesetter import Refused, Typesetter

FOLDER: Path = settings.BASE_DIR / "templates" / "pdf"
MISSING = "□"
JOINERS = "\u200c\u200d"  # they only act on their neighbors
# What the compiler raises for a character that no font has, or that is not a character at all.
REFUSED = (Refused, UnicodeEncodeError)
# The smallest document that shows a text as the sheet does.
TRIAL = b"""#set document(title: "-")
#set text(font: "Libertinus Serif")
#let words = json("sheet.json")
#words *#words*"""

log = logging.getLogger(__name__)
_typesetter = Typesetter(FOLDER)


def pdf_of(sheet: Sheet) -> bytes:
    """The sheet as a PDF, in the language that is on. The same sheet gives the same bytes."""
    return pdf_of_contents(contents(sheet), sheet.about.made_at)


def pdf_of_contents(content: Block, made_at: datetime) -> bytes:
    """Blocks as a PDF. Where no font has a character, a mark stands for it and the sheet says so:
    no text is refused. Raises Unavailable if there is none for now."""
    made = int(made_at.timestamp())
    for change in (str, _with_marks, _only_latin):
        try:
            return _small(_compiled(_template(), _changed(content, change), made))
        except REFUSED as error:
            refusal = error
    raise refusal


def pdf_response(sheet: Sheet) -> HttpResponse:
    """The PDF to show in the browser. The name of the file tells nothing but the reference."""
    return as_response(pdf_of(sheet), f"candor-{sheet.about.reference}")


def as_response(pdf: bytes, name: str) -> HttpResponse:
    """A PDF to show in the browser, under this name if it is saved."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _small(pdf: bytes) -> bytes:
    """The document packed, or as it is if it cannot be."""
    try:
        return packed(pdf)
    except ValueError:
        log.warning("A PDF is not written as expected and was sent unpacked.")
        return pdf


def _compiled(template: bytes, data: Any, made: int = 0) -> bytes:
    """A document of data that is only ever text to the compiler. Raises one of REFUSED, or
    Unavailable."""
    told = json.dumps(data, ensure_ascii=False, default=str).encode()
    return _typesetter.made(template, told, made)


@cache
def _template() -> bytes:
    return (FOLDER / "sheet.typ").read_bytes()


def _changed(content: Block, change: Callable[[Any], str]) -> Block:
    """The content with every text changed, and a line about it if there is a mark in one."""
    if change is str:
        return content
    found: Block = _each_text(content, change)
    some = _(
        "Some letters or signs could not be printed here. Each has a %(mark)s in its place. The "
        "page on the screen shows them."
    )
    # After the result and the facts, where a name stands.
    found["blocks"].insert(2, para(plain(some % {"mark": MISSING})))
    return found


def _each_text(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, dict):
        return {key: _each_text(value, change) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_each_text(value, change) for value in part]
    return part if isinstance(part, int) else change(str(part))


def _with_marks(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(cluster if _prints(cluster) else MISSING for cluster in _clusters(text))


def _only_latin(text: str) -> str:
    """For what can be printed sign by sign, but not together."""
    return "".join(c if c < "\u0250" or _is_ours(c) else MISSING for c in text)


def _is_ours(character: str) -> bool:
    return character in "“”’"


def _clusters(text: str) -> list[str]:
    """Each character with the marks on it."""
    found: list[str] = []
    for character in text:
        if found and (unicodedata.category(character)[0] == "M" or character in JOINERS):
            found[-1] += character
        else:
            found.append(character)
    return found


@lru_cache(maxsize=4096)
def _prints(cluster: str) -> bool:
    """Whether the compiler can show it. It is asked, because no list of ours could stay true."""
    if cluster.isascii() and cluster.isprintable():
        return True
    try:
        _compiled(TRIAL, cluster)
    except REFUSED:
        return False
    return True
