"""One person's answers as unknowns, and all that follows from them, as terms for a solver.

The terms are built by walking the questions, steps and rules that run in production, so a change
of the protocol changes the logic too. What the evaluator does in code is said here once more; the
tests compare the two answer by answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from z3 import And, ArithRef, BoolRef, If, IntVal, ModelRef, Not, Or

from eligibility.core import conditions
from eligibility.core.answers import Answers
from eligibility.core.conditions import Truth
from eligibility.core.parts import Step
from eligibility.core.plans import finding_of, key_of
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question
from eligibility.core.rules import Finding, Kind, Outcome, Rule
from eligibility.proof.replies import Reply

Key: TypeAlias = tuple[Kind, str]
Pair: TypeAlias = tuple[BoolRef, BoolRef]  # (yes, no); UNKNOWN is neither


class World:
    """One person under one protocol. Every field is a term, or maps a part of it to terms.

    replies   question: the answer; see Reply
    given, rank, clear, known    question: that field of its reply
    open      step: it is shown
    asked     question: its step is shown
    counts    question: it is asked and answered, so that rules read it
    scope     rule: it is asked about at all
    when      rule: its condition as (yes, no)
    raised    each finding that can be given, in the order of the rules, with its term; the safety
              net is the last one
    findings  (kind, slug): this finding comes out
    outcome   the gravity of the outcome, an Int
    valid     a person can answer this; a solver must be told so
    complete  nothing that is asked and must be answered was left empty

    `name` keeps two people apart in one solver. `steps` are the screening steps unless others are
    named. Raises TypeError for a condition that is not of the language.
    """

    def __init__(
        self, protocol: Protocol, name: str, steps: tuple[Step, ...] | None = None
    ) -> None:
        self.protocol = protocol
        self.steps = protocol.screening_steps if steps is None else steps
        self.questions = tuple(q for step in self.steps for q in step.questions)
        self.replies = {q: Reply(q, f"{name}.{q.slug}") for q in self.questions}
        self.given = {q: reply.given for q, reply in self.replies.items()}
        self.rank = {q: reply.rank for q, reply in self.replies.items()}
        self.clear = {q: reply.clear for q, reply in self.replies.items()}
        self.known = {q: reply.known for q, reply in self.replies.items()}
        self.valid: BoolRef = And(*(reply.valid for reply in self.replies.values()))
        self._ask()
        self._apply()

    def truth(self, condition: conditions.Condition) -> Pair:
        """A condition as (yes, no), on the answers that count."""
        return self._truth(condition, self.counts)

    def must(self) -> Iterator[Question]:
        """The questions that may not be left empty when they are asked."""
        return (question for question in self.questions if not question.optional)

    def same(self, question: Question, other: World) -> BoolRef:
        """Both people gave the same answer to it, or both are silent."""
        return self.replies[question].same(other.replies[question])

    def fixed(self, answers: Mapping[Question, Any]) -> BoolRef:
        """The person gave exactly these answers and no others. Answers to questions of other steps
        are passed over."""
        return And(
            *(
                reply.equals(answers[question]) if question in answers else reply.silent()
                for question, reply in self.replies.items()
            )
        )

    def read(self, model: ModelRef) -> Answers:
        """The answers a solver found, those to closed questions included."""
        found = {question: reply.read(model) for question, reply in self.replies.items()}
        return Answers({q: value for q, value in found.items() if value is not None})

    def came_out(self, model: ModelRef) -> tuple[frozenset[Key], Outcome]:
        """The findings and the outcome a solver found."""
        true = (k for k, term in self.findings.items() if model.eval(term, model_completion=True))
        gravity = model.eval(self.outcome, model_completion=True).as_long()
        return frozenset(true), tuple(Outcome)[gravity]

    def _ask(self) -> None:
        """Protocol.open_steps: an answer to a step that turned out closed opens nothing. (One to a
        later step could; a sound protocol asks for none.)"""
        still = dict(self.given)
        self.open: dict[Step, BoolRef] = {}
        for step in self.steps:
            shown, _ = self._truth(step.asked_when, still)
            self.open[step] = shown
            for question in step.questions:
                still[question] = And(still[question], shown)
        self.asked = {q: self.open[step] for step in self.steps for q in step.questions}
        self.counts = {q: And(self.given[q], self.asked[q]) for q in self.questions}
        self.complete: BoolRef = And(*(Or(Not(self.asked[q]), self.given[q]) for q in self.must()))

    def _apply(self) -> None:
        """Protocol.assess: every rule is applied to what counts, and none stops another."""
        self.scope: dict[Rule, BoolRef] = {}
        self.when: dict[Rule, Pair] = {}
        self.raised: list[tuple[Finding, BoolRef]] = []
        for rule in self.protocol.rules:
            self.scope[rule] = Not(self._truth(rule.scope, self.counts)[1])
            self.when[rule] = self._truth(rule.when, self.counts)
            self.raised += self._raised(rule)
        self.raised.append((finding_of(self.protocol.otherwise), self._net()))
        named: dict[Key, list[BoolRef]] = {}
        for finding, holds in self.raised:
            named.setdefault(key_of(finding), []).append(holds)
        self.findings = {key: Or(*terms) for key, terms in named.items()}
        self.outcome = self._outcome()

    def _raised(self, rule: Rule) -> Iterator[tuple[Finding, BoolRef]]:
        """Where nobody can tell, a rule with words for that says them; any other one holds."""
        yes, no = self.when[rule]
        if rule.unknown is None:
            yield finding_of(rule), And(self.scope[rule], Not(no))
        else:
            yield finding_of(rule), And(self.scope[rule], yes)
            yield finding_of(rule, Truth.UNKNOWN), And(self.scope[rule], Not(yes), Not(no))

    def _net(self) -> BoolRef:
        """Nothing came up, and yet an answer that is asked for is missing or not clear."""
        nothing = Not(Or(*(holds for _, holds in self.raised)))
        fine = (Or(Not(self.asked[q]), And(self.given[q], self.clear[q])) for q in self.must())
        return And(nothing, Not(And(*fine)))

    def _outcome(self) -> ArithRef:
        """The outcome of the first finding in Finding.order. Of two findings with one name, the
        rule that stands first says what the name means."""
        named: dict[Key, Finding] = {}
        for finding, _ in self.raised[:-1]:
            named.setdefault(key_of(finding), finding)
        each = [(finding, self.findings[key]) for key, finding in named.items()]
        outcome = IntVal(Outcome.POSSIBLE.gravity)
        by_order = sorted([*each, self.raised[-1]], key=lambda pair: pair[0].order)
        for finding, holds in reversed(by_order):
            outcome = If(holds, IntVal(finding.outcome.gravity), outcome)
        return outcome

    def _truth(self, condition: Any, there: dict[Question, BoolRef]) -> Pair:
        """`condition` as (yes, no), where `there` says which answers are there to be read. A class
        is known by itself, never by its parent: nobody knows what a new kind means."""
        match type(condition):
            case conditions.AllOf:
                pairs = [self._truth(part, there) for part in condition.conditions]
                return And(*(yes for yes, _ in pairs)), Or(*(no for _, no in pairs))
            case conditions.AnyOf:
                pairs = [self._truth(part, there) for part in condition.conditions]
                return Or(*(yes for yes, _ in pairs)), And(*(no for _, no in pairs))
            case conditions.Said | conditions.SaidOnly | conditions.Disagrees:
                said = And(there[condition.question], self._hit(condition))
                return said, Not(said)
            case conditions.IsOneOf | conditions.Below | conditions.Above:
                given, hit = there[condition.question], self._hit(condition)
                known = self.replies[condition.question].known
                return And(given, hit), And(given, Not(hit), known)
            case _:
                raise TypeError(f"{type(condition).__name__} has no translation into logic.")

    def _hit(self, test: Any) -> BoolRef:
        """The answer, where there is one, is what this test looks for."""
        reply = self.replies[test.question]
        match type(test):
            case conditions.Below:
                return reply.number < test.limit
            case conditions.Above:
                return reply.number > test.limit
            case conditions.SaidOnly:
                more = reply.any_of(reply.settled.keys() - test.codes)
                return And(reply.any_of(test.codes), Not(more))
            case conditions.Disagrees:
                alone, ticks = test.question.alone_codes, reply.codes
                return And(ticks[test.code], Or(*(ticks[c] for c in ticks if c not in alone)))
            case _:
                return reply.any_of(test.codes)
