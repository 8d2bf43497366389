"""One form a step, derived from the protocol. No form is written by hand."""

from datetime import date
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility.core.answers import Answers
from eligibility.core.parts import Step
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Number, Question, Value
from eligibility.protocol.questions import finish
from eligibility.protocol.questions.safety import AGE
from eligibility.wizard.fields import field_for


class StepForm(forms.Form):
    """The form of one step. `answers` are those given so far on the other steps."""

    protocol: Protocol
    step: Step

    def __init__(self, *args: Any, answers: Answers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers

    @property
    def cleaned_answers(self) -> dict[Question, Value]:
        """The answers of this valid form; an optional one left empty is not among them."""
        return {
            question: self.cleaned_data[question.slug]
            for question in self.step.questions
            if self.cleaned_data.get(question.slug) is not None
        }

    def ask_again(self, slugs: list[str]) -> None:
        """Says of these questions that the answer given before does not stand any more."""
        for slug in slugs:
            self.errors.pop(slug, None)
            self.add_error(slug, _("Your answer does not fit this question now. Please answer it."))


class ContactForm(StepForm):
    """Who the patient is. A way to reach them must be filled in, and the birth date must fit the
    age that the rules were applied to."""

    def clean(self) -> None:
        given = self.cleaned_data
        way = given.get("contact_by")
        if way and not given.get(way) and way not in self.errors:
            self.add_error(way, REACH[way])
        born = given.get("date_of_birth")
        if born:
            self._check_birth(born, self.protocol.by_slug[AGE.slug])

    def _check_birth(self, born: date, asked: Number) -> None:
        age = self.answers.number(asked)
        years = age_on(timezone.localdate(), born)
        if not 0 <= years <= asked.most:
            why = _("That date cannot be a birth date of yours. Please check the year.")
            self.add_error("date_of_birth", ValidationError(why, code="impossible"))
        elif age is not None and years != age:
            why = _(
                "You told us that you are %(age)s, but a person born on this date is %(years)s. "
                "Correct the date here, or change your age."
            ) % {"age": age, "years": years}
            self.add_error("date_of_birth", ValidationError(why, code="age_differs"))


REACH = {
    "email": _("You chose email. Enter your email address, or choose phone."),
    "phone": _("You chose phone. Enter your phone number, or choose email."),
}


def age_on(day: date, born: date) -> int:
    """Full years from `born` to `day`. Someone born on February 29 turns a year older on March 1
    of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


FORMS = {finish.FULL_NAME: ContactForm}


def form_for(protocol: Protocol, step: Step) -> type[StepForm]:
    """The form class of a step."""
    base = next((FORMS[q] for q in step.questions if q in FORMS), StepForm)
    fields = {question.slug: field_for(question) for question in step.questions}
    return type(f"{step.slug.title()}Form", (base,), {"protocol": protocol, "step": step, **fields})


@lru_cache
def forms_of(protocol: Protocol) -> dict[str, type[StepForm]]:
    """formtools' form list: every step with its form."""
    return {step.slug: form_for(protocol, step) for step in protocol.steps}
