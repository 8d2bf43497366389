"""Conditions, plans and findings, held to what their docstrings promise."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from eligibility.core import plans, remembered
from eligibility.core.answers import Answers
from eligibility.core.conditions import ALWAYS, Condition, Truth, all_of, any_of
from eligibility.core.parts import Part
from eligibility.core.plans import Plans
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question
from eligibility.core.remembered import Remembered
from eligibility.core.rules import Clock, Finding, Kind, Outcome
from tests.test_a_bad_protocol_cannot_be_imported import (
    AGE,
    CITE,
    DOCUMENT,
    DRINKS,
    NOTE,
    SAYS,
    SMOKES,
    ask,
    protocol,
    rule,
)
from tests.test_the_language_means_what_it_says import PLACES

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
NECK = PLACES.is_one_of("neck")
ALARM = rule(slug="alarm", outcome=Outcome.URGENT)
URGENT = replace(ALARM, slug="sign", kind=Kind.RED_FLAG, clock=Clock.NOW, unknown=SAYS)


def truths(condition: Condition, question: Question, *values: Any) -> list[Truth]:
    """What the condition says of silence, and then of each of these answers."""
    silence = condition.evaluate(Answers())
    return [silence, *(condition.evaluate(Answers({question: value})) for value in values)]


# --- Conditions ----------------------------------------------------------------------------------


def test_each_kind_of_condition_has_its_three_truths() -> None:
    ticks = (("neck",), ("neck", "back"), ("back",), ("unsure",), ("none", "unsure"), ())
    assert truths(NECK, PLACES, *ticks) == [UNKNOWN, YES, YES, NO, UNKNOWN, UNKNOWN, NO]
    assert truths(PLACES.said("neck"), PLACES, *ticks) == [NO, YES, YES, NO, NO, NO, NO]
    assert truths(PLACES.said_only("neck"), PLACES, *ticks) == [NO, YES, NO, NO, NO, NO, NO]
    assert truths(AGE.above(75), AGE, 74, 75, 76) == [UNKNOWN, NO, NO, YES]
    assert truths(AGE.below(18), AGE, 17, 18, 19) == [UNKNOWN, YES, NO, NO]
    assert truths(SMOKES.is_yes, SMOKES, "yes", "no", "unsure") == [UNKNOWN, YES, NO, UNKNOWN]


def test_a_lone_box_disagrees_only_with_boxes_that_stand_beside_others() -> None:
    clash = PLACES.disagrees("none")
    ticks = (("none",), ("none", "unsure"), ("none", "neck"), ("neck",), ("unsure", "neck"))
    assert truths(clash, PLACES, *ticks) == [NO, NO, NO, YES, NO, NO]


def test_the_words_for_truth_are_yes_no_and_unknown() -> None:
    assert [truth.value for truth in Truth] == ["yes", "no", "unknown"]


def test_a_condition_names_the_questions_it_reads_in_order_and_each_once() -> None:
    both = all_of(NECK, any_of(SMOKES.is_yes, NECK), DRINKS.is_yes)
    assert both.questions() == (PLACES, SMOKES, DRINKS)
    assert next(iter(both.walk())) is both
    assert (ALWAYS.questions(), ALWAYS.evaluate(Answers())) == ((), YES)
    assert any_of().evaluate(Answers()) is NO


def test_what_has_no_meaning_yet_says_so() -> None:
    with pytest.raises(NotImplementedError):
        Condition().evaluate(Answers())
    with pytest.raises(NotImplementedError):
        Question(slug="x", text="?").parse("y")


# --- Tables --------------------------------------------------------------------------------------


def test_a_table_works_an_entry_out_once_and_never_grows_without_end(monkeypatch: Any) -> None:
    monkeypatch.setattr(remembered, "MOST_REMEMBERED", 2)
    asked: list[int] = []
    table = Remembered(lambda n: asked.append(n) or -n)
    assert [table[n] for n in (1, 2, 1, 2)] == [-1, -2, -1, -2]
    assert asked == [1, 2]
    assert (table[3], list(table)) == (-3, [3])


# --- Plans ---------------------------------------------------------------------------------------


def plans_of(of: Protocol) -> Plans:
    return Plans(of.steps, frozenset(of.screening_questions), of.rules)


def plan(of: Plans, given: dict[Question, Any]) -> Any:
    return of.plan(Answers(given).value_of)


def test_answers_that_open_the_same_questions_share_a_plan_and_other_answers_do_not() -> None:
    of = plans_of(protocol(ask(SMOKES), ask(AGE), ask(DRINKS, SMOKES.said("yes"))))
    first = plan(of, {SMOKES: "no", AGE: 40})
    assert plan(of, {SMOKES: "unsure", AGE: 50}) is first
    assert plan(of, {}) is first
    assert plan(of, {SMOKES: "yes"}) is not first


def test_a_condition_on_two_questions_is_planned_by_both_answers() -> None:
    both = all_of(SMOKES.said("yes"), DRINKS.said("yes"))
    of = plans_of(protocol(ask(SMOKES), ask(DRINKS), ask(AGE, both)))
    for smokes, drinks in product(("yes", "no", "unsure"), repeat=2):
        asked = plan(of, {SMOKES: smokes, DRINKS: drinks}).asked
        assert (AGE in asked) is (smokes == drinks == "yes")


def test_the_scope_of_a_rule_counts_also_where_it_opens_no_page() -> None:
    of = protocol(ask(SMOKES), ask(DRINKS), rules=(rule(when=DRINKS.is_yes, scope=SMOKES.is_yes),))
    for smokes, held in (("no", False), ("yes", True), ("unsure", True), ("no", False)):
        found = of.assess(Answers({SMOKES: smokes, DRINKS: "yes"})).findings
        assert (found[0].slug == "smoking") is held


def test_plans_that_need_the_same_table_share_it_and_no_other() -> None:
    rules = (rule(), rule(slug="drinking", when=DRINKS.is_yes))
    of = plans_of(protocol(ask(SMOKES), ask(DRINKS), ask(AGE, SMOKES.said("yes")), rules=rules))
    open_, closed = (dict(plan(of, {SMOKES: code}).tables) for code in ("yes", "no"))
    assert open_[SMOKES] is closed[SMOKES]
    assert open_[SMOKES] is not open_[DRINKS]


def test_the_plans_that_are_remembered_never_grow_without_end(monkeypatch: Any) -> None:
    monkeypatch.setattr(plans, "MOST_REMEMBERED", 2)
    both = all_of(SMOKES.said("yes"), DRINKS.said("yes"))
    of = plans_of(protocol(ask(SMOKES), ask(DRINKS), ask(AGE, both)))
    known = [plan(of, {SMOKES: code}) for code in ("yes", "no")]
    assert [plan(of, {SMOKES: code}) for code in ("yes", "no")] == known
    plan(of, {SMOKES: "unsure"})
    assert plan(of, {SMOKES: "no"}) is not known[1]


def test_an_answer_to_a_closed_question_opens_nothing_and_counts_for_nothing() -> None:
    steps = (ask(SMOKES), ask(DRINKS, SMOKES.said("yes")), ask(AGE, DRINKS.said("yes")))
    of = protocol(*steps, rules=(rule(when=DRINKS.is_yes, scope=SMOKES.said("yes")),))
    found = of.assess(Answers({SMOKES: "no", DRINKS: "yes", AGE: 7}))
    assert (found.asked, found.outcome) == ((SMOKES,), Outcome.POSSIBLE)
    assert dict(found.answers) == {SMOKES: "no"}


# --- Findings ------------------------------------------------------------------------------------


def test_findings_come_gravest_then_soonest_then_by_kind() -> None:
    signs = [replace(URGENT, slug=c.value, clock=c) for c in (Clock.DAYS, Clock.NOW, Clock.TODAY)]
    others = [
        rule(slug="knee", kind=Kind.OUT_OF_SCOPE),
        rule(),
        rule(slug="clash", kind=Kind.CONTRADICTION, outcome=Outcome.NEED_INFORMATION),
    ]
    of = protocol(ask(SMOKES), rules=(*others, *signs, ALARM))
    found = of.assess(Answers({SMOKES: "yes"}))
    in_order = ["now", "alarm", "today", "days", "clash", "smoking", "knee"]
    assert [f.slug for f in found.findings] == in_order
    assert [f.clock for f in found.findings[:4]] == [Clock.NOW, None, Clock.TODAY, Clock.DAYS]
    assert found.outcome is Outcome.URGENT


def test_a_danger_sign_in_doubt_has_no_clock_and_says_so_under_its_own_name() -> None:
    for named, slug in (("", "sign"), ("signs", "signs")):
        of = protocol(ask(SMOKES), rules=(replace(URGENT, unknown_slug=named),))
        (found,) = of.assess(Answers({SMOKES: "unsure"})).findings
        told = (found.slug, found.kind, found.outcome, found.clock, found.says)
        assert told == (slug, Kind.UNKNOWN, Outcome.NEED_INFORMATION, None, SAYS)
        assert isinstance(found, Finding)


def test_a_rule_that_is_not_listed_counts_as_held_when_it_cannot_be_told() -> None:
    of = protocol(ask(SMOKES), rules=(rule(),))
    (found,) = of.assess(Answers({SMOKES: "unsure"})).findings
    assert (found.kind, found.outcome) == (Kind.WEIGH, Outcome.DISCUSS)


def test_an_optional_question_may_stay_empty_and_is_clear_whatever_it_says() -> None:
    of = protocol(ask(SMOKES), ask(NOTE), rules=(rule(),))
    for more in ({}, {NOTE: "yes"}):
        assert of.assess(Answers({SMOKES: "no", **more})).outcome is Outcome.POSSIBLE


def test_what_only_finishes_the_journey_is_asked_but_not_read() -> None:
    last = Part(slug="last", title="Last", steps=(ask(DRINKS),), screening=False)
    of = protocol(ask(SMOKES), rules=(rule(),))
    of = replace(of, parts=(*of.parts, last))
    found = of.assess(Answers({SMOKES: "no", DRINKS: "yes"}))
    assert (found.outcome, found.asked) == (Outcome.POSSIBLE, (SMOKES,))
    assert of.open_questions(Answers()) == of.questions == (SMOKES, DRINKS)
    assert (of.screening_questions, of.by_slug["drinks"]) == ((SMOKES,), DRINKS)
    assert of.part_of[of.step_of[DRINKS]] is last
    with pytest.raises(ValueError, match="smoking reads drinks, which is not asked"):
        replace(of, rules=(rule(when=DRINKS.is_yes),))


def test_a_rule_can_be_unsure_where_someone_can_answer_that_they_are() -> None:
    over = rule(when=AGE.above(75))
    assert [r.can_be_unsure for r in (rule(), over)] == [True, False]
    assert not rule(when=SMOKES.said("yes")).can_be_unsure
    assert rule(when=any_of(AGE.above(75), SMOKES.said("yes"), NECK)).can_be_unsure
    sure = replace(SMOKES, choices=SMOKES.choices[:2])
    assert not rule(when=sure.is_yes).can_be_unsure


def test_a_danger_sign_is_held_to_what_a_listed_reason_is_held_to() -> None:
    sign = {"kind": Kind.RED_FLAG, "clock": Clock.NOW, "unknown": SAYS}
    assert rule(**sign)
    with pytest.raises(ValueError, match="cannot be told"):
        rule(**(sign | {"unknown": None}))
    with pytest.raises(ValueError, match="silence"):
        rule(**sign, when=SMOKES.said("yes"))
    with pytest.raises(ValueError, match="wrong kind of source"):
        rule(**sign, cites=(DOCUMENT.at("S", "I", says="It says so."),))


@pytest.mark.parametrize("cites", [("A book",), (CITE, "A book"), ("A book", CITE)])
def test_what_is_no_citation_does_not_count_as_one(cites: Any) -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        rule(cites=cites)
