"""The template filters for notes: the links of a sentence to those it rests on, and their list.

Each looks the same on every sheet, so it is drawn once a language: a sheet has a hundred of them.
"""

from collections.abc import Iterable
from functools import cache, lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from eligibility.core.rules import Citation
from eligibility.summary.notes import Note

register = template.Library()


@register.filter
def links(numbers: Iterable[int]) -> SafeString:
    """Links to the notes with these numbers."""
    return mark_safe("".join(_link(number, get_language()) for number in numbers))


@register.filter
def listed(note: Note) -> SafeString:
    """A note as it stands in the list."""
    return _listed(note.number, tuple(note.cites.values()), get_language())


@cache
def _link(number: int, language: str) -> SafeString:
    return render_to_string("sheet/note_link.html", {"number": number})


@lru_cache(maxsize=4096)
def _listed(number: int, cites: tuple[Citation, ...], language: str) -> SafeString:
    """A note of these places, which are of one section of one source."""
    first = cites[0]
    note = Note(number, first.source, first.section, {cite.item: cite for cite in cites})
    return render_to_string("sheet/note.html", {"note": note})
