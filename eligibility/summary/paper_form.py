"""The paper form: every question to fill in by hand, worked out from the protocol alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from eligibility.core.choices import Choice, Choosing, Many, One
from eligibility.core.conditions import ALWAYS, IsOneOf
from eligibility.core.details import Line, Tick
from eligibility.core.parts import Part, Step
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Number, Question
from eligibility.core.rules import Clock, Kind
from eligibility.protocol.content.outcomes import URGENT_TITLES
from eligibility.summary.how_we_decide import answers_for


@dataclass(frozen=True)
class Box:
    """One box to tick, and what to do first for a danger sign."""

    choice: Choice
    help_first: Any


@dataclass(frozen=True)
class Group:
    """Boxes under one heading, or under none."""

    title: Any
    boxes: list[Box]


@dataclass(frozen=True)
class Asked:
    """One question with its number, and the kind of room it leaves for the answer."""

    number: int
    question: Question
    room: str
    groups: list[Group]

    @property
    def tick_one(self) -> bool:
        """Whether only one of its boxes can be ticked."""
        return isinstance(self.question, One)

    @property
    def has_danger(self) -> bool:
        """Whether one of its boxes is a danger sign."""
        return any(box.help_first for group in self.groups for box in group.boxes)


@dataclass(frozen=True)
class Gate:
    """An earlier question, and what must be ticked there for this page to be asked."""

    number: int
    said: list[Any]


@dataclass(frozen=True)
class Page:
    """The questions of one step. Without what `gates` ask for, go to question `otherwise`; where
    that is 0, no question is left."""

    step: Step
    asked: list[Asked]
    gates: list[Gate]
    otherwise: int


@dataclass(frozen=True)
class PaperPart:
    """One part with its pages."""

    part: Part
    number: int
    pages: list[Page]


def paper_form(protocol: Protocol) -> list[PaperPart]:
    """All questions of a protocol on paper, numbered through, with the way round those that are
    not for everyone. Raises TypeError for a condition that has no plain words."""
    numbers = {question: n for n, question in enumerate(protocol.questions, 1)}
    return [
        PaperPart(
            part, n, [_page(protocol, step, numbers) for step in part.steps if step.questions]
        )
        for n, part in enumerate(protocol.parts, 1)
    ]


def _page(protocol: Protocol, step: Step, numbers: dict[Question, int]) -> Page:
    asked = [
        Asked(
            numbers[q], q, _room(q), list(_groups(protocol, q)) if isinstance(q, Choosing) else []
        )
        for q in step.questions
    ]
    if step.asked_when is ALWAYS:
        return Page(step, asked, [], 0)
    gates = [Gate(numbers[a.question], a.said) for a in answers_for(step.asked_when)]
    return Page(step, asked, gates, _otherwise(protocol, step, numbers))


def _otherwise(protocol: Protocol, step: Step, numbers: dict[Question, int]) -> int:
    """The first question after this step that is not asked on the very same condition."""
    later = protocol.steps[protocol.steps.index(step) + 1 :]
    others = (each for each in later if each.asked_when is not step.asked_when)
    return next((numbers[q] for each in others for q in each.questions), 0)


ROOMS = {Choosing: "boxes", Number: "number", Tick: "tick", Line: "line"}


def _room(question: Question) -> str:
    """The kind of room for an answer; a birth date is the one that is left."""
    return next((room for kind, room in ROOMS.items() if isinstance(question, kind)), "date")


def _groups(protocol: Protocol, question: Choosing) -> Iterator[Group]:
    """The boxes by heading; those that must stand alone come under one of their own."""
    first = _help_first(protocol, question)

    def heading(choice: Choice) -> tuple[bool, Any]:
        return choice.alone, choice.group

    for (alone, group), choices in groupby(question.choices, heading):
        title = _("Or tick just one of these") if alone and isinstance(question, Many) else group
        yield Group(title, [Box(choice, first.get(choice.code)) for choice in choices])


def _help_first(protocol: Protocol, question: Choosing) -> dict[str, Any]:
    """For each code that is a danger sign, or leaves one open: how soon to get help."""
    soonest: dict[str, Clock] = {}
    for rule in protocol.rules:
        if rule.kind is Kind.RED_FLAG and rule.clock and question in rule.questions:
            for test in rule.when.walk():
                if isinstance(test, IsOneOf) and test.question is question:
                    soonest |= {
                        code: min(rule.clock, soonest.get(code, rule.clock), key=_soon)
                        for code in test.codes
                    }
    if not soonest:
        return {}
    unsure = dict.fromkeys(question.unknown_codes, _("Call a doctor or a nurse today"))
    return {**unsure, **{code: URGENT_TITLES[clock] for code, clock in soonest.items()}}


def _soon(clock: Clock) -> int:
    return tuple(Clock).index(clock)
