"""The production rules against a second reading of the specification, which shares nothing."""

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from eligibility.core.questions import Choosing
from eligibility.core.rules import Kind, Outcome
from eligibility.interop.contract import assess
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.decisions import DECISIONS
from tests import oracle

FOLDER = Path(__file__).parent / "vignettes"
RANDOM_SETS = 6_000


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """A result without the order of its findings, which is for reading only."""
    found = sorted(result["findings"], key=lambda finding: (finding["kind"], finding["rule"]))
    return result | {"findings": found}


def both(answers: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    ours = assess(PROTOCOL, {"answers": answers})
    return comparable(ours), comparable(oracle.assess(answers))


def vignettes() -> dict[str, dict[str, Any]]:
    """Every vignette by name, with its answers worked out from its base."""
    bases = tomllib.loads((FOLDER / "base.toml").read_text())
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name != "base.toml":
            for name, case in tomllib.loads(path.read_text()).items():
                given = bases[case["base"]] | case["answers"]
                without = case.get("without", [])
                found[name] = case | {
                    "answers": {q: a for q, a in given.items() if q not in without}
                }
    return found


VIGNETTES = vignettes()


def told(result: dict[str, Any]) -> list[str]:
    """Findings as a vignette writes them: kind:rule, and for danger signs :when."""
    parts = ((f["kind"], f["rule"], f["when"]) for f in result["findings"])
    return sorted(":".join(filter(None, part)) for part in parts)


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
    result = assess(PROTOCOL, {"answers": case["answers"]})
    assert result["outcome"] == case["outcome"]
    assert told(result) == sorted(case["findings"])
    assert result["ignored"] == case.get("ignored", [])


def test_every_rule_fires_in_a_vignette_and_every_unknown_too() -> None:
    fired = {line for case in VIGNETTES.values() for line in case["findings"]}
    for rule in PROTOCOL.rules:
        clock = f":{rule.clock.value}" if rule.clock else ""
        assert f"{rule.kind.value}:{rule.slug}{clock}" in fired
        if rule.unknown and any(isinstance(q, Choosing) for q in rule.questions):
            assert f"unknown:{rule.unknown_slug or rule.slug}" in fired


def test_every_open_decision_has_a_vignette() -> None:
    reasons = " ".join(case["why"] for case in VIGNETTES.values())
    assert [d.code for d in DECISIONS if f"{d.code}:" not in reasons] == []


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
