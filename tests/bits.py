"""Terms of the solver, worked out for many people at once: one bit a person.

A million people are too many to ask a solver about one by one. Here its own terms are walked, and
each is given the set of people for whom it holds, as the bits of one number.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import z3

from eligibility.core.answers import Answers
from eligibility.core.questions import Number
from eligibility.proof.logic import World

Cases = dict[int, int]  # a whole number, and the people for whom the term has that value


def marked(places: Iterable[int], size: int) -> int:
    """The number whose bits stand at these places."""
    row = bytearray(size // 8 + 1)
    for place in places:
        row[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(row, "little")


class People:
    """What each variable of a world is for a list of people, and what every term is then."""

    def __init__(self, world: World, everyone: list[Answers]) -> None:
        self.size = len(everyone)
        self.all = (1 << self.size) - 1
        self._known: dict[int, Any] = {}
        self._kept: list[Any] = []  # a term that is freed would give its number to another one
        self._read(world, everyone)

    def _read(self, world: World, everyone: list[Answers]) -> None:
        places: dict[Any, dict[Any, list[int]]] = {q: {} for q in world.questions}
        for place, answers in enumerate(everyone):
            for question, value in answers.items():
                places[question].setdefault(value, []).append(place)
        for question, reply in world.replies.items():
            found = {v: marked(at, self.size) for v, at in places[question].items()}
            given = sum(found.values())
            self._set(reply.given, given)
            if isinstance(question, Number):
                silent = found.get(question.least, 0) | self.all & ~given
                self._set(reply.number, {**found, question.least: silent})
            for code, term in reply.codes.items():
                chosen = (bits for v, bits in found.items() if code == v or code in _ticks(v))
                self._set(term, _any(chosen))

    def _set(self, term: Any, value: Any) -> None:
        self._known[term.get_id()] = value
        self._kept.append(term)

    def holds(self, term: Any) -> int:
        """The people for whom a Bool holds."""
        found: int = self._of(term)
        return found

    def cases(self, term: Any) -> Cases:
        """The people for each value of an Int."""
        found: Cases = self._of(term)
        return found

    def _of(self, term: Any) -> Any:
        if term.get_id() not in self._known:
            self._set(term, self._work_out(term))
        return self._known[term.get_id()]

    def _work_out(self, term: Any) -> Any:
        if z3.is_int_value(term):
            return {term.as_long(): self.all}
        kind = term.decl().kind()
        parts = [self._of(part) for part in term.children()]
        if kind == z3.Z3_OP_ITE:
            return self._either(*parts)
        if kind in COMPARED:
            return _any(
                bits & more
                for one, bits in parts[0].items()
                for other, more in parts[1].items()
                if COMPARED[kind](one, other)
            )
        return self._joined(kind, parts)

    def _either(self, holds: int, one: Any, other: Any) -> Any:
        if isinstance(one, int):
            return holds & one | ~holds & other & self.all
        values = {**one, **other}
        return {
            value: holds & one.get(value, 0) | ~holds & other.get(value, 0) & self.all
            for value in values
        }

    def _joined(self, kind: int, parts: list[int]) -> int:
        if kind == z3.Z3_OP_NOT:
            return ~parts[0] & self.all
        if kind in (z3.Z3_OP_AND, z3.Z3_OP_TRUE):
            return _all(parts, self.all)
        if kind in (z3.Z3_OP_OR, z3.Z3_OP_FALSE):
            return _any(parts)
        raise TypeError(f"Terms of kind {kind} are not worked out here yet.")


COMPARED: Mapping[int, Any] = {
    z3.Z3_OP_LT: lambda one, other: one < other,
    z3.Z3_OP_LE: lambda one, other: one <= other,
    z3.Z3_OP_GT: lambda one, other: one > other,
    z3.Z3_OP_GE: lambda one, other: one >= other,
}


def _ticks(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _any(each: Iterable[int]) -> int:
    found = 0
    for bits in each:
        found |= bits
    return found


def _all(each: Iterable[int], everyone: int) -> int:
    for bits in each:
        everyone &= bits
    return everyone
