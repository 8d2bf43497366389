"""The production rules against a second reading of the specification, which shares nothing."""

import random
from typing import Any

import pytest

from eligibility.core.rules import Kind, Outcome
from eligibility.interop.contract import assess
from eligibility.protocol import PROTOCOL
from tests import oracle
from tests.vignettes import VIGNETTES, answers_of, told

RANDOM_SETS = 6_000


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """A result without the order of its findings, which is for reading only."""
    found = sorted(result["findings"], key=lambda finding: (finding["kind"], finding["rule"]))
    return result | {"findings": found}


def both(answers: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    ours = assess(PROTOCOL, {"answers": answers})
    return comparable(ours), comparable(oracle.assess(answers))


def test_every_answer_to_every_question_gives_what_the_second_reading_gives() -> None:
    for answers in oracle.every_single_answer():
        ours, theirs = both(answers)
        assert ours == theirs, answers


def test_random_whole_answer_sets_give_what_the_second_reading_gives() -> None:
    for seed in range(RANDOM_SETS):
        answers = oracle.random_answers(random.Random(seed))
        ours, theirs = both(answers)
        assert ours == theirs, (seed, answers)


@pytest.mark.parametrize("name", VIGNETTES)
def test_vignette(name: str) -> None:
    case = VIGNETTES[name]
    result = assess(PROTOCOL, {"answers": answers_of(case)})
    assert result["outcome"] == case["outcome"]
    assert told(result) == sorted(case["findings"])
    assert result["ignored"] == case.get("ignored", [])


def test_the_findings_come_gravest_first() -> None:
    order = [outcome.value for outcome in Outcome]
    for seed in range(300):
        answers = oracle.random_answers(random.Random(seed))
        found = [f["outcome"] for f in assess(PROTOCOL, {"answers": answers})["findings"]]
        assert found == sorted(found, key=order.index)


def test_no_unknown_listed_reason_ever_ends_in_discuss_or_possible() -> None:
    for seed in range(RANDOM_SETS // 4):
        answers = oracle.random_answers(random.Random(seed))
        result = assess(PROTOCOL, {"answers": answers})
        if any(finding["kind"] == Kind.UNKNOWN.value for finding in result["findings"]):
            assert result["outcome"] not in ("discuss", "possible")
