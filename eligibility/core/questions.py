"""Questions. Each is declared once; forms, pages, prints and rules derive from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from eligibility.core.conditions import Above, Below

Text: TypeAlias = Any  # a str, or a string that is translated when it is shown
Value: TypeAlias = Any  # int, str, bool, date or a tuple of codes, by the kind of question

SLUG = re.compile(r"[a-z][a-z0-9_]*")


class Change(Enum):
    """What could turn an answer into another one: for the patient to see what is worth doing."""

    TIME = "time"  # time, treatment, or a talk
    TEST = "test"  # a test, or someone who knows
    FIXED = "fixed"  # neither


class InvalidAnswer(ValueError):
    """An answer that a question cannot take. `args[0]` says why, for a developer or a log."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Question:
    """Something a patient is asked.

    `short` is its label in a list of answers; `missing` says what to do when it is left empty. An
    `optional` question may be left empty; only one that no rule reads may be. An `identity`
    question says who the patient is; no rule may read it.
    """

    slug: str
    text: Text
    short: Text = None
    help: Text = None
    more: tuple[Text, Text] | None = None
    missing: Text = None
    optional: bool = False
    identity: bool = False

    def __post_init__(self) -> None:
        if not SLUG.fullmatch(self.slug):
            raise ValueError(f"{self.slug!r} is not a slug: small letters, digits, underscores.")

    @property
    def label(self) -> Text:
        """What the question is called in a list of answers."""
        return self.text if self.short is None else self.short  # a truth test would translate it

    def parse(self, given: object) -> Value:
        """`given` as this question's kind of value. Raises InvalidAnswer for anything else."""
        raise NotImplementedError

    def is_clear(self, value: Value) -> bool:
        """Whether this answer is on the list of answers that raise nothing. Deny by default."""
        return self.optional or self.identity

    def rank(self, value: Value) -> int:
        """How strongly this answer speaks against the treatment: 0 for not at all."""
        return 0

    def changes(self, value: Value) -> tuple[tuple[Value, Change], ...]:
        """The parts of this answer that are not clear, each with what could change it. An answer
        that is clear by itself is fixed: only another question makes it matter."""
        return ((value, Change.FIXED),)

    @property
    def clear_answer(self) -> Value:
        """An answer that speaks against nothing. Raises ValueError where there is none."""
        raise ValueError(f"{self.slug} has no clear answer.")

    def at_best(self, value: Value) -> Value:
        """What this answer could become at best."""
        return self.clear_answer

    def undeclared(self) -> tuple[str, ...]:
        """The answers of which nobody said what could change them."""
        return ()

    def says(self, value: Value) -> list[Text]:
        """The answer in the patient's words: one text for each thing said."""
        return [str(value)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Band:
    """Numbers that are not clear: how grave they are, and what could change them."""

    numbers: range
    worse: int
    change: Change


@dataclass(frozen=True, eq=False, kw_only=True)
class Number(Question):
    """A whole number between two bounds, both included. Its answers are clear or in a band."""

    least: int
    most: int
    clear: range = field(default_factory=lambda: range(0))
    bands: tuple[Band, ...] = ()

    def parse(self, given: object) -> int:
        if type(given) is not int or not self.least <= given <= self.most:
            raise InvalidAnswer(f"a whole number from {self.least} to {self.most} is needed")
        return given

    def is_clear(self, value: Value) -> bool:
        return super().is_clear(value) or value in self.clear

    def _band(self, value: int) -> Band | None:
        return next((band for band in self.bands if value in band.numbers), None)

    def rank(self, value: Value) -> int:
        band = self._band(value)
        return band.worse if band else 0

    def changes(self, value: Value) -> tuple[tuple[Value, Change], ...]:
        band = self._band(value)
        return ((value, band.change if band else Change.FIXED),)

    @property
    def clear_answer(self) -> int:
        if not self.clear:
            raise ValueError(f"{self.slug} has no clear answer.")
        return self.clear[len(self.clear) // 2]

    def undeclared(self) -> tuple[str, ...]:
        every = range(self.least, self.most + 1)
        return tuple(str(n) for n in every if n not in self.clear and not self._band(n))

    def below(self, limit: int) -> Below:
        """Holds for a smaller number."""
        return Below(question=self, limit=limit)

    def above(self, limit: int) -> Above:
        """Holds for a greater number."""
        return Above(question=self, limit=limit)
