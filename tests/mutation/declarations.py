"""The ways in which a declaration can be bent: a member, a code, an argument, an entry."""

import ast
from collections.abc import Iterator
from typing import Any

from tests.mutation.known import Known
from tests.mutation.operators import bends
from tests.mutation.source import Edit, Source, is_text

# Ways to ask about codes or numbers, and the one that each could be mistaken for.
ASKS = {
    "is_one_of": "said",
    "said": "is_one_of",
    "said_only": "said",
    "below": "above",
    "above": "below",
}
OF_ANY_LENGTH = {"is_one_of", "said", "said_only", "all_of", "any_of"}


@bends(ast.Attribute)
def member(source: Source, node: ast.Attribute, known: Known) -> Iterator[Edit]:
    """The members beside the one that is named."""
    members = known.enums.get(getattr(node.value, "id", ""), [])
    if node.attr in members:
        place = members.index(node.attr)
        for other in {(place + 1) % len(members), (place - 1) % len(members)}:
            yield source.instead(node, f"{source.text(node.value)}.{members[other]}")


@bends(ast.Call)
def way_of_asking(source: Source, node: ast.Call, known: Known) -> Iterator[Edit]:
    if isinstance(node.func, ast.Attribute) and (new := ASKS.get(node.func.attr)):
        yield source.end(node.func.value), source.end(node.func), f".{new}"


@bends(ast.Call)
def code(source: Source, node: ast.Call, known: Known) -> Iterator[Edit]:
    """A code, and the next one of the same question that the call does not name."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in (*ASKS, "disagrees"):
        return
    codes = known.codes.get(ast.unparse(node.func.value).split(".")[-1], [])
    named = [arg for arg in node.args if isinstance(arg, ast.Constant) and arg.value in codes]
    taken = {arg.value for arg in named}
    for arg in named:
        place = codes.index(arg.value)
        free = [other for other in codes[place:] + codes[:place] if other not in taken]
        if free:
            yield source.instead(arg, f'"{free[0]}"')


@bends(ast.Call)
def argument(source: Source, node: ast.Call, known: Known) -> Iterator[Edit]:
    """Without an argument that may be left out. A text is not ours to bend."""
    every = [*node.args, *node.keywords]
    spans = [(source.start(part), source.end(part)) for part in every]
    for place, part in enumerate(every):
        if len(every) > 1 and _may_go(node, part, known):
            yield source.without(spans, place)


def _may_go(node: ast.Call, part: Any, known: Known) -> bool:
    if isinstance(part, ast.keyword):
        return part.arg in known.optional and not is_text(part.value)
    name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
    return name in OF_ANY_LENGTH


@bends(ast.Tuple, ast.List, ast.Set)
def entry(source: Source, node: Any, known: Known) -> Iterator[Edit]:
    """Without one entry. A tuple that is unpacked, or that holds texts, stays whole."""
    whole = not isinstance(getattr(node, "ctx", None), ast.Store) and not is_text(node)
    if whole and len(node.elts) > 1:
        spans = [(source.start(part), source.end(part)) for part in node.elts]
        for place, part in enumerate(node.elts):
            if len(spans) == 2 and isinstance(node, ast.Tuple):
                yield source.instead(node, f"({source.text(node.elts[1 - place])},)")
            elif not is_text(part):
                yield source.without(spans, place)


@bends(ast.Dict)
def row(source: Source, node: ast.Dict, known: Known) -> Iterator[Edit]:
    keys = [key for key in node.keys if key is not None]
    if len(keys) == len(node.values) > 1:
        pairs = zip(keys, node.values, strict=True)
        spans = [(source.start(key), source.end(value)) for key, value in pairs]
        for place in range(len(spans)):
            yield source.without(spans, place)


# A statement has a name for those who read the code. Nobody is shown it, nothing is stored by it.
NAMED_FOR_READERS = {"Card", "DoctorQuestion", "Statement", "Trial"}


@bends(ast.Assign, ast.AnnAssign, ast.Compare)
def word(source: Source, node: Any, known: Known) -> Iterator[Edit]:
    """A word that the program reads: the value of a name or of a comparison."""
    for value in node.comparators if isinstance(node, ast.Compare) else [node.value]:
        yield from _longer(source, value)


@bends(ast.Call)
def named_word(source: Source, node: ast.Call, known: Known) -> Iterator[Edit]:
    if getattr(node.func, "id", "") not in NAMED_FOR_READERS:
        for keyword in node.keywords:
            yield from _longer(source, keyword.value)


def _longer(source: Source, value: ast.expr | None) -> Iterator[Edit]:
    is_word = isinstance(value, ast.Constant) and isinstance(value.value, str)
    if is_word and value and value.lineno == value.end_lineno:
        yield source.instead(value, f'{source.text(value)[:-1]}x"')
