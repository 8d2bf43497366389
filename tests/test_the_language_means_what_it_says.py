"""Each word of the language of protocols, held to what its docstring promises."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from eligibility.core.answers import Answers
from eligibility.core.choices import Choice, Many, One
from eligibility.core.details import BirthDate, Tick
from eligibility.core.questions import Band, Change, InvalidAnswer, Number, Question
from tests.test_a_bad_protocol_cannot_be_imported import AGE, DRINKS, NAME, SIGNS, SMOKES

TICK = Tick(slug="agreed", text="?", agrees="I agree", version="7", identity=True)
BORN = BirthDate(slug="born", text="?", identity=True)
GRADE = One(
    slug="grade",
    text="?",
    choices=(
        Choice(code="bad", text="Bad", worse=3, change=Change.TIME, becomes="fair"),
        Choice(code="fair", text="Fair", change=Change.TEST),
        Choice(code="silent", text="Silent"),
        Choice(code="good", text="Good", clear=True),
        Choice(code="best", text="Best", clear=True, worse=9),
    ),
)
PLACES = Many(
    slug="places",
    text="?",
    choices=(
        Choice(code="back", text="Back", clear=True),
        Choice(code="neck", text="Neck", worse=2, change=Change.TIME),
        Choice(code="arm", text="Arm"),
        Choice(code="none", text="None", alone=True, clear=True),
        Choice(code="unsure", text="?", alone=True, unknown=True, change=Change.TEST),
    ),
)
DOSE = Number(
    slug="dose",
    text="?",
    least=1,
    most=9,
    clear=range(4, 7),
    bands=(
        Band(numbers=range(1, 4), worse=2, change=Change.TIME),
        Band(numbers=range(7, 10), worse=1, change=Change.TEST),
    ),
)


def refused(question: Question, given: Any, why: str) -> None:
    with pytest.raises(InvalidAnswer, match=why):
        question.parse(given)


# --- Answers -------------------------------------------------------------------------------------


def test_answers_are_read_by_slug_and_a_wrong_one_is_named() -> None:
    read = Answers.parse([SMOKES, DRINKS, AGE], {"drinks": "no", "age": 40, "strange": 1})
    assert dict(read) == {DRINKS: "no", AGE: 40}
    assert len(read) == 2
    with pytest.raises(InvalidAnswer, match=r"^drinks: 'maybe' is not one of: yes, no, unsure$"):
        Answers.parse([SMOKES, DRINKS], {"smokes": "no", "drinks": "maybe"})


def test_answers_do_not_change_with_what_they_were_made_from() -> None:
    given = {SMOKES: "no"}
    answers = Answers(given)
    given[SMOKES] = "yes"
    assert answers[SMOKES] == "no"
    assert len(Answers()) == 0


def test_only_some_answers_can_be_kept() -> None:
    answers = Answers({SMOKES: "no", DRINKS: "yes"})
    assert dict(answers.only([DRINKS, AGE])) == {DRINKS: "yes"}
    assert answers.only([DRINKS, SMOKES, AGE]) is answers  # with what it has worked out


def test_what_was_chosen_is_worked_out_once() -> None:
    answers = Answers({PLACES: ("neck", "none")})
    assert answers.chosen(PLACES) is answers.chosen(PLACES)
    assert answers.chosen(SMOKES) is None
    assert answers.ticked(PLACES) == {"neck", "none"}
    assert answers.ticked(SIGNS) == frozenset()
    assert answers.number(AGE) is None


# --- Questions with choices ----------------------------------------------------------------------


@pytest.mark.parametrize("given", ["maybe", "", None, 1, ["yes"], {}, True])
def test_one_of_the_choices_is_needed(given: Any) -> None:
    refused(SMOKES, given, "is not one of: yes, no, unsure")


@pytest.mark.parametrize("given", ["back", None, {"back"}, {}, 1, [["back"]], [{}]])
def test_a_list_of_choices_is_needed(given: Any) -> None:
    refused(PLACES, given, "a list of choices is needed")


def test_ticks_are_read_in_the_order_of_the_choices() -> None:
    assert PLACES.parse(["neck", "back", "neck"]) == ("back", "neck")
    assert PLACES.parse(("none",)) == ("none",)
    refused(PLACES, ["leg", "back", "foot"], "^'foot' is not one of: back, neck, arm, none, unsure")
    refused(PLACES, [8, 1], "^1 is not one of")  # the first of them, however a set holds them
    refused(PLACES, [], "at least one choice is needed")
    assert replace(PLACES, optional=True).parse([]) == ()


def test_a_clear_answer_ranks_lowest_whatever_else_it_says() -> None:
    assert [GRADE.rank(code) for code in GRADE.by_code] == [3, 1, 1, 0, 0]
    assert [PLACES.rank(t) for t in (("back",), ("back", "neck"), ("neck", "arm"))] == [0, 2, 2]
    assert PLACES.rank(("neck", "unsure")) == 2
    assert PLACES.rank(("none", "unsure")) == 1


def test_only_what_is_declared_clear_is_clear() -> None:
    assert [GRADE.is_clear(code) for code in GRADE.by_code] == [False, False, False, True, True]
    ticks = (("back",), ("none",), ("back", "none"), ("back", "neck"), ("none", "unsure"), ())
    assert [PLACES.is_clear(t) for t in ticks] == [True, True, True, False, False, False]
    assert [DOSE.is_clear(n) for n in (3, 4, 6, 7)] == [False, True, True, False]
    for question, answer in ((GRADE, "bad"), (PLACES, ("neck",)), (DOSE, 9), (NAME, "Ann")):
        assert replace(question, optional=True).is_clear(answer)
        assert replace(question, identity=True).is_clear(answer)
    assert not replace(NAME, identity=False).is_clear("Ann")


def test_each_part_of_an_answer_says_what_could_change_it() -> None:
    changes = [GRADE.changes(code) for code in GRADE.by_code]
    expected = [Change.TIME, Change.TEST, Change.FIXED, Change.FIXED, Change.FIXED]
    assert changes == [((c, e),) for c, e in zip(GRADE.by_code, expected, strict=True)]
    assert PLACES.changes(("back", "neck", "arm", "none")) == (
        (("neck",), Change.TIME),
        (("arm",), Change.FIXED),
    )
    assert PLACES.changes(("back",)) == ((("back",), Change.FIXED),)
    assert [DOSE.changes(n) for n in (1, 5, 9)] == [
        ((1, Change.TIME),),
        ((5, Change.FIXED),),
        ((9, Change.TEST),),
    ]


def test_an_answer_becomes_what_it_names_or_the_first_clear_one() -> None:
    assert [GRADE.at_best(code) for code in ("bad", "fair", "best")] == ["fair", "good", "good"]
    assert (PLACES.at_best(("neck",)), DOSE.at_best(9)) == (("back",), 5)
    assert replace(DOSE, clear=range(4, 8)).clear_answer == 6  # in the middle of what is clear
    assert replace(DOSE, clear=range(4, 5)).clear_answer == 4


def test_what_nobody_declared_is_told() -> None:
    assert GRADE.undeclared() == ("silent",)
    assert PLACES.undeclared() == ("arm",)
    assert DOSE.undeclared() == ()
    assert replace(DOSE, bands=DOSE.bands[:1]).undeclared() == ("7", "8", "9")
    assert replace(DOSE, bands=DOSE.bands[1:]).undeclared() == ("1", "2", "3")
    assert NAME.undeclared() == ()


def test_an_answer_is_told_in_the_words_of_the_question() -> None:
    day = date(1963, 3, 29)
    assert GRADE.says("bad") == ["Bad"]
    assert PLACES.says(("back", "neck")) == ["Back", "Neck"]
    assert (DOSE.says(5), TICK.says("7"), BORN.says(day)) == (["5"], ["I agree"], [day])
    assert [q.label for q in (SMOKES, replace(SMOKES, short="Smoking"))] == [
        "Do you smoke?",
        "Smoking",
    ]


def test_a_rank_is_that_of_the_band_of_a_number_and_no_number_outside_is_taken() -> None:
    assert [DOSE.rank(n) for n in range(1, 10)] == [2, 2, 2, 0, 0, 0, 1, 1, 1]
    assert [DOSE.parse(n) for n in (1, 9)] == [1, 9]
    for given in (0, 10, True, "5"):
        refused(DOSE, given, "a whole number from 1 to 9 is needed")


# --- Who the patient is --------------------------------------------------------------------------


def test_a_tick_counts_only_under_the_text_that_was_shown() -> None:
    assert TICK.parse("7") == "7"
    for given in ("6", "", None, True):
        refused(TICK, given, "text version 7")
    assert TICK.rank("7") == 0


def test_a_birth_date_is_a_day() -> None:
    assert BORN.parse(date(1963, 3, 29)) == date(1963, 3, 29)
    for given in ("1963-03-29", None, datetime(1963, 3, 29, 12)):
        refused(BORN, given, "a date is needed")


def test_a_line_of_text_is_short_and_can_be_read_and_stored() -> None:
    assert NAME.parse(" Ann\u0301e B ") == "An\u0144e B"
    assert NAME.parse("123456789") == "123456789"
    for given in ("1234567890", None, 7, ["Ann"]):
        refused(NAME, given, "at most 9 characters")
    for bad in ("A\x00b", "A\nb", "\ud800A", "A\ufffd"):
        refused(NAME, bad, "cannot be stored")
    for shape in ("李", "7", "+", "."):
        assert NAME.parse(shape) == shape
    refused(NAME, " ", "empty")
    assert replace(NAME, optional=True).parse(" ") == ""
    assert NAME.input_type == "text"
