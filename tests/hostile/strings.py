"""Hostile texts, made of parts. Each kind is a way to be more than text somewhere."""

from collections.abc import Iterable

from tests.hostile.codes import commands, formulas, markup, templates
from tests.hostile.texts import controls, huge, numbers, writing

KINDS = {
    kind.__name__: kind
    for kind in (markup, templates, formulas, commands, writing, numbers, controls, huge)
}


def all_strings() -> list[str]:
    """Every text once, in the same order each time, the kinds mixed."""
    found: dict[str, None] = {}
    made = [list(kind()) for kind in KINDS.values()]
    for place in range(max(map(len, made))):
        found |= dict.fromkeys(kind[place] for kind in made if place < len(kind))
    return list(found)


def some(strings: Iterable[str], most: int) -> list[str]:
    """So many of them, spread over all."""
    found = list(strings)
    return found[:: max(1, len(found) // most)][:most]
