"""The whole run, as `tests.random_patients.__main__` has pytest do it: so it has the database and
the keys of a test. How much, and from which seed, stands in the environment."""

import logging
import os
import sys
import time

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from eligibility.core.rules import Outcome
from tests.random_patients.__main__ import SEED, STEPS
from tests.random_patients.desk import TALLY
from tests.random_patients.given import ASKED_ON
from tests.random_patients.leaving import RandomPatients

STORIES = settings(
    database=None,
    deadline=None,
    max_examples=100,
    stateful_step_count=50,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


@pytest.mark.django_db
def test_the_whole_run() -> None:
    """A hundred stories at a time, each batch from the next seed, until there are enough steps."""
    logging.disable(logging.ERROR)  # a page that is refused writes a line, and most are
    number, began = int(os.environ[SEED]), time.monotonic()
    while TALLY.steps < int(os.environ[STEPS]):
        run_state_machine_as_test(seed(number)(RandomPatients), settings=STORIES)
        number += 1
        rate = TALLY.steps / (time.monotonic() - began)
        say(f"{TALLY.steps} steps, {rate:.0f} a second")
    table()


def table() -> None:
    """What was done, how often, and how far the stories came. A step or a result that nobody saw is
    a failure."""
    for name, count in sorted(TALLY.acts.items()):
        say(f"{count:9,}  {name}")
    for name, count in sorted(TALLY.ends.items()):
        say(f"{count:9,}  ended: {name}")
    unseen = [step for step in ASKED_ON if not TALLY.reached[step]]
    say(f"steps of the questionnaire seen: {len(ASKED_ON) - len(unseen)} of {len(ASKED_ON)}")
    results = {name.rpartition(", ")[2] for name in TALLY.ends}
    unseen += [outcome.value for outcome in Outcome if outcome.value not in results]
    say(f"steps: {TALLY.steps:,}; pages: {TALLY.pages:,}; records: {sum(TALLY.ends.values()):,}")
    assert not unseen, unseen
    say("breaks: 0")


def say(line: str) -> None:
    sys.__stdout__.write(f"{line}\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]
