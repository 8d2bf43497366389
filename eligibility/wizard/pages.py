"""What a page of the journey shows, worked out before the template: no logic is left for it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility.core.answers import Answers
from eligibility.core.choices import Many, One
from eligibility.core.details import Line, Tick
from eligibility.core.parts import Step
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Number, Question
from eligibility.protocol.content.risks import LISTED_RISKS, OTHER_RISKS
from eligibility.protocol.questions.safety import AGE
from eligibility.summary.answered import AnswerPart, answered, unsure_count
from eligibility.wizard.asked import Asked, Problem
from eligibility.wizard.drafts import DraftStorage
from eligibility.wizard.forms import StepForm

LONG_PART = 5  # from so many questions on, a part also says "question 3 of 10"


@dataclass
class StepPage:
    """A step of the questionnaire."""

    template: str
    heading: Any
    part: "Progress"
    back: str
    asked: list[Asked]
    problems: list[Problem]
    conflict: bool
    seen: str
    protocol: Protocol
    answers: Answers

    @property
    def answered(self) -> list[AnswerPart]:
        """All answers, in sections, for the page that checks them."""
        return answered(self.protocol, self.answers)

    @property
    def unsure(self) -> int:
        """How many of them say "I do not know"."""
        return unsure_count(self.protocol, self.answers)

    risks = LISTED_RISKS
    other_risks = OTHER_RISKS


@dataclass(frozen=True)
class Progress:
    """Where in the questionnaire: part, count of parts, and the place in a long part."""

    title: Any
    number: int
    count: int
    question: int
    questions: int

    @property
    def bar(self) -> list[str]:
        """One class a part: done, now, or to come."""
        return ["done" if n < self.number else "now" if n == self.number else ""
                for n in range(1, self.count + 1)]  # fmt: skip


def step_page(
    storage: DraftStorage, form: StepForm, *, conflict: bool, quiet: bool = False
) -> StepPage:
    """The page of the form's step, with what was typed, or what is stored. A quiet one says nothing
    of mistakes: the patient is still at it."""
    step = form.step
    asked = [ask(storage, form, question, quiet=quiet) for question in step.questions]
    problems = [problem for item in asked for problem in item.problems]
    typed_on = form.data.get("seen") if form.is_bound and not conflict else None
    return StepPage(
        template=f"steps/{step.page}.html",
        heading=step.title or step.questions[0].text,
        part=progress(storage, step),
        back=back_url(storage, step),
        asked=asked,
        problems=problems,
        conflict=conflict,
        seen=typed_on or str(storage.draft.version),
        protocol=storage.protocol,
        answers=storage.answers,
    )


def progress(storage: DraftStorage, step: Step) -> Progress:
    """Where this step stands among the parts and the open steps of its own part."""
    protocol = storage.protocol
    part = protocol.part_of[step]
    beside = [other for other in storage.opened if other in part.steps]
    asked = len(beside) if part.screening and len(beside) >= LONG_PART else 0
    return Progress(
        title=part.title,
        number=protocol.parts.index(part) + 1,
        count=len(protocol.parts),
        question=beside.index(step) + 1,
        questions=asked,
    )


def back_url(storage: DraftStorage, step: Step) -> str:
    """The page before this one."""
    place = storage.opened.index(step)
    return f"../{storage.opened[place - 1].slug}/" if place else reverse("start")


def ask(storage: DraftStorage, form: StepForm, question: Question, *, quiet: bool = False) -> Asked:
    """One question of the form, ready to be shown."""
    name = f"{form.step.slug}-{question.slug}"
    item = Asked(
        question=question,
        name=name,
        template=f"questions/{_template(question)}.html",
        value=_value(storage, form, question),
        problems=[],
        is_heading=len(form.step.questions) == 1 and not form.step.title,
    )
    judged = form.is_bound and not quiet
    failed = form.errors.as_data().get(question.slug, []) if judged else []
    lone = next((e.params["code"] for e in failed if e.code == "lone"), None)
    target = f"{name}-{lone}" if lone else name
    for error in failed:
        link = (storage.url(storage.protocol.step_by_slug[AGE.slug]), _("Change your age"))
        is_age = error.code == "age_differs"
        item.problems.append(Problem(error.messages[0], target, link if is_age else None))
    item.lone = lone
    return item


TEMPLATES = {Many: "many", One: "one", Number: "number", Tick: "tick", Line: "line"}


def _template(question: Question) -> str:
    """The template of a kind of question; a birth date is the one that is left."""
    kinds = (name for kind, name in TEMPLATES.items() if isinstance(question, kind))
    return next(kinds, "birth_date")


def _value(storage: DraftStorage, form: StepForm, question: Question) -> Any:
    """What the page shows as given: the typed text of a sent form, else the stored answer."""
    if form.is_bound:
        bound = form[question.slug]
        return bound.data
    stored = storage.get_step_data(form.step.slug)
    widget = form.fields[question.slug].widget
    return widget.value_from_datadict(stored, {}, f"{form.step.slug}-{question.slug}")
