"""A protocol: the versioned whole of questions, rules and texts, checked when it is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TypeAlias

from eligibility.core.answers import Answers
from eligibility.core.conditions import ALWAYS, Condition, Truth
from eligibility.core.questions import Question, Text, Value
from eligibility.core.rules import Finding, Kind, Outcome, Rule

Values: TypeAlias = tuple[Value | None, ...]  # the answers to a few questions; None is silence
Group: TypeAlias = tuple[tuple[Question, ...], Callable[[Values], tuple[Finding, ...]]]
MOST_REMEMBERED = 4096  # combinations of answers, for each group of rules; the oldest is forgotten


@dataclass(frozen=True, eq=False, kw_only=True)
class Step:
    """One page: a question or a tight group, shown when `asked_when` holds. `page` names a page
    that shows more than its questions."""

    slug: str
    questions: tuple[Question, ...]
    asked_when: Condition = ALWAYS
    page: str = "step"
    title: Text = None
    hint: Text = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Part:
    """A named run of steps, counted for the patient: "Part 3 of 7". `screening` parts are read by
    the rules; the last one only finishes the journey."""

    slug: str
    title: Text
    steps: tuple[Step, ...]
    screening: bool = True


@dataclass(frozen=True, eq=False, kw_only=True)
class Assessment:
    """The findings for one person, gravest first, and the outcome they amount to."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    answers: Answers


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
    def step_of(self) -> dict[Question, Step]:
        """The step each question is asked on."""
        return {question: step for step in self.steps for question in step.questions}

    @cached_property
    def _gates(self) -> tuple[Question, ...]:
        """The questions that open or close others. What is open is a function of their answers."""
        return tuple(dict.fromkeys(q for step in self.steps for q in step.asked_when.questions()))

    @cached_property
    def _open(self) -> Callable[[Values], tuple[Step, ...]]:
        return lru_cache(MOST_REMEMBERED)(
            lambda values: self._find_open(_answers(self._gates, values))
        )

    def open_steps(self, answers: Answers) -> tuple[Step, ...]:
        """The steps these answers open. An answer to a closed step opens nothing."""
        return self._open(answers.to(self._gates))

    def _find_open(self, answers: Answers) -> tuple[Step, ...]:
        still = dict(answers)
        opened = []
        for step in self.steps:
            if step.asked_when is ALWAYS or step.asked_when.evaluate(Answers(still)) is Truth.YES:
                opened.append(step)
            else:
                for question in step.questions:
                    still.pop(question, None)
        return tuple(opened)

    def open_questions(self, answers: Answers) -> tuple[Question, ...]:
        """The questions on the open steps, in order."""
        return tuple(q for step in self.open_steps(answers) for q in step.questions)

    def assess(self, answers: Answers) -> Assessment:
        """Applies every rule to the answers of open screening questions. Closed ones count for
        nothing. No rule stops another."""
        asked = self._asked(self.open_steps(answers))
        counted = answers.only(asked)
        findings = self._findings(counted) or self._unclear(counted, asked)
        outcome = findings[0].outcome if findings else Outcome.POSSIBLE
        return Assessment(outcome=outcome, findings=findings, answers=counted)

    @cached_property
    def _asked(self) -> Callable[[tuple[Step, ...]], tuple[Question, ...]]:
        """The screening questions of these steps."""
        screening = frozenset(self.screening_questions)
        return lru_cache(MOST_REMEMBERED)(
            lambda steps: tuple(q for step in steps for q in step.questions if q in screening)
        )

    @cached_property
    def _groups(self) -> tuple[Group, ...]:
        """The rules, by the questions they read."""
        by_questions: dict[tuple[Question, ...], list[Rule]] = {}
        for rule in self.rules:
            read = dict.fromkeys((*rule.questions, *rule.scope.questions()))
            by_questions.setdefault(tuple(read), []).append(rule)
        return tuple(_group(read, tuple(rules)) for read, rules in by_questions.items())

    def _findings(self, answers: Answers) -> tuple[Finding, ...]:
        """Gravest first. The same finding of several rules is one."""
        found: dict[tuple[Kind, str], Finding] = {}
        for read, find in self._groups:
            for finding in find(answers.to(read)):
                found.setdefault((finding.kind, finding.slug), finding)
        return tuple(sorted(found.values(), key=attrgetter("order")))

    def _unclear(self, answers: Answers, asked: Iterable[Question]) -> tuple[Finding, ...]:
        """POSSIBLE is an allow-list: with no finding, every open question must still be answered,
        and answered with something that is declared clear."""
        for question in asked:
            if question.optional:
                continue
            if question not in answers or not question.is_clear(answers[question]):
                return (_finding(self.otherwise, Truth.YES),)
        return ()


def _answers(questions: tuple[Question, ...], values: Values) -> Answers:
    given = zip(questions, values, strict=True)
    return Answers({question: value for question, value in given if value is not None})


def _group(read: tuple[Question, ...], rules: tuple[Rule, ...]) -> Group:
    """What rules find is a function of the answers they read, so it is worked out once for each of
    them. It remembers a few thousand values of a few questions, and not whose they were."""

    @lru_cache(MOST_REMEMBERED)
    def find(values: Values) -> tuple[Finding, ...]:
        answers = _answers(read, values)
        return tuple(finding for rule in rules for finding in _applied(rule, answers))

    return read, find


def _applied(rule: Rule, answers: Answers) -> Iterator[Finding]:
    if rule.scope is not ALWAYS and rule.scope.evaluate(answers) is Truth.NO:
        return
    truth = rule.when.evaluate(answers)
    if truth is not Truth.NO:
        yield _finding(rule, truth)


def _finding(rule: Rule, truth: Truth) -> Finding:
    if truth is Truth.UNKNOWN and rule.unknown is not None:
        return Finding(
            rule=rule,
            slug=rule.unknown_slug or rule.slug,
            kind=Kind.UNKNOWN,
            outcome=Outcome.NEED_INFORMATION,
            says=rule.unknown,
        )
    return Finding(rule=rule, slug=rule.slug, kind=rule.kind, outcome=rule.outcome, says=rule.says)
