"""The kinds of question. Each is declared once; forms, pages, prints and rules derive from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from eligibility.core.conditions import Above, Below, Disagrees, IsOneOf, Said, SaidOnly

Text: TypeAlias = Any  # a str, or a string that is translated when it is shown
Value: TypeAlias = Any  # int, str, bool, date or a tuple of codes, by the kind of question

SLUG = re.compile(r"[a-z][a-z0-9_]*")


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

    def says(self, value: Value) -> list[Text]:
        """The answer in the patient's words: one text for each thing said."""
        return [str(value)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Choice:
    """One thing to choose. `unknown` means "I cannot tell"; `alone` cannot stand beside another
    tick; `clear` is an answer that speaks against nothing."""

    code: str
    text: Text
    hint: Text = None
    group: Text = None
    unknown: bool = False
    alone: bool = False
    clear: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Choosing(Question):
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.by_code) != len(self.choices):
            raise ValueError(f"{self.slug}: a code is used twice.")

    @cached_property
    def by_code(self) -> dict[str, Choice]:
        return {choice.code: choice for choice in self.choices}

    @cached_property
    def unknown_codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices if choice.unknown)

    @cached_property
    def clear_codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices if choice.clear)

    def _known(self, codes: tuple[str, ...]) -> frozenset[str]:
        if not codes or (wrong := set(codes) - set(self.by_code)):
            raise ValueError(f"{self.slug} has no choice {sorted(wrong) if codes else codes}.")
        return frozenset(codes)

    def is_one_of(self, *codes: str) -> IsOneOf:
        """Holds for one of these codes; UNKNOWN for "not sure" or no answer."""
        return IsOneOf(question=self, codes=self._known(codes))

    def said(self, *codes: str) -> Said:
        """Holds when the person said one of these; otherwise it does not."""
        return Said(question=self, codes=self._known(codes))

    def said_only(self, *codes: str) -> SaidOnly:
        """Holds when the person said these and nothing else."""
        return SaidOnly(question=self, codes=self._known(codes))


@dataclass(frozen=True, eq=False, kw_only=True)
class One(Choosing):
    """Choose one. Its value is a code."""

    def parse(self, given: object) -> str:
        if not isinstance(given, str) or given not in self.by_code:
            raise InvalidAnswer(f"{given!r} is not one of: {', '.join(self.by_code)}")
        return given

    def is_clear(self, value: Value) -> bool:
        return super().is_clear(value) or value in self.clear_codes

    def says(self, value: Value) -> list[Text]:
        return [self.by_code[value].text]


@dataclass(frozen=True, eq=False, kw_only=True)
class YesNo(One):
    """Yes, no, or not sure. "No" is the clear answer unless the question says otherwise."""

    @property
    def is_yes(self) -> IsOneOf:
        """Holds for yes; UNKNOWN for "not sure" or no answer."""
        return self.is_one_of("yes")


@dataclass(frozen=True, eq=False, kw_only=True)
class Many(Choosing):
    """Tick all that fit. Its value is a tuple of codes in the order of the choices."""

    @cached_property
    def alone_codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices if choice.alone)

    def parse(self, given: object) -> tuple[str, ...]:
        if not isinstance(given, list | tuple) or not all(isinstance(code, str) for code in given):
            raise InvalidAnswer("a list of choices is needed")
        if wrong := sorted(set(given) - set(self.by_code)):
            raise InvalidAnswer(f"{wrong[0]!r} is not one of: {', '.join(self.by_code)}")
        if not given and not self.optional:
            raise InvalidAnswer("at least one choice is needed")
        return tuple(code for code in self.by_code if code in given)

    def settle(self, ticks: frozenset[str]) -> frozenset[str]:
        """What the ticks amount to. A box that must stand alone gives way to any other; among such
        boxes "not sure" wins, for silence must never become "none"."""
        others = ticks - self.alone_codes
        return others or (ticks & self.unknown_codes) or ticks

    def is_clear(self, value: Value) -> bool:
        settled = self.settle(frozenset(value))
        return super().is_clear(value) or (bool(settled) and settled <= self.clear_codes)

    def says(self, value: Value) -> list[Text]:
        return [self.by_code[code].text for code in value]

    def disagrees(self, code: str) -> Disagrees:
        """Holds when the lone box `code` is ticked beside another one."""
        if code not in self.alone_codes:
            raise ValueError(f"{self.slug}: {code} may stand beside others.")
        return Disagrees(question=self, code=code)


@dataclass(frozen=True, eq=False, kw_only=True)
class Number(Question):
    """A whole number between two bounds, both included."""

    least: int
    most: int
    clear: range = field(default_factory=lambda: range(0))

    def parse(self, given: object) -> int:
        if type(given) is not int or not self.least <= given <= self.most:
            raise InvalidAnswer(f"a whole number from {self.least} to {self.most} is needed")
        return given

    def is_clear(self, value: Value) -> bool:
        return super().is_clear(value) or value in self.clear

    def below(self, limit: int) -> Below:
        """Holds for a smaller number."""
        return Below(question=self, limit=limit)

    def above(self, limit: int) -> Above:
        """Holds for a greater number."""
        return Above(question=self, limit=limit)
