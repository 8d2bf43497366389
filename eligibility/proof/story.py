"""A theorem that fails, told as a patient's story: what was answered, and what came out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eligibility.core.answers import Answers
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question, Value


@dataclass(frozen=True, kw_only=True)
class Story:
    """What is wrong, and the people who show it: none, one, or two to be compared."""

    problem: str
    people: tuple[Answers, ...] = ()


def clear_person(protocol: Protocol) -> Answers:
    """Someone who answers every question that must be answered, and clearly. Silent where nothing
    is clear. Every story starts from this person."""
    found = {q: _clear_answer(q) for q in protocol.screening_questions if not q.optional}
    return Answers({q: value for q, value in found.items() if value is not None})


def _clear_answer(question: Question) -> Value | None:
    try:
        return question.clear_answer
    except ValueError:
        return None


def tell(protocol: Protocol, story: Story) -> str:
    """The story in the language of the moment. What came out is what production makes of it."""
    lines = [story.problem]
    start, opening = clear_person(protocol), "A person answers every question clearly"
    for answers in story.people:
        lines += _person(protocol, opening, start, answers)
        start, opening = answers, "Another person answers the same"
    return "\n".join(lines)


def _person(protocol: Protocol, opening: str, start: Answers, answers: Answers) -> Iterator[str]:
    """One person: the answers that differ from `start`, what was not asked, what came out."""
    differ = [
        question
        for question in protocol.screening_questions
        if answers.get(question) != start.get(question)
    ]
    yield f"{opening}, but for:" if differ else f"{opening}."
    yield from (f"  {_answer(question, answers)}" for question in differ)
    closed = [q for q in protocol.screening_questions if q not in protocol.open_questions(answers)]
    if closed:
        yield f"  Not asked: {', '.join(question.slug for question in closed)}."
    assessment = protocol.assess(answers)
    findings = [f"{finding.kind.value} {finding.slug}" for finding in assessment.findings]
    yield f"  Outcome: {assessment.outcome.value}. Findings: {', '.join(findings) or 'none'}."


def _answer(question: Question, answers: Answers) -> str:
    """A question, the answer in the patient's words, and both as codes."""
    if question not in answers:
        return f"{question.text} No answer ({question.slug}: silence)"
    value = answers[question]
    words = "; ".join(str(text) for text in question.says(value))
    codes = ", ".join(value) if isinstance(value, tuple) else value
    return f"{question.text} {words} ({question.slug}: {codes})"
