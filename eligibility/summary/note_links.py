"""The template filter that links a sentence of the sheet to the notes it rests on."""

from collections.abc import Iterable
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.filter
def links(numbers: Iterable[int]) -> SafeString:
    """Links to the notes with these numbers. Each looks the same wherever it stands, so it is drawn
    once a language: a sheet has seventy of them."""
    return mark_safe("".join(_link(number, get_language()) for number in numbers))


@cache
def _link(number: int, language: str) -> SafeString:
    return render_to_string("sheet/note.html", {"number": number})
