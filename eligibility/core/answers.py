"""The answers one person gave. Silence stays silence: an unanswered question has no value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from eligibility.core.choices import Choosing, Many
from eligibility.core.questions import InvalidAnswer, Number, Question, Value


class Answers(Mapping[Question, Value]):
    """Maps questions to parsed values. Immutable; lone boxes are settled when they are read."""

    def __init__(self, values: Mapping[Question, Value] | None = None) -> None:
        self._values = dict(values or {})
        self._settled: dict[Question, frozenset[str]] = {}

    @classmethod
    def parse(cls, questions: Iterable[Question], given: Mapping[str, Any]) -> Answers:
        """The answers named in `given`, by slug. Raises InvalidAnswer that names the slug."""
        values = {}
        for question in questions:
            if question.slug in given:
                try:
                    values[question] = question.parse(given[question.slug])
                except InvalidAnswer as why:
                    raise InvalidAnswer(f"{question.slug}: {why}") from None
        return cls(values)

    def __getitem__(self, question: Question) -> Value:
        return self._values[question]

    def __iter__(self) -> Iterator[Question]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def ticked(self, question: Many) -> frozenset[str]:
        """The boxes exactly as they were ticked, also those that contradict each other."""
        return frozenset(self._values.get(question, ()))

    def chosen(self, question: Choosing) -> frozenset[str] | None:
        """The codes this answer amounts to, or None without an answer."""
        if question not in self._values:
            return None
        found = self._settled.get(question)
        if found is None:
            value = self._values[question]
            found = (
                question.settle(frozenset(value))
                if isinstance(question, Many)
                else frozenset((value,))
            )
            self._settled[question] = found
        return found

    def number(self, question: Number) -> int | None:
        """The number given, or None without an answer."""
        found: int | None = self._values.get(question)
        return found

    def only(self, questions: Iterable[Question]) -> Answers:
        """These answers without those to any other question."""
        values = self._values
        return Answers({q: values[q] for q in questions if q in values})

    def to(self, questions: Iterable[Question]) -> tuple[Value | None, ...]:
        """The values of these questions, in order. None is silence."""
        return tuple(map(self._values.get, questions))
