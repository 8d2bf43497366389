"""All answers at once, as somebody types them in from paper: read by the forms of the journey, step
by step, so that each sees the answers before it and closed branches are read by none."""

from dataclasses import dataclass
from typing import Any

from eligibility.core.answers import Answers
from eligibility.core.parts import Step
from eligibility.core.protocol import Protocol
from eligibility.wizard.forms import StepForm, forms_of


@dataclass(frozen=True)
class ReadAtOnce:
    """Every step with what was typed there, the steps that the right answers open, and those
    answers. The forms of closed steps are never asked whether they are right."""

    forms: dict[Step, StepForm]
    opened: tuple[Step, ...]
    answers: Answers

    @property
    def is_complete(self) -> bool:
        """Whether every open step has a right answer."""
        return all(self.forms[step].is_valid() for step in self.opened)


def read_at_once(protocol: Protocol, data: Any) -> ReadAtOnce:
    """Reads the fields of all steps, named as the pages of the journey name them."""
    answers = Answers()
    forms: dict[Step, StepForm] = {}
    for step in protocol.steps:
        form = forms_of(protocol)[step.slug](data, prefix=step.slug, answers=answers)
        forms[step] = form
        if step in protocol.open_steps(answers) and form.is_valid():
            answers = Answers({**answers, **form.cleaned_answers})
    return ReadAtOnce(forms, protocol.open_steps(answers), answers)
