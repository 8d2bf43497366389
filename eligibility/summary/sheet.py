"""The summary sheet, whole: worked out once, shown on the page, on paper and to staff."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import ngettext

from eligibility.core.conditions import Test, Truth
from eligibility.core.protocol import Assessment, Protocol
from eligibility.core.questions import Question, Value
from eligibility.core.rules import Finding, Kind, Outcome
from eligibility.core.statements import Card, DoctorQuestion, Statement
from eligibility.protocol.content import (
    cards,
    doctor_questions,
    evidence,
    outcomes,
    risks,
    treatment,
)
from eligibility.protocol.questions import pain, you
from eligibility.protocol.sources import NEXT_REVIEW, REVIEWED
from eligibility.summary.answered import AnswerPart, AnswerRow, answered, said
from eligibility.summary.notes import Notes
from eligibility.summary.would_change import would_change


@dataclass(frozen=True)
class Point:
    """A finding as it stands on the sheet: numbered, with the answers that raised it."""

    number: int
    finding: Finding
    tag: Any
    told: list[AnswerRow]
    notes: list[int]


@dataclass(frozen=True)
class Noted:
    """A statement with the numbers of its notes, and why it stands here for this person."""

    statement: Statement
    notes: list[int]
    reason: str = ""


@dataclass(frozen=True)
class Group:
    """Statements under one heading. Notes that all of them share stand at the heading, once."""

    items: list[Noted]
    notes: list[int]


@dataclass(frozen=True)
class About:
    """Whose sheet it is, and when and in what language it was made."""

    reference: str
    made_at: datetime
    language: str
    protocol: str
    digest: str
    name: str = ""
    born: date | None = None
    erased_at: datetime | None = None
    risks_version: str = ""


@dataclass
class Sheet:
    """Everything on the sheet, in the order of reading. Notes are numbered in that order."""

    about: About
    assessment: Assessment
    protocol: Protocol
    notes: Notes = field(default_factory=Notes)

    def __post_init__(self) -> None:
        self.text = outcomes.OUTCOMES[self.assessment.outcome]
        self.choices = outcomes.CHOICES
        self.points = [self._point(n, f) for n, f in enumerate(self.assessment.findings, 1)]
        self.would_change = would_change(self.protocol, self.assessment)
        self.bring = list(dict.fromkeys(line for p in self.points for line in p.finding.says.bring))
        self.seven = self._ranked(doctor_questions.SEVEN)
        self.ours = self._noted(doctor_questions.OURS)
        self.offered = self._offered()
        self.risks = self._noted(risks.LISTED_RISKS)
        self.other_risks = self._noted(risks.OTHER_RISKS)
        self.intro = evidence.INTRO
        self.trials = self._noted(evidence.TRIALS)
        self.reviews = self._note(evidence.REVIEWS)
        self.limits = self._noted(evidence.LIMITS)
        self.worn_without_pain = self._note(evidence.WORN_WITHOUT_PAIN)
        self.expect = self._noted(treatment.EXPECT)
        self.same_day = self._note(treatment.LIKE_AN_OPERATION)
        self.cards = self._noted(self._cards())
        self.not_the_same = self._note(treatment.NOT_THE_SAME)
        self.cells = self._noted(treatment.CELLS)
        self.options = self._noted(treatment.OPTIONS)
        self.sources = self.notes.in_order
        self.written, self.next_review = REVIEWED, NEXT_REVIEW

    @property
    def is_long(self) -> bool:
        """Whether the points may not fit below the short summary on page one. The questions of a
        short sheet begin a page; on a long one, what just does not fit would then be left alone on
        a page, so all flows."""
        return len(self.points) > 1

    @property
    def title(self) -> Any:
        """The outcome in words; for danger signs, how soon."""
        first = self.points[0].finding.clock if self.points else None
        return outcomes.URGENT_TITLES[first] if first else self.text.title

    @property
    def answers(self) -> list[AnswerPart]:
        """All answers, in sections."""
        return answered(self.protocol, self.assessment.answers)

    @property
    def call_today(self) -> Any:
        """What to do at once when a danger sign could not be ruled out, whatever the outcome."""
        unsure = (p for p in self.points if p.finding.kind is Kind.UNKNOWN)
        danger = (p for p in unsure if p.finding.rule.kind is Kind.RED_FLAG)
        return next((point.finding.says.next_step for point in danger), None)

    @property
    def checked(self) -> list[AnswerRow]:
        """What was asked for a listed reason, and answered clearly: shown when nothing came up."""
        if self.assessment.outcome is not Outcome.POSSIBLE:
            return []
        read = dict.fromkeys(
            q for rule in self.protocol.rules if rule.unknown for q in rule.questions
        )
        given = self.assessment.answers
        return [said(self.protocol.step_of[q], q, given) for q in read if q in given]

    @property
    def points_title(self) -> str:
        """How many points there are, in words."""
        count = len(self.points)
        return ngettext("Your point", "Your %(count)s points", count) % {"count": count}

    def _point(self, number: int, finding: Finding) -> Point:
        tag = outcomes.CLOCK_TAGS.get(finding.clock) or outcomes.KIND_TAGS[finding.kind]
        notes = self.notes.numbers(finding.rule.cites)
        return Point(number, finding, tag, self._told(finding), notes)

    def _told(self, finding: Finding) -> list[AnswerRow]:
        """The answers that raised a finding; where one was not asked, the answer that closed it."""
        given, steps = self.assessment.answers, self.protocol.step_of
        rows = []
        for test in finding.rule.when.walk():
            if isinstance(test, Test) and test.evaluate(given) is not Truth.NO:
                if test.question in given:
                    rows.append(said(steps[test.question], test.question, given, test))
                else:
                    closed_by = steps[test.question].asked_when.questions()
                    rows += [said(steps[q], q, given) for q in closed_by if q in given]
        return rows

    def _note(self, statement: Statement, reason: str = "") -> Noted:
        return Noted(statement, self.notes.numbers(statement.cites), reason)

    def _noted(self, statements: Iterable[Statement]) -> Group:
        return _grouped([self._note(statement) for statement in statements])

    def _ranked(self, questions: Iterable[DoctorQuestion]) -> Group:
        """The questions that this person's points raise come first, the gravest point first."""

        def points(question: DoctorQuestion) -> list[int]:
            return [p.number for p in self.points if p.finding.slug in question.raised_by]

        def rank(question: DoctorQuestion) -> int:
            return min(points(question), default=len(self.points) + 1)

        ranked = sorted(questions, key=rank)
        return _grouped([self._note(q, _because(points(q))) for q in ranked])

    def _offered(self) -> Noted | None:
        offered = self._answer(you.OFFERED) == "yes"
        return self._note(treatment.OFFERED_OUTSIDE_A_STUDY) if offered else None

    def _answer(self, question: Question) -> Value | None:
        """The answer to a question, as this version of the protocol asks it."""
        return self.assessment.answers.get(self.protocol.by_slug.get(question.slug))

    def _cards(self) -> list[Card]:
        """The card of the patient's own condition; all of the spine when no one has named it."""
        condition = self._answer(pain.CONDITION)
        knee = [cards.KNEE] if "knee" in (self._answer(pain.REGION) or ()) else []
        if condition is None:
            return knee
        named = cards.CARD_FOR_CONDITION.get(condition)
        spine = [named] if named else [c for c in cards.CARDS if c is not cards.KNEE]
        return list(dict.fromkeys([*spine, cards.WORN_DISC, *knee]))


def _grouped(items: list[Noted]) -> Group:
    shared = items[0].notes if items and all(i.notes == items[0].notes for i in items) else []
    return Group([replace(item, notes=[]) for item in items] if shared else items, shared)


def _because(points: list[int]) -> str:
    if not points:
        return ""
    numbers = ", ".join(str(point) for point in points)
    return ngettext(
        "Near the top for you because of point %(numbers)s.",
        "Near the top for you because of points %(numbers)s.",
        len(points),
    ) % {"numbers": numbers}
