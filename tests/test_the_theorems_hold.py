"""Every theorem holds for the protocol, and each one catches a protocol gone bad, with a story."""

import json
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from z3 import BoolVal, Solver, unknown

from eligibility.core.answers import Answers
from eligibility.core.conditions import all_of
from eligibility.core.protocol import Protocol
from eligibility.core.rules import Finding, Kind, Outcome
from eligibility.proof import changes, one_person, reach, record, two_people
from eligibility.proof.prover import Prover
from eligibility.proof.statements import THEOREMS
from eligibility.proof.story import Story, clear_person, tell
from eligibility.proof.theorems import CHECKS
from eligibility.protocol import PROTOCOL
from tests.oracle import every_single_answer
from tests.spoiled import SPOILED, Bad, copied, put

COMMAND = "eligibility.management.commands.prove"


def against(theorem: str, protocol: Protocol = PROTOCOL) -> str:
    """The stories against a theorem, as they are told."""
    return "\n\n".join(told(protocol, *CHECKS[theorem](Prover(protocol))))


def told(protocol: Protocol, *stories: Story) -> list[str]:
    with override("en"):
        return [tell(protocol, story) for story in stories]


def prove(**options: Any) -> str:
    """What the command prints, also where it fails."""
    out = StringIO()
    call_command("prove", stdout=out, **options)
    return out.getvalue()


def test_every_theorem_holds_and_the_table_says_so() -> None:
    rows = prove().splitlines()
    assert [row.split()[0] for row in rows[1:-1]] == [theorem.slug for theorem in THEOREMS]
    assert all(row.split()[2] == "holds" for row in rows[1:-1])
    assert rows[-1].startswith(f"{len(THEOREMS)} theorems")


def test_what_was_proved_is_recorded(tmp_path: Path) -> None:
    kept = tmp_path / "proved.json"
    some = patch("eligibility.proof.theorems.THEOREMS", THEOREMS[:2])
    with some, patch.object(record, "FILE", kept):
        prove(write=True)
    made = json.loads(kept.read_text())
    assert made["protocol"] == PROTOCOL.version
    assert date.fromisoformat(made["proved_on"]) <= date.today()
    assert made["theorems"] == [theorem.slug for theorem in THEOREMS[:2]]


def test_every_theorem_is_stated_and_checked() -> None:
    assert list(CHECKS) == [theorem.slug for theorem in THEOREMS]
    assert {spoiled.values[0] for spoiled in SPOILED} == set(CHECKS)


def test_a_theorem_that_fails_ends_the_command_with_a_story(tmp_path: Path) -> None:
    bad, out = Bad(), StringIO()
    bad.drop(bad.rule("allergy"))
    spoiled = patch(f"{COMMAND}.PROTOCOL", copied(bad.protocol, {}))
    kept = patch.object(record, "FILE", tmp_path / "proved.json")
    with spoiled, kept, pytest.raises(CommandError, match=f"of {len(THEOREMS)} theorems do not"):
        call_command("prove", write=True, stdout=out)
    assert "This breaks “No answer is forgotten”." in out.getvalue()
    assert "Have you had a bad reaction" in out.getvalue()
    assert not any(tmp_path.iterdir())


def test_without_the_solver_the_command_says_what_to_install() -> None:
    with patch.dict(sys.modules, {"z3": None}), pytest.raises(CommandError) as refused:
        prove()
    assert "requirements-test.txt" in str(refused.value)


@pytest.mark.parametrize(("theorem", "spoil", "phrases"), SPOILED)
def test_a_theorem_catches(theorem: str, spoil: Any, phrases: tuple[str, ...]) -> None:
    bad = Bad()
    spoil(bad)
    story = against(theorem, copied(bad.protocol, {}))
    for phrase in phrases:
        assert phrase in story


def test_an_order_that_puts_a_mild_finding_first_is_caught() -> None:
    mildest_first = property(lambda finding: (-finding.outcome.gravity, 0, 0))
    with patch.object(Finding, "order", mildest_first):
        story = against("gravest_wins", copied(PROTOCOL, {}))
    assert "not the gravest of the findings" in story


UNKNOWN_AGE, UNKNOWN_CANCER = (Kind.UNKNOWN, "age"), (Kind.UNKNOWN, "cancer")
CONTRADICTION = (Kind.CONTRADICTION, "red_flags")


@pytest.mark.parametrize(
    ("place", "name", "declared", "theorem", "phrase"),
    [
        (one_person, "CLEAR_AND_YET", set(), "only_clear_passes", "(region: knee)"),
        (two_people, "CLOSES_QUESTIONS", {}, "worse_never_milder", "(region: knee)"),
        (two_people, "CLOSES_QUESTIONS", {}, "worse_never_milder", "Not asked: severity."),
        (
            two_people,
            "CLOSES_QUESTIONS",
            {"age": Outcome.DISCUSS},
            "worse_never_milder",
            "age does no harm. Take it off CLOSES_QUESTIONS",
        ),
        (reach, "ONLY_BY_SILENCE", set(), "every_rule_can_fire", "give the finding unknown age"),
        (
            reach,
            "ONLY_BY_SILENCE",
            {UNKNOWN_AGE, UNKNOWN_CANCER},
            "every_rule_can_fire",
            "unknown cancer needs no silence. Take it off",
        ),
        (reach, "NEVER_ALONE", {}, "no_rule_hides", "red_flags never stands alone"),
        (
            reach,
            "NEVER_ALONE",
            {CONTRADICTION: Kind.RED_FLAG, UNKNOWN_CANCER: Kind.WEIGH},
            "no_rule_hides",
            "unknown cancer stands without a weigh",
        ),
    ],
)
def test_the_exceptions_are_exactly_those_declared(
    place: Any, name: str, declared: Any, theorem: str, phrase: str
) -> None:
    with patch.object(place, name, declared):
        assert phrase in against(theorem)


def test_the_answers_that_close_questions_are_all_that_give_a_milder_outcome() -> None:
    with patch.object(two_people, "CLOSES_QUESTIONS", {}):
        stories = against("worse_never_milder").split("\n\n")
    assert [story.split()[3] for story in stories] == ["region", "imaging_done"]


def test_an_answer_named_without_need_is_caught() -> None:
    def everything(world: Any) -> dict[Any, Any]:
        return dict.fromkeys(world.questions, BoolVal(True))

    with patch.object(changes, "in_the_way", everything):
        assert "need not change" in against("changes_are_smallest")


def test_a_rule_that_leaves_a_choice_of_what_to_change_has_no_one_smallest_set() -> None:
    bad = Bad()
    both = all_of(bad.question("allergy").is_yes, bad.question("blood_thinner").is_yes)
    put(bad.rule("allergy"), when=both)
    with pytest.raises(TypeError, match="leaves a choice"):
        against("changes_are_smallest", copied(bad.protocol, {}))


def test_a_story_is_as_short_as_can_be() -> None:
    """Two answers are needed here: none of the cases with one answer changed shows the fault."""
    bad = Bad()
    put(bad.rule("cancer", Kind.EXCLUSION), when=bad.question("cancer").said("now"))
    protocol = copied(bad.protocol, {})
    (story,) = CHECKS["unknown_never_passes"](Prover(protocol))
    (person,) = story.people
    start = clear_person(protocol)
    assert len([q for q in protocol.screening_questions if person.get(q) != start.get(q)]) == 2
    outcomes = {
        protocol.assess(Answers.parse(protocol.screening_questions, given)).outcome
        for given in every_single_answer()
        if given["cancer"] == "unsure"
    }
    assert outcomes == {Outcome.NEED_INFORMATION}


def test_a_story_tells_what_production_makes_of_it() -> None:
    answers = {"age": 80, "values": ["less_pain", "cost"], "region": ["knee"]}
    person = Answers.parse(PROTOCOL.screening_questions, answers)
    (tale,) = told(PROTOCOL, Story(problem="A problem.", people=(person,)))
    assert tale.startswith("A problem.\nA person answers every question clearly, but for:\n")
    assert "  How old are you? 80 (age: 80)\n" in tale
    assert "  What matters most to you? Less pain; What it costs (values: less_pain, cost)" in tale
    assert "  Do you have cancer, or have you had it? No answer (cancer: silence)\n" in tale
    assert "  Not asked: condition, duration, leg_pain, imaging_done" in tale


def test_a_person_starts_silent_where_no_answer_is_clear() -> None:
    bad = Bad()
    put(bad.choices("pregnancy", "no")[0], clear=False)
    silent = [q.slug for q in PROTOCOL.screening_questions if not q.optional]
    silent.remove("pregnancy")
    assert [question.slug for question in clear_person(copied(bad.protocol, {}))] == silent


def test_what_the_solver_cannot_decide_is_no_proof() -> None:
    prover = Prover(PROTOCOL)
    with (
        patch.object(Solver, "check", return_value=unknown),
        pytest.raises(RuntimeError, match="cannot decide"),
    ):
        prover.exists(BoolVal(True))
