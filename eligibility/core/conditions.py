"""Three-valued conditions on answers: yes, no, or not known.

"Not sure" and silence are never read as "no". There is no `not`: turning a question round would
turn what nobody knows into a hit. A condition is data: it can be walked, printed and turned into
logic to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeAlias

Question: TypeAlias = Any  # questions make conditions, so conditions cannot import questions


class Given(Protocol):
    """What a condition asks of answers. None is silence."""

    def chosen(self, question: Question) -> frozenset[str] | None:
        """The codes that were chosen."""

    def ticked(self, question: Question) -> frozenset[str]:
        """The boxes as they were ticked."""

    def number(self, question: Question) -> int | None:
        """The number that was typed."""


class Truth(Enum):
    """What can be said of a condition: it holds, it does not, or nobody can tell (Kleene)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False, kw_only=True)
class Condition:
    """Something that answers may make true. `evaluate` is its whole meaning."""

    def evaluate(self, answers: Given) -> Truth:
        """Its truth for these answers. A question without an answer makes it UNKNOWN."""
        raise NotImplementedError

    def parts(self) -> tuple[Condition, ...]:
        """The conditions this one is made of."""
        return ()

    def walk(self) -> Iterator[Condition]:
        """This condition and every one inside it."""
        yield self
        for part in self.parts():
            yield from part.walk()

    def questions(self) -> tuple[Question, ...]:
        """The questions this condition reads, in the order they are read, each once."""
        read = (part.question for part in self.walk() if isinstance(part, Test))
        return tuple(dict.fromkeys(read))

    def __bool__(self) -> bool:
        raise TypeError("A condition is neither true nor false by itself. Use evaluate(answers).")


@dataclass(frozen=True, eq=False, kw_only=True)
class Test(Condition):
    """A condition on the answer to one question."""

    question: Question


@dataclass(frozen=True, eq=False, kw_only=True)
class IsOneOf(Test):
    """The answer is, or the ticks include, one of these codes. A "not sure" answer is UNKNOWN."""

    codes: frozenset[str]

    def evaluate(self, answers: Given) -> Truth:
        given = answers.chosen(self.question)
        if given is None:
            return Truth.UNKNOWN
        if not given.isdisjoint(self.codes):
            return Truth.YES
        return Truth.NO if given.isdisjoint(self.question.unknown_codes) else Truth.UNKNOWN


@dataclass(frozen=True, eq=False, kw_only=True)
class Said(Test):
    """The person said one of these in so many words. Never UNKNOWN: it opens and closes questions,
    and no listed reason may rest on it, for it reads silence as "did not say"."""

    codes: frozenset[str]

    def evaluate(self, answers: Given) -> Truth:
        given = answers.chosen(self.question)
        return Truth.NO if given is None or given.isdisjoint(self.codes) else Truth.YES


@dataclass(frozen=True, eq=False, kw_only=True)
class SaidOnly(Test):
    """The person said these and nothing else. Never UNKNOWN, like `Said`."""

    codes: frozenset[str]

    def evaluate(self, answers: Given) -> Truth:
        given = answers.chosen(self.question)
        return Truth.YES if given and given <= self.codes else Truth.NO


@dataclass(frozen=True, eq=False, kw_only=True)
class Disagrees(Test):
    """A box that must stand alone, such as "None of these", is ticked beside another one."""

    code: str

    def evaluate(self, answers: Given) -> Truth:
        ticks = answers.ticked(self.question)
        others = ticks - self.question.alone_codes
        return Truth.YES if self.code in ticks and others else Truth.NO


@dataclass(frozen=True, eq=False, kw_only=True)
class Below(Test):
    """The number is smaller than `limit`."""

    limit: int

    def evaluate(self, answers: Given) -> Truth:
        number = answers.number(self.question)
        if number is None:
            return Truth.UNKNOWN
        return Truth.YES if number < self.limit else Truth.NO


@dataclass(frozen=True, eq=False, kw_only=True)
class Above(Test):
    """The number is greater than `limit`."""

    limit: int

    def evaluate(self, answers: Given) -> Truth:
        number = answers.number(self.question)
        if number is None:
            return Truth.UNKNOWN
        return Truth.YES if number > self.limit else Truth.NO


@dataclass(frozen=True, eq=False, kw_only=True)
class AllOf(Condition):
    """Every part holds. One NO settles it; else one UNKNOWN leaves it open."""

    conditions: tuple[Condition, ...]

    def parts(self) -> tuple[Condition, ...]:
        return self.conditions

    def evaluate(self, answers: Given) -> Truth:
        found = {part.evaluate(answers) for part in self.conditions}
        if Truth.NO in found:
            return Truth.NO
        return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.YES


@dataclass(frozen=True, eq=False, kw_only=True)
class AnyOf(Condition):
    """At least one part holds. One YES settles it; else one UNKNOWN leaves it open."""

    conditions: tuple[Condition, ...]

    def parts(self) -> tuple[Condition, ...]:
        return self.conditions

    def evaluate(self, answers: Given) -> Truth:
        found = {part.evaluate(answers) for part in self.conditions}
        if Truth.YES in found:
            return Truth.YES
        return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.NO


def all_of(*conditions: Condition) -> AllOf:
    """Every one of these holds."""
    return AllOf(conditions=conditions)


def any_of(*conditions: Condition) -> AnyOf:
    """At least one of these holds."""
    return AnyOf(conditions=conditions)


ALWAYS = all_of()
