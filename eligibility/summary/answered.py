"""All answers in sections, once, for the check page, the sheet and the clinic."""

from dataclasses import dataclass
from typing import Any

from eligibility.core.answers import Answers
from eligibility.core.choices import Choosing, Many
from eligibility.core.conditions import IsOneOf, Said, Test
from eligibility.core.parts import Part, Step
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question


@dataclass(frozen=True)
class AnswerRow:
    """A question and what was said, one text a tick. No text: it was left empty."""

    step: Step
    question: Question
    said: list[Any]


@dataclass(frozen=True)
class AnswerPart:
    """The answers of one part."""

    part: Part
    rows: list[AnswerRow]


def answered(protocol: Protocol, answers: Answers) -> list[AnswerPart]:
    """The open screening questions with their answers, by part. A part without one is left out."""
    opened = protocol.open_steps(answers)
    parts = []
    for part in protocol.parts:
        steps = [step for step in part.steps if part.screening and step in opened]
        rows = [said(step, q, answers) for step in steps for q in step.questions]
        if rows:
            parts.append(AnswerPart(part, rows))
    return parts


def said(step: Step, question: Question, answers: Answers, test: Test | None = None) -> AnswerRow:
    """One question with the answer in the patient's words. With a test: of many ticks, those that
    it asks about, and those that say "I do not know"."""
    if question not in answers:
        return AnswerRow(step, question, [])
    value = answers[question]
    if isinstance(question, Many) and isinstance(test, IsOneOf | Said):
        value = [code for code in value if code in test.codes | question.unknown_codes]
    return AnswerRow(step, question, question.says(value))


def unsure_count(protocol: Protocol, answers: Answers) -> int:
    """How many answers say that the patient does not know."""
    return sum(
        bool((answers.chosen(q) or frozenset()) & q.unknown_codes)
        for q in protocol.screening_questions
        if q in answers and isinstance(q, Choosing)
    )
