"""Ways to a milder result, in protocols made to show each of them."""

from dataclasses import replace
from typing import Any

from eligibility.core.answers import Answers
from eligibility.core.change import what_would_change
from eligibility.core.conditions import all_of, any_of
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Change, Question
from eligibility.core.rules import Outcome
from eligibility.core.statements import Decision, DoctorQuestion
from tests.test_a_bad_protocol_cannot_be_imported import (
    AGE,
    CITE,
    DRINKS,
    NOTE,
    SIGNS,
    SMOKES,
    YES_NO,
    ask,
    protocol,
    rule,
)
from tests.test_the_language_means_what_it_says import GRADE, PLACES

SIGN = SIGNS.is_one_of("one")
FREE = replace(GRADE, slug="free", optional=True, choices=GRADE.choices[2:3])  # nothing is clear
WEAR, SPOTS = (
    replace(q, slug=slug, choices=tuple(c for c in q.choices if c.clear or c.change))
    for q, slug in ((GRADE, "wear"), (PLACES, "spots"))
)
BAD = WEAR.is_one_of("bad")
TEA = replace(
    SMOKES, slug="tea", choices=(replace(YES_NO[0], clear=True, becomes="no"), *YES_NO[1:])
)
STOP = rule(slug="stop", when=all_of(SMOKES.is_yes, TEA.is_yes), outcome=Outcome.NOT_NOW)


def ways(of: Protocol, given: dict[Question, Any]) -> tuple[Outcome, tuple[Any, ...]]:
    """The milder outcome, and the sets of questions that stand in its way."""
    found = what_would_change(of, of.assess(Answers(given)))
    assert found
    return found.outcome, found.sets


def test_of_several_ways_the_mildest_result_is_told() -> None:
    of = protocol(ask(SMOKES), ask(TEA), rules=(STOP, rule()))
    assert ways(of, {SMOKES: "yes", TEA: "yes"}) == (Outcome.POSSIBLE, ((SMOKES,), (TEA,)))


def test_only_the_smallest_sets_are_told() -> None:
    either = any_of(DRINKS.is_yes, SIGN)
    of = protocol(
        ask(DRINKS), ask(SIGNS), ask(SMOKES), rules=(rule(when=all_of(SMOKES.is_yes, either)),)
    )
    given = {SMOKES: "yes", DRINKS: "yes", SIGNS: ("one",)}
    assert ways(of, given)[1] == ((SMOKES,),)


def test_a_part_that_does_not_hold_needs_no_change() -> None:
    of = protocol(
        ask(SMOKES), ask(DRINKS), rules=(rule(when=any_of(SMOKES.is_yes, DRINKS.is_yes)),)
    )
    assert ways(of, {SMOKES: "yes", DRINKS: "no"}) == (Outcome.POSSIBLE, ((SMOKES,),))
    assert ways(of, {SMOKES: "unsure", DRINKS: "no"}) == (Outcome.POSSIBLE, ((SMOKES,),))


def test_findings_of_another_outcome_do_not_stand_in_the_way() -> None:
    stop = rule(slug="stop", when=BAD, outcome=Outcome.NOT_NOW)
    of = protocol(ask(SMOKES), ask(WEAR), rules=(rule(), stop))
    assert ways(of, {SMOKES: "yes", WEAR: "bad"}) == (Outcome.DISCUSS, ((WEAR,),))


def test_sets_and_the_questions_in_them_stand_in_the_order_of_asking() -> None:
    either = any_of(SIGN, SMOKES.is_yes)
    steps = (ask(SMOKES), ask(DRINKS), ask(SIGNS), ask(SPOTS))
    neck = SPOTS.is_one_of("neck")
    of = protocol(*steps, rules=(rule(when=all_of(any_of(neck, DRINKS.is_yes), either)),))
    given = {SMOKES: "yes", DRINKS: "yes", SIGNS: ("one",), SPOTS: ("neck",)}
    assert ways(of, given)[1] == ((SMOKES, SIGNS), (DRINKS, SPOTS))


def test_what_no_rule_covers_is_found_beside_questions_that_may_stay_empty() -> None:
    of = protocol(ask(SMOKES), ask(DRINKS), ask(NOTE))
    given = {SMOKES: "unsure", DRINKS: "no"}
    assert ways(of, given) == (Outcome.POSSIBLE, ((SMOKES,),))


def test_what_a_change_opens_is_clear_and_nothing_else_is_touched() -> None:
    steps = (
        ask(SMOKES),
        ask(DRINKS, SMOKES.said("no")),
        ask(FREE, SMOKES.said("no")),  # may stay empty, so it does
        ask(AGE, SMOKES.said("yes")),  # stays closed, and has no clear answer
    )
    drinks = rule(slug="drinks", when=DRINKS.is_yes, scope=SMOKES.said("no"))
    of = protocol(*steps, rules=(rule(outcome=Outcome.NOT_NOW), drinks))
    assert ways(of, {SMOKES: "unsure"}) == (Outcome.POSSIBLE, ((SMOKES,),))


def test_a_closed_question_changes_by_what_closed_it_also_from_afar() -> None:
    steps = (ask(SMOKES), ask(DRINKS, SMOKES.said("no")), ask(WEAR, DRINKS.said("no")))
    of = protocol(*steps, rules=(rule(when=BAD),))
    assert ways(of, {SMOKES: "yes"}) == (Outcome.POSSIBLE, ((SMOKES,),))
    assert ways(of, {SMOKES: "no", DRINKS: "unsure"}) == (Outcome.POSSIBLE, ((DRINKS,),))


def test_words_that_other_programs_and_the_frozen_versions_keep() -> None:
    assert [change.value for change in Change] == ["time", "test", "fixed"]
    assert ask(SMOKES).page == "step"
    assert Decision(code="D1", built="So.").alternative == ""
    assert not DoctorQuestion(slug="x", cites=(CITE,)).ours
