"""Questions with choices: one of them, or all that fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from eligibility.core.conditions import Disagrees, IsOneOf, Said, SaidOnly
from eligibility.core.questions import Change, InvalidAnswer, Question, Text, Value
from eligibility.core.remembered import Remembered


@dataclass(frozen=True, eq=False, kw_only=True)
class Choice:
    """One thing to choose. `unknown` means "I cannot tell"; `alone` cannot stand beside another
    tick; `clear` is an answer that speaks against nothing. Every other answer has a rank, `worse`
    when it is graver, and what could `change` it; it `becomes` the first clear answer then, unless
    it names another code."""

    code: str
    text: Text
    hint: Text = None
    group: Text = None
    unknown: bool = False
    alone: bool = False
    clear: bool = False
    worse: int = 1
    change: Change | None = None
    becomes: str = ""

    @property
    def rank(self) -> int:
        """How strongly it speaks against the treatment: 0 for not at all."""
        return 0 if self.clear else self.worse


@dataclass(frozen=True, eq=False, kw_only=True)
class Choosing(Question):
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.by_code) != len(self.choices):
            raise ValueError(f"{self.slug}: a code is used twice.")
        if any(c.worse < 1 or c.becomes not in {"", *self.by_code} for c in self.choices):
            raise ValueError(f"{self.slug}: only a clear answer ranks 0; `becomes` names a code.")

    @cached_property
    def by_code(self) -> dict[str, Choice]:
        return {choice.code: choice for choice in self.choices}

    @cached_property
    def unknown_codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices if choice.unknown)

    @cached_property
    def clear_codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices if choice.clear)

    @property
    def clear_answer(self) -> Value:
        for choice in self.choices:
            if choice.clear:
                return choice.code
        return super().clear_answer

    def undeclared(self) -> tuple[str, ...]:
        return tuple(c.code for c in self.choices if not c.clear and c.change is None)

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
        try:
            return self.by_code[given].code  # type: ignore[index]  # whatever it is, it is a code
        except (KeyError, TypeError):
            raise InvalidAnswer(f"{given!r} is not one of: {', '.join(self.by_code)}") from None

    def is_clear(self, value: Value) -> bool:
        return super().is_clear(value) or value in self.clear_codes

    def rank(self, value: Value) -> int:
        return self.by_code[value].rank

    def changes(self, value: Value) -> tuple[tuple[Value, Change], ...]:
        return ((value, self.by_code[value].change or Change.FIXED),)

    def at_best(self, value: Value) -> Value:
        return self.by_code[value].becomes or self.clear_answer

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

    @property
    def clear_answer(self) -> tuple[str, ...]:
        return (super().clear_answer,)

    def parse(self, given: object) -> tuple[str, ...]:
        if not isinstance(given, (list, tuple)):
            raise InvalidAnswer("a list of choices is needed")
        try:
            ticks: tuple[str, ...] = self._parsed[tuple(given)]
        except TypeError:  # something in it that is no code at all
            raise InvalidAnswer("a list of choices is needed") from None
        return ticks

    @cached_property
    def _parsed(self) -> Remembered:
        return Remembered(self._parse)

    def _parse(self, given: tuple[str, ...]) -> tuple[str, ...]:
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

    def rank(self, value: Value) -> int:
        return max(self.by_code[code].rank for code in self.settle(frozenset(value)))

    def changes(self, value: Value) -> tuple[tuple[Value, Change], ...]:
        settled = self.settle(frozenset(value))
        unclear = [c for c in self.choices if c.code in settled and not c.clear]
        each = tuple(((c.code,), c.change or Change.FIXED) for c in unclear)
        return each or super().changes(value)

    def says(self, value: Value) -> list[Text]:
        return [self.by_code[code].text for code in value]

    def disagrees(self, code: str) -> Disagrees:
        """Holds when the lone box `code` is ticked beside another one."""
        if code not in self.alone_codes:
            raise ValueError(f"{self.slug}: {code} may stand beside others.")
        return Disagrees(question=self, code=code)
