"""A branch that was opened, answered and closed again is as if it had never been there.

The gates are found by walking the protocol: every question that decides, alone or through another
one, whether a step is asked, with every answer that opens the step and every one that closes it.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from django.forms import ValidationError
from django.utils import timezone

from eligibility.core.answers import Answers
from eligibility.core.choices import Choosing, Many, One
from eligibility.core.conditions import ALWAYS
from eligibility.core.parts import Step
from eligibility.models import Draft, Submission
from eligibility.protocol import PROTOCOL
from eligibility.wizard.fields import NumberField
from eligibility.wizard.forms import ContactForm
from tests.patient import SHARED, Patient

pytestmark = pytest.mark.django_db

WIDE_OPEN = Answers.parse((q for q in PROTOCOL.questions if isinstance(q, Choosing)), SHARED)
GATED = [step for step in PROTOCOL.steps if step.asked_when is not ALWAYS]


class Gate(NamedTuple):
    """An answer to `question` that opens `steps`, and another that closes them."""

    question: Choosing
    opens: str
    closes: str
    steps: frozenset[Step]


def gates() -> Iterator[Gate]:
    """Every gate of the protocol."""
    for question in (q for q in PROTOCOL.questions if isinstance(q, Choosing)):
        opened = {code: open_with(question, code) for code in question.by_code}
        for opens, steps in opened.items():
            for closes, others in opened.items():
                if steps - others:
                    yield Gate(question, opens, closes, steps - others)


def open_with(question: Choosing, code: str) -> frozenset[Step]:
    """The steps that are asked when only this answer is another than a wide open patient's."""
    value = (code,) if isinstance(question, Many) else code
    return frozenset(PROTOCOL.open_steps(Answers({**WIDE_OPEN, question: value})))


GATES = list(gates())
# The choice of who may see the answers can only be closed by ending the journey.
MIDWAY = [gate for gate in GATES if gate.question in PROTOCOL.screening_questions]


def name(gate: Gate) -> str:
    return f"{gate.question.slug}-{gate.opens}-{gate.closes}"


def telling(steps: frozenset[Step]) -> dict[str, str]:
    """Answers on these steps that the rules have something to say about."""
    asked = (q for step in steps for q in step.questions if isinstance(q, One) and not q.identity)
    return {q.slug: next(c for c in q.by_code if c not in q.clear_codes) for q in asked}


def answer_contact(patient: Patient) -> None:
    """Says who the patient is, without an end: two steps no longer hold by then, one by one."""
    no_more = ValidationError("This does not hold any more.")
    with patch.object(NumberField, "read", side_effect=no_more):
        assert patient.send("contact").location == patient.url("age")
    with patch.object(ContactForm, "clean", side_effect=no_more):
        assert patient.send("age").location == patient.url("contact")


def record(patient: Patient) -> tuple[Any, ...]:
    """What is stored of a finished questionnaire, and its result page, but for names and times."""
    now = timezone.now().replace(hour=12, minute=0)
    Submission.objects.update(received_at=now)
    Draft.objects.exclude(completed_at=None).update(completed_at=now)
    sent = Submission.objects.filter(pk=patient.id).first()
    stored = sent or patient.row
    page = patient.show("result").lasting
    page = page.replace(str(patient.id), "").replace(stored.reference, "")
    if sent:
        return sent.answers, sent.identity, sent.assessment, sent.outcome, page
    return patient.kept, set(patient.passed), page


def test_every_step_that_is_not_always_asked_has_a_gate() -> None:
    assert {step for gate in GATES for step in gate.steps} == set(GATED)


def test_every_question_that_a_step_depends_on_is_a_gate() -> None:
    read = {question for step in GATED for question in step.asked_when.questions()}
    assert {gate.question for gate in GATES} == read


@pytest.mark.shows("T5", "F18")
@pytest.mark.parametrize("gate", GATES, ids=name)
def test_a_branch_that_was_closed_again_leaves_no_trace(gate: Gate) -> None:
    slug, asked = gate.question.slug, PROTOCOL.step_of[gate.question].slug
    inside = {question.slug for step in gate.steps for question in step.questions}
    answers = SHARED | telling(gate.steps)
    last = "contact" if answers["share"] == "clinic" else "share"
    one = Patient.at(last, answers | {slug: [gate.opens]})
    if slug == "share":
        answer_contact(one)
    assert inside & set(one.kept), "the branch was open and answered"

    one.send(asked, **{slug: [gate.closes]})
    assert not inside & set(one.kept), "closed answers are gone at once"
    one.walk()

    other = Patient.at("share", SHARED | {slug: [gate.closes]})
    other.walk()
    assert record(one) == record(other)


@pytest.mark.shows("T5", "F18")
@pytest.mark.parametrize("gate", MIDWAY, ids=name)
def test_a_branch_that_opens_again_starts_empty(gate: Gate) -> None:
    slug, asked = gate.question.slug, PROTOCOL.step_of[gate.question].slug
    patient = Patient.at("contact", SHARED | {slug: [gate.opens]})
    patient.send(asked, **{slug: [gate.closes]})
    sent = patient.send(asked, **{slug: [gate.opens]})
    first = next(step for step in PROTOCOL.steps if step in gate.steps)
    assert sent.location == patient.url(first.slug), "it is asked again"
    for step in gate.steps:
        assert not {question.slug for question in step.questions} & set(patient.kept)
