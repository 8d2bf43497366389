"""Nothing a clinician should see an example of is without one.

What there must be is worked out from the protocol, so a new rule fails here until somebody writes
the case that raises it and the case that just misses it.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import pytest

from eligibility.core.rules import Outcome, Rule
from eligibility.interop.contract import assess
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.decisions import DECISIONS
from tests.vignettes import BASES, KEYS, NEEDED, VIGNETTES, Vignette, answers_of, told

# Gravest first, so every pair of them is a graver outcome and a milder one.
PRECEDENCE = list(combinations([outcome.value for outcome in Outcome], 2))

# Every trial we could read, with the criteria it shows that our questions ask about. A criterion
# that is not here may still be one: only the openings of some pages could be read.
TRIALS = {
    "NCT02412735": "age severity pregnancy earlier_care",
    "NCT01290367": "age severity pregnancy earlier_care",
    "NCT06325566": "age severity cause immune other_health earlier_care",
    "NCT03347708": "age severity stability infection pregnancy other_health earlier_care leg_pain",
    "NCT03955315": "severity earlier_care",
    "NCT07254806": "age severity other_health earlier_care",
    "NCT03709901": "age severity stability other_health",
    "NCT05201287": "age severity infection other_health earlier_care",
    "NCT03737461": "age severity stability infection immune cause earlier_care",
    "NCT05066334": "age severity stability pregnancy earlier_care",
    "NCT01860417": "age severity infection earlier_care",
    "NCT04104412": "age severity cancer bleeding earlier_care",
    "NCT04414592": "age severity infection cancer pregnancy bleeding other_health earlier_care",
    "NCT04530071": "age severity stability infection pregnancy other_health earlier_care",
    "NCT02338271": "severity stability infection pregnancy other_health earlier_care",
    "Matrilin-3 ASC": "age severity stability infection cancer immune pregnancy bleeding"
    " other_health earlier_care",
    "NCT03692221": "age severity stability infection cancer immune pregnancy bleeding"
    " other_health cause earlier_care",
    "NCT04042844": "severity earlier_care",
    "NCT01771471": "age severity stability other_health earlier_care",
    "NCT01640457": "age severity other_health earlier_care",
    "Pettine 2016": "age severity earlier_care",
    "IRCT20211021052828N3": "age severity stability infection immune pregnancy other_health"
    " earlier_care",
    "NCT04410731": "age cause infection pregnancy other_health",
}
# The questions that ask about each criterion.
CRITERIA = {
    "age": ("age",),
    "severity": ("severity",),
    "stability": ("instability",),
    "infection": ("active_infection", "infection_recent", "infection_spine"),
    "cancer": ("cancer",),
    "immune": ("autoimmune", "immunosuppressed"),
    "pregnancy": ("pregnancy",),
    "bleeding": ("blood_thinner",),
    "other_health": ("overall_health", "allergy"),
    "cause": ("condition",),
    "earlier_care": ("duration", "tried", "relief", "prior_cells"),
    "leg_pain": ("leg_pain",),
}


def finding_of(rule: Rule) -> str:
    clock = f":{rule.clock.value}" if rule.clock else ""
    return f"{rule.kind.value}:{rule.slug}{clock}"


def unknown_of(rule: Rule) -> str | None:
    """What a listed reason becomes when it cannot be told. None where each of its questions must
    be answered and none can be answered "not sure", so that nobody can leave it open."""
    unsure = any(getattr(question, "unknown_codes", None) for question in rule.questions)
    return f"unknown:{rule.unknown_slug or rule.slug}" if rule.unknown and unsure else None


def every_finding() -> list[str]:
    """Every finding that some whole set of answers raises."""
    both = (line for rule in PROTOCOL.rules for line in (finding_of(rule), unknown_of(rule)))
    return list(dict.fromkeys(filter(None, both)))


FINDINGS = every_finding()


def having(key: str) -> dict[str, Vignette]:
    return {name: case for name, case in VIGNETTES.items() if key in case}


def require(needed: Iterable[Any], seen: Iterable[Any]) -> None:
    """Fails with the name of everything that is needed and nowhere to be seen."""
    there = set(seen)
    absent = [str(one) for one in needed if one not in there]
    assert not absent, f"nowhere to be seen: {', '.join(absent)}"


def result_of(name: str) -> dict[str, Any]:
    return assess(PROTOCOL, {"answers": answers_of(VIGNETTES[name])})


def counted(name: str) -> dict[str, Any]:
    """The answers of a vignette that count: those to questions that are open."""
    answers = answers_of(VIGNETTES[name])
    return {question: answers.get(question) for question in result_of(name)["asked"]}


def differences(name: str, other: str) -> dict[str, tuple[Any, Any]]:
    """The questions that two cases both answer, and answer differently. A question that only one
    of them is asked was opened or closed by such a difference, and is none itself."""
    ours, theirs = counted(name), counted(other)
    shared = ours.keys() & theirs.keys()
    return {q: (ours[q], theirs[q]) for q in shared if ours[q] != theirs[q]}


# --- The cases themselves ------------------------------------------------------------------------


def test_a_vignette_has_every_key_it_needs_and_no_key_we_do_not_know() -> None:
    for name, case in VIGNETTES.items():
        assert set(case) - KEYS == set(), name
        assert NEEDED - set(case) == set(), name


def test_a_vignette_leaves_out_only_questions_its_base_answers() -> None:
    for name, case in having("without").items():
        require(case["without"], BASES[case["base"]])
        assert set(case["without"]).isdisjoint(case["answers"]), name


# --- Rules ---------------------------------------------------------------------------------------


def test_every_finding_is_raised_in_a_vignette() -> None:
    raised = (line for case in VIGNETTES.values() for line in case["findings"])
    require(FINDINGS, raised)


def test_every_finding_is_just_missed_in_a_vignette() -> None:
    missed = (case["just_misses"] for case in having("just_misses").values())
    require(FINDINGS, missed)


def test_every_answer_that_can_be_given_is_given_in_a_vignette() -> None:
    given = {
        (question, code)
        for case in VIGNETTES.values()
        for question, answer in answers_of(case).items()
        for code in (answer if isinstance(answer, list) else [answer])
    }
    require(every_choice(), given)


def every_choice() -> Iterator[tuple[str, str]]:
    for question in PROTOCOL.screening_questions:
        for code in getattr(question, "by_code", ()):
            yield question.slug, code


def test_a_near_miss_says_what_it_misses_and_beside_which_case() -> None:
    assert having("just_misses").keys() == having("beside").keys()
    beside = [case["beside"] for case in having("beside").values()]
    require(beside, VIGNETTES)


@pytest.mark.parametrize("name", having("just_misses"))
def test_a_near_miss_is_one_answer_away_from_the_finding_it_misses(name: str) -> None:
    missed, beside = VIGNETTES[name]["just_misses"], VIGNETTES[name]["beside"]
    assert missed in told(result_of(beside))
    assert missed not in told(result_of(name))
    apart = differences(name, beside)
    assert len(apart) == 1, apart
    for ours, theirs in apart.values():
        if isinstance(ours, int):
            assert abs(ours - theirs) == 1, "a near miss of a limit stands right beside it"


# --- Outcomes ------------------------------------------------------------------------------------


def test_every_outcome_is_reached_and_wins_over_every_milder_one() -> None:
    reached = (case["outcome"] for case in VIGNETTES.values())
    require((outcome.value for outcome in Outcome), reached)
    shown = (tuple(case["precedence"]) for case in having("precedence").values())
    require(PRECEDENCE, shown)


@pytest.mark.parametrize("name", having("precedence"))
def test_of_two_outcomes_that_are_both_found_the_graver_one_wins(name: str) -> None:
    graver, milder = VIGNETTES[name]["precedence"]
    assert (graver, milder) in PRECEDENCE
    result = result_of(name)
    found = {finding["outcome"] for finding in result["findings"]}
    assert found == {graver, milder} - {Outcome.POSSIBLE.value}  # which is what no finding means
    assert result["outcome"] == graver


# --- Open decisions ------------------------------------------------------------------------------


def test_every_open_decision_has_a_vignette_and_every_vignette_a_decision_that_is_open() -> None:
    codes = [decision.code for decision in DECISIONS]
    shown = [case["decision"] for case in having("decision").values()]
    require(codes, shown)
    require(shown, codes)


def test_every_rule_that_hangs_on_an_open_decision_is_seen_with_it() -> None:
    settled = [(rule, code) for rule in PROTOCOL.rules for code in rule.decisions]
    seen = {(line, c["decision"]) for c in having("decision").values() for line in c["findings"]}
    unseen = [
        (rule.slug, code)
        for rule, code in settled
        if seen.isdisjoint({(finding_of(rule), code), (unknown_of(rule), code)})
    ]
    assert not unseen, unseen


# --- Trials --------------------------------------------------------------------------------------


def test_every_trial_and_every_criterion_of_a_trial_has_a_vignette() -> None:
    cases = having("trial").values()
    require(TRIALS, (case["trial"] for case in cases))
    require((case["trial"] for case in cases), TRIALS)
    require(CRITERIA, (case.get("left_out_for") for case in cases))
    taken_in = (case["outcome"] for case in cases if "left_out_for" not in case)
    require(("possible", "discuss"), taken_in)


@pytest.mark.parametrize("name", having("left_out_for"))
def test_a_trial_leaves_people_out_only_for_a_criterion_it_shows(name: str) -> None:
    case = VIGNETTES[name]
    assert case["left_out_for"] in TRIALS[case["trial"]].split()
    assert not set(CRITERIA[case["left_out_for"]]).isdisjoint(case["answers"])


@pytest.mark.parametrize("name", having("trial"))
def test_a_vignette_owns_up_where_we_are_milder_or_stricter_than_the_trial(name: str) -> None:
    case = VIGNETTES[name]
    mild = case["outcome"] in ("possible", "discuss")
    left_out = "left_out_for" in case
    assert ("Milder" in case["why"]) == (left_out and mild)
    assert ("Stricter" in case["why"]) == (not left_out and case["outcome"] != "possible")
