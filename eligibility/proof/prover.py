"""Looks for people who would break a theorem, and for the simplest of them."""

from __future__ import annotations

from typing import TypeAlias

from z3 import And, BoolRef, ModelRef, Not, Or, PbLe, Solver, sat, unknown

from eligibility.core.answers import Answers
from eligibility.core.choices import Many
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question
from eligibility.proof.logic import World
from eligibility.proof.replies import Reply
from eligibility.proof.story import clear_person

Costs: TypeAlias = list[tuple[BoolRef, int]]
SILENCE = 3  # ticks


class Prover:
    """Two people under one protocol, and the solver that looks for them.

    `one` and `other` are free to answer anything valid. `asked` counts the questions put to the
    solver. A question it cannot decide raises RuntimeError: not knowing is no proof.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.one, self.other = World(protocol, "one"), World(protocol, "other")
        self.asked = 0
        self._solver = Solver()
        self._solver.add(self.one.valid, self.other.valid)
        start, one, other = clear_person(protocol), self.one.replies, self.other.replies
        strays = [(Not(_answers_as(reply, start)), 1) for reply in one.values()]
        differs = [(Not(reply.same(other[q])), 1) for q, reply in one.items()]
        words = [word for reply in one.values() for word in _words(reply)]
        more = [word for reply in other.values() for word in _words(reply)]
        self._one: tuple[Costs, ...] = (strays, words)
        self._two: tuple[Costs, ...] = (strays + differs, words + more)

    def exists(self, *terms: BoolRef) -> bool:
        """Whether anyone can be like this."""
        return self._model(*terms) is not None

    def person(self, *terms: BoolRef) -> tuple[Answers, ...]:
        """The one who is like this and answers as few questions as can be unlike a clear person; of
        several, the one with the fewest ticks. Empty when nobody is like this."""
        model = self._simplest(self._one, *terms)
        return (self.one.read(model),) if model else ()

    def pair(self, *terms: BoolRef) -> tuple[Answers, ...]:
        """Two who are like this, as close as can be to a clear person and to each other. Empty when
        no two are."""
        model = self._simplest(self._two, *terms)
        return (self.one.read(model), self.other.read(model)) if model else ()

    def same_where_both_are_asked(self, but: Question) -> BoolRef:
        """The two people answer everything the same that both are asked, but for one question."""
        return Not(Or(*(self._differ_on(q) for q in self.one.questions if q is not but)))

    def _differ_on(self, question: Question) -> BoolRef:
        both = And(self.one.asked[question], self.other.asked[question])
        return And(both, Not(self.one.same(question, self.other)))

    def _model(self, *terms: BoolRef) -> ModelRef | None:
        self.asked += 1
        self._solver.push()
        self._solver.add(*terms)
        found = self._solver.check()
        if found == unknown:
            raise RuntimeError(f"The solver cannot decide: {self._solver.reason_unknown()}")
        model = self._solver.model() if found == sat else None
        self._solver.pop()
        return model

    def _simplest(self, costs: tuple[Costs, ...], *terms: BoolRef) -> ModelRef | None:
        """A model of the least first cost and, among those, of the least second one."""
        model = self._model(*terms)
        for each in costs if model else ():
            most = 0
            while not (model := self._model(*terms, PbLe(each, most))):
                most += 1
            terms = (*terms, PbLe(each, most))
        return model


def _answers_as(reply: Reply, answers: Answers) -> BoolRef:
    """The same answer, or the same silence."""
    question = reply.question
    return reply.equals(answers[question]) if question in answers else reply.silent()


def _words(reply: Reply) -> Costs:
    """Every tick makes a story longer. Silence, where an answer is needed, tells less than any."""
    many = isinstance(reply.question, Many)
    ticks = [(ticked, 1) for ticked in reply.codes.values() if many]
    return ticks if reply.question.optional else [*ticks, (reply.silent(), SILENCE)]
