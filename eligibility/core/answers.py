"""The answers one person gave. Silence stays silence: an unanswered question has no value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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
        slug = ""
        try:
            return cls({q: q.parse(given[slug]) for q in questions if (slug := q.slug) in given})
        except InvalidAnswer as why:
            raise InvalidAnswer(f"{slug}: {why}") from None

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
        kept = {question: values[question] for question in questions if question in values}
        return self if len(kept) == len(values) else Answers(kept)

    @property
    def value_of(self) -> Callable[[Question], Value | None]:
        """The answer to a question, or None: silence."""
        return self._values.get
