"""Random patients, with whatever they do in any order, lose no answer and get the right result.

The whole of it is a command: `python -m tests.random_patients`.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from eligibility.core.answers import Answers
from eligibility.wizard import views
from eligibility.wizard.drafts import DraftStorage
from eligibility.wizard.submit import submission_from
from tests.page import Page
from tests.patient import KEPT, Patient
from tests.random_patients.desk import TALLY
from tests.random_patients.leaving import RandomPatients

pytestmark = pytest.mark.django_db

A_SLICE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    stateful_step_count=40,
    phases=(Phase.generate, Phase.shrink),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
UNTIL_ONE_BREAKS = settings(A_SLICE, phases=(Phase.generate,), max_examples=100)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A page that is refused writes a line, and most of these are."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.shows("T3", "F18", "F14", "F16", "ASVS 2.3.1")
def test_random_patients_lose_nothing() -> None:
    before = TALLY.steps
    run_state_machine_as_test(RandomPatients, settings=A_SLICE)
    assert TALLY.steps - before > 1_000


def never_changed(self: DraftStorage, *args: Any) -> bool:
    return False


def keep_closed(self: DraftStorage) -> None:
    """Every answer stays, and every step, also the closed ones."""
    self.opened = self.protocol.open_steps(self.answers)


def look_and_forget(self: Any, request: Any, *args: Any, step: str, **kwargs: Any) -> Any:
    """A visit that stores what it read, without the step that it shows."""
    self.storage.passed.pop(step, None)
    self.storage.commit()
    return views.redirect(self.next_url())


def in_capitals(draft: Any, answers: Answers) -> Any:
    sent = submission_from(draft, answers)
    sent.identity = sent.identity | {"full_name": sent.identity["full_name"].upper()}
    return sent


@pytest.mark.parametrize(
    ("owner", "name", "bent"),
    [
        (DraftStorage, "changed_since", never_changed),
        (DraftStorage, "prune", keep_closed),
        (views.Screening, "get", look_and_forget),
        ("eligibility.wizard.submit", "submission_from", in_capitals),
    ],
    ids=["no version is checked", "no branch is pruned", "a visit writes", "a name is changed"],
)
def test_what_is_bent_is_found(
    owner: Any, name: str, bent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = f"{owner}.{name}" if isinstance(owner, str) else None
    monkeypatch.setattr(target, bent) if target else monkeypatch.setattr(owner, name, bent)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(RandomPatients, settings=UNTIL_ONE_BREAKS)


def test_who_was_not_asked_about_danger_signs_is_not_told_of_one() -> None:
    patient = Patient.at("age", KEPT)
    page = Page(patient.get(patient.send("age", {"save": "yes"}).location))
    assert page.kind == "saved" and "alarm" not in page.html
    assert patient.show("help-now").location == patient.url("red_flags")
