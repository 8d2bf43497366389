"""A paper form as a page to type it in: the questions in the order and with the numbers and codes
of the paper, what was typed so far, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from eligibility.core.choices import Choosing, One
from eligibility.core.parts import Step
from eligibility.core.questions import Question
from eligibility.protocol import PROTOCOL
from eligibility.protocol.questions.finish import SHARE
from eligibility.summary.paper_form import Asked, PaperPart, paper_form
from eligibility.wizard.asked import Problem
from eligibility.wizard.at_once import ReadAtOnce, read_at_once

BLANK = "left_blank"  # beside the codes of a question: nothing is ticked there on the paper
UNSURE = "unsure"


def can_be_blank(question: Question) -> bool:
    """Whether a blank on paper can be entered as such: as "I'm not sure", or as no answer where
    none is needed. Elsewhere the patient is asked."""
    if isinstance(question, One) and question.optional:
        return True
    return isinstance(question, Choosing) and not question.optional and UNSURE in question.by_code


@dataclass(frozen=True)
class Entry:
    """One question to type in. `value` is what its inputs show."""

    asked: Asked
    name: str
    value: Any
    problems: list[Problem]
    can_be_blank: bool

    @property
    def chosen(self) -> set[str]:
        """The codes that are ticked."""
        return set(self.value) if isinstance(self.value, list) else {self.value}


@dataclass(frozen=True)
class EntryPart:
    """One part of the paper, with its questions."""

    part: PaperPart
    entries: list[Entry]


class TypedIn:
    """What was typed in from one paper form. Without `data`, nothing yet."""

    def __init__(self, data: QueryDict | None, language: str) -> None:
        self.data, self.language = data if data is not None else QueryDict(), language
        self.is_sent = data is not None

    @cached_property
    def read(self) -> ReadAtOnce:
        """The answers, with each chosen blank as what it stands for, and what is wrong."""
        given = self.data.copy()
        blank = {q: f"{step.slug}-{q.slug}" for step, q in _questions() if can_be_blank(q)}
        both = [q for q, name in blank.items() if self._settle_blank(given, q, name)]
        read = read_at_once(PROTOCOL, given)
        for step in read.opened:
            for question in set(step.questions) & set(both):
                words = _("You chose “Left blank on paper” and an answer too. Untick one of them.")
                read.forms[step].add_error(question.slug, words)
        self._refuse_private(read)
        return read

    @staticmethod
    def _settle_blank(given: QueryDict, question: Question, name: str) -> bool:
        """Reads a blank that stands alone as "I'm not sure", or as no answer where none is needed.
        Tells whether it does not stand alone."""
        values = given.getlist(name)
        if BLANK not in values:
            return False
        others = [value for value in values if value != BLANK]
        given.setlist(name, others or ([] if question.optional else [UNSURE]))
        return bool(others)

    @staticmethod
    def _refuse_private(read: ReadAtOnce) -> None:
        if read.answers.get(SHARE) == "private":
            words = _(
                "The patient wants to keep it private, so it must not be entered here. Give the "
                "paper back. The patient can type it in on the start page."
            )
            read.forms[PROTOCOL.step_of[SHARE]].add_error(SHARE.slug, words)

    @property
    def is_right(self) -> bool:
        """Whether all of it can be stored."""
        return self.is_sent and self.read.is_complete

    @property
    def left_blank(self) -> list[Question]:
        """The open questions that are stored as "I'm not sure", for they were blank on paper."""
        return [
            question
            for step in self.read.opened
            for question in step.questions
            if self.data.getlist(f"{step.slug}-{question.slug}") == [BLANK]
            and not question.optional
        ]

    @property
    def left_out(self) -> int:
        """How many answers were typed in to questions that the other answers close."""
        closed = (step for step in PROTOCOL.steps if step not in self.read.opened)
        names = (f"{step.slug}-{q.slug}" for step in closed for q in step.questions)
        return sum(bool({*self.data.getlist(name)} - {"", BLANK}) for name in names)

    @cached_property
    def parts(self) -> list[EntryPart]:
        """The page, in the language of the paper; what is wrong is said in that of the reader."""
        with override(self.language):
            form = paper_form(PROTOCOL)
        return [
            EntryPart(part, [self._entry(page.step, asked) for page in part.pages
                             for asked in page.asked])
            for part in form
        ]  # fmt: skip

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong, in the order of the page."""
        entries = (entry for part in self.parts for entry in part.entries)
        return [problem for entry in entries for problem in entry.problems]

    def _entry(self, step: Step, asked: Asked) -> Entry:
        question = asked.question
        name = f"{step.slug}-{question.slug}"
        form = self.read.forms[step]
        value = form.fields[question.slug].widget.value_from_datadict(self.data, {}, name)
        is_open = self.is_sent and step in self.read.opened
        wrong = form.errors.get(question.slug, []) if is_open else []
        problems = [Problem(f"{asked.number}. {text}", name) for text in wrong]
        return Entry(asked, name, value, problems, can_be_blank(question))


def _questions() -> Iterator[tuple[Step, Question]]:
    for step in PROTOCOL.steps:
        for question in step.questions:
            yield step, question
