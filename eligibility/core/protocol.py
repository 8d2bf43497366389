"""A protocol: the versioned whole of questions, rules and texts, checked when it is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from eligibility.core.answers import Answers
from eligibility.core.parts import Part, Step
from eligibility.core.plans import Plans, finding_of
from eligibility.core.questions import Question
from eligibility.core.rules import Finding, Outcome, Rule


@dataclass(frozen=True, eq=False, kw_only=True)
class Assessment:
    """The findings for one person, gravest first, and the outcome they amount to. `given` are all
    answers there were, `asked` the questions that were open."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    given: Answers
    asked: tuple[Question, ...]

    @cached_property
    def answers(self) -> Answers:
        """The answers that count: those to open questions."""
        return self.given.only(self.asked)


@dataclass(frozen=True, eq=False, kw_only=True)
class Protocol:
    """Parts, rules and a version. `otherwise` is the rule for an answer that is neither clear nor
    named by any rule: with it, a new question can never end in POSSIBLE by being forgotten.

    Raises ValueError for a slug used twice, a rule on a question that is not asked or that says
    who the patient is, a rule on a question that may be left empty, an answer without a word on
    what could change it, and a step that depends on a later answer or on its own.
    """

    version: str
    parts: tuple[Part, ...]
    rules: tuple[Rule, ...]
    otherwise: Rule

    def __post_init__(self) -> None:
        self._refuse_repeats("step", (step.slug for step in self.steps))
        self._refuse_repeats("question", (question.slug for question in self.questions))
        self._refuse_repeats("rule", (f"{rule.kind.value} {rule.slug}" for rule in self.rules))
        self._check_order()
        self._check_changes()
        for rule in self.rules:
            for question in (*rule.questions, *rule.scope.questions()):
                if question not in self.screening_questions or question.identity:
                    raise ValueError(f"{rule.slug} reads {question.slug}, which is not asked.")
                if question.optional:
                    raise ValueError(f"{rule.slug} reads {question.slug}, which may be empty.")

    @staticmethod
    def _refuse_repeats(what: str, slugs: Iterable[str]) -> None:
        for slug, times in Counter(slugs).items():
            if times > 1:
                raise ValueError(f"the {what} {slug} is declared {times} times.")

    def _check_order(self) -> None:
        asked: set[Question] = set()
        for step in self.steps:
            for question in step.asked_when.questions():
                if question not in asked:
                    raise ValueError(f"{step.slug} depends on {question.slug}, asked later.")
            asked.update(step.questions)

    def _check_changes(self) -> None:
        for question in self.screening_questions:
            if not question.optional and (codes := question.undeclared()):
                raise ValueError(f"{question.slug}: say what could change {', '.join(codes)}.")

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step of every part, in order."""
        return tuple(step for part in self.parts for step in part.steps)

    @cached_property
    def step_by_slug(self) -> dict[str, Step]:
        """Every step by its slug."""
        return {step.slug: step for step in self.steps}

    @cached_property
    def part_of(self) -> dict[Step, Part]:
        """The part each step belongs to."""
        return {step: part for part in self.parts for step in part.steps}

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order it is asked."""
        return tuple(question for step in self.steps for question in step.questions)

    @cached_property
    def screening_steps(self) -> tuple[Step, ...]:
        """The steps whose answers the rules may read."""
        return tuple(step for part in self.parts if part.screening for step in part.steps)

    @cached_property
    def screening_questions(self) -> tuple[Question, ...]:
        """The questions of the screening steps."""
        return tuple(question for step in self.screening_steps for question in step.questions)

    @cached_property
    def by_slug(self) -> dict[str, Question]:
        """Every question by its slug, which means the same question in every version."""
        return {question.slug: question for question in self.questions}

    @cached_property
    def step_of(self) -> dict[Question, Step]:
        """The step each question is asked on."""
        return {question: step for step in self.steps for question in step.questions}

    @cached_property
    def _plans(self) -> Plans:
        return Plans(self.steps, frozenset(self.screening_questions), self.rules)

    def open_steps(self, answers: Answers) -> tuple[Step, ...]:
        """The steps these answers open. An answer to a closed step opens nothing."""
        return self._plans.plan(answers.value_of).steps

    def open_questions(self, answers: Answers) -> tuple[Question, ...]:
        """The questions on the open steps, in order."""
        return tuple(q for step in self.open_steps(answers) for q in step.questions)

    def assess(self, answers: Answers) -> Assessment:
        """Applies every rule to the answers of open screening questions. Closed ones count for
        nothing. No rule stops another."""
        value_of = answers.value_of
        plan = self._plans.plan(value_of)
        findings = self._plans.decoded(plan.found(value_of)) or self._unclear(answers, plan.asked)
        outcome = findings[0].outcome if findings else Outcome.POSSIBLE
        return Assessment(outcome=outcome, findings=findings, given=answers, asked=plan.asked)

    def _unclear(self, answers: Answers, asked: tuple[Question, ...]) -> tuple[Finding, ...]:
        """POSSIBLE is an allow-list: with no finding, every open question must still be answered,
        and answered with something that is declared clear."""
        for question in asked:
            if question.optional:
                continue
            if question not in answers or not question.is_clear(answers[question]):
                return (finding_of(self.otherwise),)
        return ()
