"""Every mistake a protocol can hold stops it when it is built, long before a patient."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from eligibility.core.answers import Answers
from eligibility.core.choices import Choice, Many, YesNo
from eligibility.core.conditions import ALWAYS, Truth, all_of, any_of
from eligibility.core.details import Line
from eligibility.core.parts import Part, Step
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Band, Change, InvalidAnswer, Number, Question
from eligibility.core.rules import (
    Citation,
    Clock,
    Kind,
    Outcome,
    Rule,
    Says,
    Source,
    SourceKind,
)
from eligibility.core.statements import Statement
from eligibility.protocol import PROTOCOL

YES_NO = (
    Choice(code="yes", text="Yes", change=Change.FIXED),
    Choice(code="no", text="No", clear=True),
    Choice(code="unsure", text="Not sure", unknown=True, change=Change.TEST),
)
SMOKES = YesNo(slug="smokes", text="Do you smoke?", choices=YES_NO)
DRINKS = YesNo(slug="drinks", text="Do you drink?", choices=YES_NO)
NOTE = YesNo(slug="note", text="Anything else?", choices=YES_NO, optional=True)
NAME = Line(slug="name", text="Name", longest=9, autocomplete="name", identity=True)
AGE = Number(
    slug="age",
    text="Age",
    least=0,
    most=120,
    bands=(Band(numbers=range(121), worse=1, change=Change.FIXED),),
)
SIGNS = Many(
    slug="signs",
    text="Signs",
    choices=(
        Choice(code="one", text="One", change=Change.TEST),
        Choice(code="two", text="Two", change=Change.TEST),
        Choice(code="none", text="None", alone=True, clear=True),
        Choice(code="unsure", text="?", alone=True, unknown=True, change=Change.TEST),
    ),
)
BOOK = Source(
    slug="book",
    kind=SourceKind.STUDY,
    title="A book",
    worth="Little",
    reviewed=date(2026, 1, 1),
)
DOCUMENT = replace(BOOK, slug="document", document="004")
SAYS = Says(title="T", why="W", next_step="N", staff="S")
CITE = BOOK.at("Chapter", "Page", says="It says so.")


def rule(**changes: Any) -> Rule:
    """A good rule, or a bad one by one change."""
    good = {
        "slug": "smoking",
        "kind": Kind.WEIGH,
        "when": SMOKES.is_yes,
        "outcome": Outcome.DISCUSS,
        "says": SAYS,
        "cites": (CITE,),
    }
    return Rule(**(good | changes))


def ask(question: Question, asked_when: Any = ALWAYS) -> Step:
    return Step(slug=question.slug, questions=(question,), asked_when=asked_when)


def protocol(*steps: Step, rules: tuple[Rule, ...] = ()) -> Protocol:
    parts = (Part(slug="part", title="Part", steps=steps),)
    return Protocol(version="1", parts=parts, rules=rules, otherwise=rule(slug="otherwise"))


def test_a_rule_without_a_citation_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        rule(cites=())
    with pytest.raises(TypeError):
        Rule(slug="x", kind=Kind.WEIGH, when=ALWAYS, outcome=Outcome.DISCUSS, says=SAYS)  # type: ignore[call-arg]


@pytest.mark.parametrize("empty", [{"section": ""}, {"item": ""}, {"says": ""}, {"says": None}])
def test_a_citation_names_a_place_and_says_what_stands_there(empty: dict[str, Any]) -> None:
    good = {"source": BOOK, "section": "S", "item": "I", "says": "Yes."}
    assert Citation(**good)
    with pytest.raises(ValueError, match="names a section"):
        Citation(**(good | empty))


def test_a_statement_without_a_citation_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="needs a citation"):
        Statement(slug="x", text="It helps.", cites=())


def test_a_listed_reason_must_say_what_happens_when_it_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        rule(kind=Kind.STUDY_EXCLUSION)
    assert rule(kind=Kind.STUDY_EXCLUSION, unknown=SAYS)


@pytest.mark.parametrize("reads", [SMOKES.said("yes"), SMOKES.said_only("yes")])
def test_a_listed_reason_must_not_read_silence_as_no(reads: Any) -> None:
    with pytest.raises(ValueError, match="silence"):
        rule(kind=Kind.STUDY_EXCLUSION, unknown=SAYS, when=any_of(reads, SMOKES.is_yes))


def test_an_outside_rule_is_never_shown_as_the_documents_and_the_reverse() -> None:
    inside = DOCUMENT.at("Section", "Item", says="It says so.")
    with pytest.raises(ValueError, match="wrong kind of source"):
        rule(kind=Kind.EXCLUSION, unknown=SAYS)
    with pytest.raises(ValueError, match="wrong kind of source"):
        rule(kind=Kind.STUDY_EXCLUSION, unknown=SAYS, cites=(inside,))
    with pytest.raises(ValueError, match="wrong kind of source"):
        rule(kind=Kind.EXCLUSION, unknown=SAYS, cites=(inside, CITE))
    assert rule(kind=Kind.EXCLUSION, unknown=SAYS, cites=(inside,))


def test_only_a_danger_sign_has_a_clock() -> None:
    with pytest.raises(ValueError, match="clock"):
        rule(clock=Clock.NOW)
    with pytest.raises(ValueError, match="clock"):
        rule(kind=Kind.RED_FLAG, unknown=SAYS)


def test_a_slug_used_twice_cannot_be_imported() -> None:
    with pytest.raises(ValueError, match="step smokes is declared 2 times"):
        protocol(ask(SMOKES), ask(SMOKES))
    with pytest.raises(ValueError, match="question smokes is declared 2 times"):
        protocol(ask(SMOKES), Step(slug="other", questions=(SMOKES,)))
    with pytest.raises(ValueError, match="rule weigh smoking is declared 2 times"):
        protocol(ask(SMOKES), rules=(rule(), rule()))


def test_a_rule_on_a_question_that_is_not_asked_cannot_be_imported() -> None:
    with pytest.raises(ValueError, match="smoking reads smokes, which is not asked"):
        protocol(ask(DRINKS), rules=(rule(),))
    with pytest.raises(ValueError, match="smoking reads drinks, which is not asked"):
        protocol(ask(SMOKES), rules=(rule(scope=DRINKS.said("yes")),))


def test_a_rule_on_what_may_be_empty_or_says_who_the_patient_is_cannot_be_imported() -> None:
    with pytest.raises(ValueError, match="note, which may be empty"):
        protocol(ask(NOTE), rules=(rule(when=NOTE.is_yes),))
    named = replace(SMOKES, identity=True)
    with pytest.raises(ValueError, match="not asked"):
        protocol(ask(named), rules=(rule(when=named.is_yes),))


def test_a_step_that_depends_on_a_later_answer_or_its_own_cannot_be_imported() -> None:
    with pytest.raises(ValueError, match="drinks depends on smokes, asked later"):
        protocol(ask(DRINKS, SMOKES.said("yes")), ask(SMOKES))
    with pytest.raises(ValueError, match="smokes depends on smokes, asked later"):
        protocol(ask(SMOKES, SMOKES.said("yes")))
    assert protocol(ask(SMOKES), ask(DRINKS, SMOKES.said("yes")))


def test_a_misspelled_code_or_slug_stops_at_once() -> None:
    for wrong in (SMOKES.is_one_of, SMOKES.said, SMOKES.said_only):
        with pytest.raises(ValueError, match="has no choice"):
            wrong("yse")
        with pytest.raises(ValueError, match="has no choice"):
            wrong()
    with pytest.raises(ValueError, match="may stand beside others"):
        SIGNS.disagrees("one")
    with pytest.raises(ValueError, match="not a slug"):
        YesNo(slug="Not A Slug", text="?", choices=YES_NO)
    with pytest.raises(ValueError, match="used twice"):
        YesNo(slug="x", text="?", choices=(*YES_NO, *YES_NO))


def test_every_answer_that_is_not_clear_says_what_could_change_it() -> None:
    silent = replace(SMOKES, choices=(Choice(code="yes", text="Yes"), *YES_NO[1:]))
    with pytest.raises(ValueError, match="what could change yes"):
        protocol(ask(silent))
    with pytest.raises(ValueError, match="what could change 0, 1, 2"):
        protocol(ask(replace(AGE, bands=())))
    assert protocol(ask(replace(silent, optional=True)))


@pytest.mark.parametrize("wrong", [{"worse": 0}, {"becomes": "maybe"}])
def test_only_a_clear_answer_ranks_lowest_and_becoming_names_a_code(wrong: Any) -> None:
    with pytest.raises(ValueError, match="smokes"):
        replace(SMOKES, choices=(replace(YES_NO[0], **wrong), *YES_NO[1:]))


def test_a_condition_is_not_a_truth_value() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(SMOKES.is_yes)


def test_conditions_follow_three_valued_logic() -> None:
    yes, no, unknown = (
        SIGNS.said("one"),
        SIGNS.said("two"),
        SMOKES.is_yes,
    )
    answers = Answers({SIGNS: ("one",)})
    both = {
        (yes, yes): (Truth.YES, Truth.YES),
        (yes, no): (Truth.NO, Truth.YES),
        (yes, unknown): (Truth.UNKNOWN, Truth.YES),
        (no, no): (Truth.NO, Truth.NO),
        (no, unknown): (Truth.NO, Truth.UNKNOWN),
        (unknown, unknown): (Truth.UNKNOWN, Truth.UNKNOWN),
    }
    for (one, other), (conjunction, disjunction) in both.items():
        for pair in ((one, other), (other, one)):
            assert all_of(*pair).evaluate(answers) is conjunction
            assert any_of(*pair).evaluate(answers) is disjunction


def test_silence_is_never_no() -> None:
    for condition in (SMOKES.is_yes, SIGNS.is_one_of("one"), AGE.below(18), AGE.above(75)):
        assert condition.evaluate(Answers()) is Truth.UNKNOWN
    assert SMOKES.is_yes.evaluate(Answers({SMOKES: "unsure"})) is Truth.UNKNOWN


def test_an_answer_that_no_rule_names_never_ends_in_possible() -> None:
    forgotten = protocol(ask(SMOKES), ask(DRINKS), rules=(rule(),))
    clear = {SMOKES: "no", DRINKS: "no"}
    assert forgotten.assess(Answers(clear)).outcome is Outcome.POSSIBLE
    for unclear in ({**clear, DRINKS: "yes"}, {**clear, DRINKS: "unsure"}, {SMOKES: "no"}):
        assert forgotten.assess(Answers(unclear)).findings[0].slug == "otherwise"


@pytest.mark.parametrize(
    ("ticks", "amounts_to"),
    [
        (("one", "none"), {"one"}),
        (("one", "unsure"), {"one"}),
        (("none", "unsure"), {"unsure"}),
        (("none",), {"none"}),
    ],
)
def test_a_lone_box_gives_way_and_not_sure_beats_none(ticks: Any, amounts_to: set[str]) -> None:
    answers = Answers({SIGNS: ticks})
    assert answers.chosen(SIGNS) == amounts_to
    clash = SIGNS.disagrees("none").evaluate(answers)
    assert (clash is Truth.YES) is (ticks == ("one", "none"))


@pytest.mark.parametrize("wrong", [True, 1.0, "1", None, -1, 121, float("nan")])
def test_only_a_whole_number_in_range_is_an_age(wrong: Any) -> None:
    with pytest.raises(InvalidAnswer):
        AGE.parse(wrong)


def test_the_real_protocol_was_built_under_all_these_rules() -> None:
    assert {part.slug for part in PROTOCOL.parts} == {
        "safety",
        "pain",
        "scans",
        "health",
        "treatment",
        "you",
        "finish",
    }


@pytest.mark.parametrize(
    "nothing", ["", "  ", "\u200b", "\u2066\u2069", "\u00ad", "\u3164", "\u0301"]
)
def test_a_name_in_which_nothing_can_be_read_is_no_name(nothing: str) -> None:
    with pytest.raises(InvalidAnswer, match="empty"):
        NAME.parse(nothing)
    assert NAME.parse(" 李 ") == "李"
