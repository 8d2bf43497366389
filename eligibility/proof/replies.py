"""The answer to one question as unknowns: silence, a choice, ticks or a number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from typing import Any, TypeAlias

from z3 import And, ArithRef, Bool, BoolRef, BoolVal, If, Int, IntVal, ModelRef, Not, Or, PbEq

from eligibility.core.choices import Choosing, Many, One
from eligibility.core.questions import Number, Question, Value

Codes: TypeAlias = dict[str, BoolRef]


class Reply:
    """What one person answers to one question. Every field is a term, or a term for each code.

    given    it was answered; silence otherwise
    codes    the code was chosen or ticked
    number   what was typed
    settled  the code is part of what the ticks amount to
    known    there is no "not sure" in the answer
    clear    the answer is on the list of answers that raise nothing
    rank     how strongly the answer speaks against the treatment
    valid    a person can answer this; a solver must be told so

    `known`, `clear` and `rank` mean nothing under silence. Of a question that has neither choices
    nor a number, only `given` is modeled.
    """

    def __init__(self, question: Question, name: str) -> None:
        self.question = question
        self.given: BoolRef = Bool(name)
        self.codes: Codes = {}
        self.number: ArithRef = IntVal(0)
        if isinstance(question, Choosing):
            self.codes = {code: Bool(f"{name}.{code}") for code in question.by_code}
        elif isinstance(question, Number):
            self.number = Int(f"{name}.number")
        self.settled = self._settled()
        self.known: BoolRef = Not(self.any_of(getattr(question, "unknown_codes", ())))
        self.clear = self._clear()
        self.rank = self._rank()
        self.valid: BoolRef = And(*self._domain())

    def any_of(self, codes: Collection[str]) -> BoolRef:
        """One of these codes is part of what the answer amounts to."""
        return Or(*(term for code, term in self.settled.items() if code in codes))

    def same(self, other: Reply) -> BoolRef:
        """The other person answered the same, or is silent too."""
        pairs = zip(self.codes.values(), other.codes.values(), strict=True)
        codes = (mine == theirs for mine, theirs in pairs)
        return And(self.given == other.given, self.number == other.number, *codes)

    def silent(self) -> BoolRef:
        """It was not answered."""
        return Not(self.given)

    def equals(self, value: Value) -> BoolRef:
        """It was answered with exactly this value."""
        chosen = (value,) if isinstance(value, str) else value
        if isinstance(self.question, Number):
            return And(self.given, self.number == value)
        codes = (ticked == (code in chosen) for code, ticked in self.codes.items())
        return And(self.given, *codes)

    def read(self, model: ModelRef) -> Value | None:
        """The value a solver found. None for silence, and where no value is modeled."""
        if not model.eval(self.given, model_completion=True):
            return None
        if isinstance(self.question, Number):
            return model.eval(self.number, model_completion=True).as_long()
        found = [c for c in self.codes if model.eval(self.codes[c], model_completion=True)]
        if isinstance(self.question, Many):
            return self.question.parse(found)
        return found[0] if found else None

    def _settled(self) -> Codes:
        """Many.settle: a box that must stand alone gives way to any other; among such boxes "not
        sure" wins."""
        if not isinstance(self.question, Many):
            return self.codes
        alone, unknown = self.question.alone_codes, self.question.unknown_codes
        others = Or(*(ticked for code, ticked in self.codes.items() if code not in alone))
        unsure = Or(*(ticked for code, ticked in self.codes.items() if code in unknown))
        settled = dict(self.codes)
        for code in sorted(alone):
            stands = Not(others) if code in unknown else And(Not(others), Not(unsure))
            settled[code] = And(self.codes[code], stands)
        return settled

    def _clear(self) -> BoolRef:
        """Question.is_clear: for ticks, there is something and nothing unclear in it."""
        question = self.question
        if question.optional or question.identity:
            return BoolVal(True)
        if isinstance(question, Number):
            return self._by_number(question, question.is_clear, BoolVal)
        unclear = [c for c in self.settled if not question.is_clear(_by_itself(question, c))]
        return And(self.any_of(self.settled), Not(self.any_of(unclear)))

    def _rank(self) -> ArithRef:
        """Question.rank: the gravest code of those the answer amounts to."""
        question = self.question
        if isinstance(question, Number):
            return self._by_number(question, question.rank, IntVal)
        ranks = {code: question.rank(_by_itself(question, code)) for code in self.settled}
        rank = IntVal(0)
        for code in sorted(ranks, key=ranks.__getitem__):
            rank = If(self.settled[code], IntVal(ranks[code]), rank)
        return rank

    def _by_number(self, question: Number, of: Callable[[int], Any], term: Any) -> Any:
        """`of(number)` as a term: one case for each run of numbers with the same result."""
        runs = [(value, max(run)) for value, run in groupby(_every(question), key=of)]
        found = term(runs[-1][0])
        for value, last in reversed(runs[:-1]):
            found = If(self.number <= last, term(value), found)
        return found

    def _domain(self) -> Iterator[BoolRef]:
        """Under silence nothing is chosen and the number is the least one, so that two people who
        are silent are the same."""
        question, ticks = self.question, tuple(self.codes.values())
        yield from (Or(self.given, Not(ticked)) for ticked in ticks)
        if isinstance(question, Number):
            yield And(self.number >= question.least, self.number <= question.most)
            yield Or(self.given, self.number == question.least)
        elif isinstance(question, One):
            yield Or(Not(self.given), PbEq([(ticked, 1) for ticked in ticks], 1))
        elif isinstance(question, Many) and not question.optional:
            yield Or(Not(self.given), *ticks)


def _every(question: Number) -> range:
    return range(question.least, question.most + 1)


def _by_itself(question: Question, code: str) -> Value:
    """The answer that is this code and nothing else."""
    return (code,) if isinstance(question, Many) else code
