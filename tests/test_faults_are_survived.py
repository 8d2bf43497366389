"""Faults by real means on a real server: the quick ones of `python -m tests.faults`."""

import os

import pytest

from tests.faults import table

FAST = [
    pytest.param(one, marks=pytest.mark.shows(f"F{number}"), id=f"F{number} {one.what}")
    for number, one in table.known().items()
    if one.fast
]


@pytest.mark.parametrize("fault", FAST)
def test_a_fault_is_survived(fault: table.Fault) -> None:
    outcome = table.tried(fault, os.environ.get("TEST_DATABASE", "sqlite"))
    assert not outcome.why, str(outcome)


def test_what_does_not_hold_is_told() -> None:
    """A check that fails, and one that breaks, are rows that did not hold; so a traceback is."""

    def fails(site: object) -> None:
        raise AssertionError("it is lost")

    def breaks(site: object) -> None:
        raise KeyError("no such thing")

    for check, why in ((fails, "it is lost"), (breaks, "KeyError 'no such thing' at ")):
        outcome = table.tried(table.Fault(99, "a fault", check, fast=False), "sqlite")
        assert outcome.why.startswith(why)
        assert f"did not hold: {why}" in str(outcome)


def test_every_fault_of_the_list_has_a_check() -> None:
    assert list(table.known()) == list(range(1, 49))
