"""Plans: what is asked, and what each answer adds to the findings, worked out once and remembered.

`Condition.evaluate` stays the only meaning of a rule. Here its results are kept: a plan for each
way in which the questions can open and close each other, and in it a table for each question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eligibility.core.answers import Answers
from eligibility.core.conditions import Truth
from eligibility.core.parts import Step
from eligibility.core.questions import Question, Value
from eligibility.core.remembered import MOST_REMEMBERED, Remembered
from eligibility.core.rules import Finding, Kind, Outcome, Rule


@dataclass(frozen=True, eq=False, kw_only=True)
class Plan:
    """The steps that are open, and the screening questions on them. A set of findings is a number
    with one bit a finding: `always` is there whatever else is answered, `tables` and `joint` give
    what the answer to one question, or to several together, adds."""

    steps: tuple[Step, ...]
    asked: tuple[Question, ...]
    always: int
    tables: tuple[tuple[Question, Remembered], ...]
    joint: tuple[tuple[tuple[Question, ...], Remembered], ...]

    def found(self, value_of: Callable[[Question], Value | None]) -> int:
        """The findings for these answers to what is asked. None is silence."""
        found = self.always
        for question, table in self.tables:
            found |= table[value_of(question)]
        for questions, table in self.joint:
            found |= table[tuple(map(value_of, questions))]
        return found


class Plans:
    """The plans of a protocol, and its findings, gravest first."""

    def __init__(
        self, steps: tuple[Step, ...], screening: frozenset[Question], rules: tuple[Rule, ...]
    ) -> None:
        self.steps, self.screening, self.rules = steps, screening, rules
        self.bits = {key: 1 << place for place, key in enumerate(_in_order(rules))}
        self.findings = {self.bits[key]: finding for key, finding in _in_order(rules).items()}
        gates = (*(step.asked_when for step in steps), *(rule.scope for rule in rules))
        self._gates = tuple(dict.fromkeys(gates))
        opening = dict.fromkeys(q for gate in self._gates for q in gate.questions())
        self._signs = tuple((question, self._sign_of(question)) for question in opening)
        self._plans: dict[tuple[Any, ...], Plan] = {}
        self._tables: dict[tuple[Any, ...], Remembered] = {}

    def plan(self, value_of: Callable[[Question], Value | None]) -> Plan:
        """The plan for a person with these answers."""
        signs = tuple([sign[value_of(question)] for question, sign in self._signs])
        plan = self._plans.get(signs)
        if plan is None:
            if len(self._plans) >= MOST_REMEMBERED:
                self._plans.clear()
            plan = self._plans[signs] = self._made({q: value_of(q) for q, _sign in self._signs})
        return plan

    def decoded(self, found: int) -> tuple[Finding, ...]:
        """The findings of a number, gravest first."""
        findings = []
        while found:
            gravest = found & -found
            findings.append(self.findings[gravest])
            found ^= gravest
        return tuple(findings)

    def _sign_of(self, question: Question) -> Remembered:
        """What an answer says to the conditions that open questions; the answer itself where one of
        them reads more than one question. Equal signs open the same questions."""
        gates = [gate for gate in self._gates if question in gate.questions()]
        alone = [gate for gate in gates if gate.questions() == (question,)]
        together = len(alone) < len(gates)

        def sign(value: Value | None) -> tuple[Any, ...]:
            answers = _answers((question,), (value,))
            return (*(g.evaluate(answers) for g in alone), *([value] if together else []))

        return Remembered(sign)

    def _made(self, values: dict[Question, Value | None]) -> Plan:
        answers = {question: value for question, value in values.items() if value is not None}
        opened = tuple(self._opened(answers))
        counted = Answers(answers)
        asked = tuple(q for step in opened for q in step.questions if q in self.screening)
        by_questions: dict[tuple[Question, ...], list[Rule]] = {}
        for rule in self.rules:
            if rule.scope.evaluate(counted) is not Truth.NO:
                read = tuple(question for question in rule.questions if question in asked)
                by_questions.setdefault(read, []).append(rule)
        always = self._found((), by_questions.pop((), []), ())
        tables = {read: self._table(read, tuple(rules)) for read, rules in by_questions.items()}
        return Plan(
            steps=opened,
            asked=asked,
            always=always,
            tables=tuple((read[0], table) for read, table in tables.items() if len(read) == 1),
            joint=tuple((read, table) for read, table in tables.items() if len(read) > 1),
        )

    def _opened(self, answers: dict[Question, Value]) -> Iterator[Step]:
        """The open steps. The answers of closed ones are taken out of `answers`."""
        for step in self.steps:
            if step.asked_when.evaluate(Answers(answers)) is Truth.YES:
                yield step
            else:
                for question in step.questions:
                    answers.pop(question, None)

    def _table(self, read: tuple[Question, ...], rules: tuple[Rule, ...]) -> Remembered:
        """The table of these rules; plans that need the same one share it."""
        if (read, rules) not in self._tables:
            alone = len(read) == 1

            def found(value: Any) -> int:
                return self._found(read, rules, (value,) if alone else value)

            self._tables[read, rules] = Remembered(found)
        return self._tables[read, rules]

    def _found(
        self, read: tuple[Question, ...], rules: Iterable[Rule], values: tuple[Value | None, ...]
    ) -> int:
        answers = _answers(read, values)
        found = 0
        for rule in rules:
            truth = rule.when.evaluate(answers)
            if truth is not Truth.NO:
                found |= self.bits[key_of(finding_of(rule, truth))]
        return found


def finding_of(rule: Rule, truth: Truth = Truth.YES) -> Finding:
    """What a rule finds whose condition holds, or is in doubt: then a listed reason is an UNKNOWN
    finding, and any other rule counts as if it held."""
    if truth is Truth.UNKNOWN and rule.unknown is not None:
        return Finding(
            rule=rule,
            slug=rule.unknown_slug or rule.slug,
            kind=Kind.UNKNOWN,
            outcome=Outcome.NEED_INFORMATION,
            says=rule.unknown,
        )
    return Finding(rule=rule, slug=rule.slug, kind=rule.kind, outcome=rule.outcome, says=rule.says)


def key_of(found: Finding) -> tuple[Kind, str]:
    """What makes two findings one: several rules in doubt may say the same."""
    return found.kind, found.slug


def _in_order(rules: Iterable[Rule]) -> dict[tuple[Kind, str], Finding]:
    """Every finding there can be, gravest first."""
    every: dict[tuple[Kind, str], Finding] = {}
    for rule in rules:
        for found in (finding_of(rule), finding_of(rule, Truth.UNKNOWN)):
            every.setdefault(key_of(found), found)
    return dict(sorted(every.items(), key=lambda item: item[1].order))


def _answers(questions: tuple[Question, ...], values: tuple[Value | None, ...]) -> Answers:
    given = zip(questions, values, strict=True)
    return Answers({question: value for question, value in given if value is not None})
