"""The smallest changes of answers that lead to a milder result, worked out from the rules."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from eligibility.core.answers import Answers
from eligibility.core.change import what_would_change
from eligibility.core.conditions import ALWAYS, Condition, Truth, all_of, any_of
from eligibility.core.questions import Change, Question
from eligibility.core.rules import Kind, Outcome
from eligibility.protocol import PROTOCOL
from tests.changes import differing
from tests.oracle import CLEAR
from tests.patient import SHARED, Patient
from tests.test_a_bad_protocol_cannot_be_imported import (
    AGE,
    DRINKS,
    SAYS,
    SIGNS,
    SMOKES,
    ask,
    protocol,
    rule,
)


def answers(**differs: Any) -> Answers:
    """A clear person's answers, but for a few."""
    given = Answers.parse(PROTOCOL.screening_questions, CLEAR | differs)
    return given.only(PROTOCOL.open_questions(given))


def changes(**differs: Any) -> tuple[str, list[list[str]]]:
    """The milder outcome of such a person, and the questions that stand in its way."""
    found = what_would_change(PROTOCOL, PROTOCOL.assess(answers(**differs)))
    assert found
    return found.outcome.value, [[q.slug for q in way] for way in found.sets]


def test_nothing_is_milder_than_possible() -> None:
    assert what_would_change(PROTOCOL, PROTOCOL.assess(answers())) is None


def test_every_finding_of_the_gravest_kind_must_go_and_no_other() -> None:
    assert changes(severity="severe", instability="unsure", cost_concern="yes") == (
        "need_information",
        [["severity"]],
    )
    assert changes(autoimmune="yes", pregnancy="yes", red_flags=["none"]) == (
        "possible",
        [["autoimmune", "pregnancy"]],
    )


def test_an_infection_that_is_over_is_asked_about_at_its_best() -> None:
    assert changes(active_infection="yes") == ("possible", [["active_infection"]])


def test_cancer_can_only_become_past_cancer() -> None:
    assert changes(cancer="now") == ("discuss", [["cancer"]])


def test_a_question_that_was_not_asked_changes_by_what_closed_it() -> None:
    assert changes(imaging_done="no") == ("possible", [["imaging_done"]])


def test_a_knee_alone_and_a_neck_change_by_the_place_of_the_pain() -> None:
    assert changes(region=["knee"]) == ("possible", [["region"]])
    assert changes(region=["low_back", "neck"]) == ("possible", [["region"]])


def test_no_worn_disc_and_another_cause_both_stand_in_the_way() -> None:
    assert changes(condition="nerve_pain", severity="no_wear") == (
        "possible",
        [["condition", "severity"]],
    )


def test_danger_signs_stand_in_the_way_of_all_else() -> None:
    assert changes(red_flags=["fever_chills", "none"], cancer="now") == ("not_now", [["red_flags"]])


def test_one_part_of_a_conjunction_is_enough_and_every_part_of_a_disjunction_is_needed() -> None:
    both = rule(when=all_of(SMOKES.is_yes, DRINKS.is_yes))
    either = rule(when=any_of(SMOKES.is_yes, DRINKS.is_yes))
    given = Answers({SMOKES: "yes", DRINKS: "yes"})
    for when, sets in ((both, ((SMOKES,), (DRINKS,))), (either, ((SMOKES, DRINKS),))):
        of = protocol(ask(SMOKES), ask(DRINKS), rules=(when,))
        found = what_would_change(of, of.assess(given))
        assert found and found.sets == sets


def test_for_a_listed_reason_that_holds_what_is_only_in_doubt_may_stay() -> None:
    """The result is then that answers are needed, which is milder than not now."""
    listed = rule(
        kind=Kind.STUDY_EXCLUSION,
        when=any_of(SMOKES.is_yes, DRINKS.is_yes),
        outcome=Outcome.NOT_NOW,
        unknown=SAYS,
    )
    of = protocol(ask(SMOKES), ask(DRINKS), rules=(listed,))
    found = what_would_change(of, of.assess(Answers({SMOKES: "yes", DRINKS: "unsure"})))
    assert found and found.sets == ((SMOKES,),)
    assert found.outcome is Outcome.NEED_INFORMATION
    found = what_would_change(of, of.assess(Answers({SMOKES: "unsure", DRINKS: "unsure"})))
    assert found and found.sets == ((SMOKES, DRINKS),)


def test_the_solver_finds_the_same_smallest_changes_for_some_people() -> None:
    assert differing(seed=2026, count=60) == []


def test_a_page_that_named_other_changes_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.changes.by_rules", lambda answers: ("possible", frozenset()))
    assert len(differing(seed=2026, count=5)) == 5


@pytest.mark.django_db
def test_the_sheet_says_what_stays_and_what_a_test_can_tell() -> None:
    page = Patient(SHARED | {"severity": "severe", "active_infection": "yes"}).start().walk()
    assert "What would change this?" in page.html
    assert "this result is likely to stay" in page.html
    assert [part in page.html for part in ('data-change="time"', 'data-change="fixed"')] == [
        True
    ] * 2
    page = Patient(SHARED | {"instability": "unsure"}).start().walk()
    assert "your result would at best be: “None of the reasons we check for came up”" in page.html
    assert "This does not mean it will help" in page.html
    assert 'data-change="test"' in page.html
    assert "What would change this?" not in Patient(SHARED).start().walk().html


def test_an_answer_that_no_rule_covers_stands_in_the_way() -> None:
    of = protocol(ask(SMOKES), ask(DRINKS))
    found = what_would_change(of, of.assess(Answers({SMOKES: "no", DRINKS: "unsure"})))
    assert found and found.sets == ((DRINKS,),)
    assert found.outcome is Outcome.POSSIBLE


def test_what_nothing_can_change_has_no_way_out() -> None:
    of = protocol(ask(SMOKES), rules=(rule(when=ALWAYS),))
    assert what_would_change(of, of.assess(Answers({SMOKES: "no"}))) is None


@dataclass(frozen=True, eq=False, kw_only=True)
class Odd(Condition):
    """A kind of condition that nobody has thought of."""

    def evaluate(self, answers: Any) -> Truth:
        return Truth.YES


def test_a_new_kind_of_condition_must_say_how_it_stops_holding() -> None:
    of = protocol(ask(SMOKES), rules=(rule(when=Odd()),))
    with pytest.raises(TypeError, match="Odd has no way out"):
        what_would_change(of, of.assess(Answers({SMOKES: "no"})))


@pytest.mark.parametrize("question", PROTOCOL.screening_questions, ids=lambda q: q.slug)
def test_what_an_answer_becomes_at_best_is_no_worse_than_it_was(question: Question) -> None:
    if question.optional:
        return
    assert question.is_clear(question.clear_answer)
    for choice in getattr(question, "choices", ()):
        value = (choice.code,) if isinstance(question.clear_answer, tuple) else choice.code
        assert question.rank(question.at_best(value)) <= question.rank(value)


def test_each_tick_tells_for_itself_what_could_change_it() -> None:
    of = PROTOCOL.step_by_slug["overall_health"].questions[0]
    assert of.changes(("smoking", "diabetes", "none")) == (
        (("smoking",), Change.TIME),
        (("diabetes",), Change.FIXED),
    )
    knee = PROTOCOL.step_by_slug["region"].questions[0]
    assert knee.changes(("knee",)) == ((("knee",), Change.FIXED),)
    age = PROTOCOL.step_by_slug["age"].questions[0]
    assert [age.changes(n)[0][1] for n in (17, 80)] == [Change.TIME, Change.FIXED]


def test_a_question_without_a_clear_answer_says_so() -> None:
    choices = tuple(replace(choice, clear=False) for choice in SMOKES.choices)
    for question in (replace(SMOKES, choices=choices), AGE):
        with pytest.raises(ValueError, match="no clear answer"):
            question.clear_answer  # noqa: B018
    assert SIGNS.clear_answer == ("none",)
