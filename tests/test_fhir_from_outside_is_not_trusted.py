"""A response that another program made is read, or refused with a word on what is wrong."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from eligibility.interop.contract import Refused
from eligibility.interop.fhir import answers_from
from eligibility.protocol import PROTOCOL
from tests.fhir_form import BASE, answered, every_kind, items
from tests.journey import CLEAR

Raw = dict[str, Any]


def changed(slug: str, change: Callable[[Raw], None]) -> Raw:
    response = deepcopy(answered(CLEAR))
    change(next(item for item in items(response) if item["linkId"] == slug))
    return response


def answers(*given: Any) -> Callable[[Raw], None]:
    return lambda item: item.update(answer=list(given))


def coded(code: Any, **more: Any) -> Raw:
    return {"valueCoding": {"system": f"{BASE}/CodeSystem/cancer", "code": code, **more}}


WRONG: dict[str, tuple[str, Callable[[Raw], None], str]] = {
    "unknown item": ("cancer", lambda i: i.update(linkId="shoe_size"), "'shoe_size'"),
    "item of part 7": ("cancer", lambda i: i.update(linkId="share"), "'share'"),
    "item without a name": ("cancer", lambda i: i.pop("linkId"), "None"),
    "item whose name is a list": ("cancer", lambda i: i.update(linkId=["cancer"]), "cancer"),
    "item twice": ("age", lambda i: i.update(item=[{**i}]), "age: this item is given twice"),
    "unknown code": ("cancer", answers(coded("maybe")), "cancer: 'maybe'"),
    "code of another question": ("cancer", answers(coded("no", system="urn:x")), "'urn:x'"),
    "code that is a number": ("cancer", answers(coded(1)), "cancer"),
    "two answers": ("cancer", answers(coded("no"), coded("now")), "cancer: one answer"),
    "text for a code": ("cancer", answers({"valueString": "no"}), "cancer: valueString"),
    "an empty answer": ("cancer", answers({}), "cancer: nothing"),
    "answers that are no list": ("cancer", lambda i: i.update(answer={}), "cancer: answer"),
    "text for a number": ("age", answers({"valueString": "48"}), "age: valueString"),
    "text in a number": ("age", answers({"valueInteger": "48"}), "age: a whole number"),
    "true for a number": ("age", answers({"valueInteger": True}), "age: a whole number"),
    "unknown item inside an answer": (
        "age",
        answers({"valueInteger": 48, "item": [{"linkId": "shoe_size"}]}),
        "'shoe_size'",
    ),
    "number out of range": ("age", answers({"valueInteger": 121}), "age: a whole number"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_refused_by_name(case: str) -> None:
    slug, change, named = WRONG[case]
    with pytest.raises(Refused) as why:
        answers_from(changed(slug, change), PROTOCOL, base=BASE)
    assert named in str(why.value)


WRONG_WHOLE = {
    "no object": ([], "a QuestionnaireResponse is needed"),
    "another resource": ({"resourceType": "Patient"}, "a QuestionnaireResponse is needed"),
    "another version": ({"questionnaire": f"{BASE}/Questionnaire/candor|1999"}, "1999"),
    "another questionnaire": ({"questionnaire": "urn:other"}, "'urn:other'"),
    "no questionnaire": ({"questionnaire": None}, "questionnaire: None"),
    "not finished": ({"status": "in-progress"}, "status: 'in-progress'"),
    "entered in error": ({"status": "entered-in-error"}, "entered-in-error"),
    "items that are no list": ({"item": "age"}, "item: item must be a list"),
    "items that are no objects": ({"item": ["age"]}, "item: item must be a list"),
}


@pytest.mark.parametrize("case", WRONG_WHOLE)
def test_what_is_no_finished_response_to_us_is_refused(case: str) -> None:
    change, named = WRONG_WHOLE[case]
    response = answered(CLEAR) | change if isinstance(change, dict) else change
    with pytest.raises(Refused) as why:
        answers_from(response, PROTOCOL, base=BASE)
    assert named in str(why.value)


WRONG_DETAILS = {
    "a date that is none": ("since", {"valueDate": "1990-02-30"}, "since: '1990-02-30'"),
    "a date that is a number": ("since", {"valueDate": 1990}, "since: 1990"),
    "a tick taken back": ("agreed", {"valueBoolean": False}, "agreed: this must be true"),
    "text too long": ("who", {"valueString": "x" * 21}, "who: text of at most 20"),
}


@pytest.mark.parametrize("case", WRONG_DETAILS)
def test_a_wrong_detail_is_refused_by_name(case: str) -> None:
    slug, answer, named = WRONG_DETAILS[case]
    protocol = every_kind()
    response = answered(CLEAR) | {"questionnaire": f"{BASE}/Questionnaire/candor|every-kind"}
    response["item"] = [*response["item"], {"linkId": slug, "answer": [answer]}]
    with pytest.raises(Refused) as why:
        answers_from(response, protocol, base=BASE)
    assert named in str(why.value)


def test_what_others_may_leave_out_is_not_missed() -> None:
    """A version, a system, an order, groups, and an item without an answer."""
    flat = [item for item in items(answered(CLEAR)) if item["linkId"] in PROTOCOL.by_slug]
    for item in flat:
        for answer in item["answer"]:
            answer.get("valueCoding", {}).pop("system", None)
    response = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{BASE}/Questionnaire/candor",
        "status": "amended",
        "item": [*reversed(flat), {"linkId": "age-help"}, {"linkId": "severity"}],
    }
    in_our_order = CLEAR | {"tried": ["pain_medicine", "physical_therapy"]}
    assert answers_from(response, PROTOCOL, base=BASE) == in_our_order


def test_a_result_from_outside_is_not_read() -> None:
    response = answered(CLEAR | {"cancer": "now"})
    response["item"][-1]["item"] = [{"linkId": "nonsense", "answer": "nonsense"}]
    assert answers_from(response, PROTOCOL, base=BASE)["cancer"] == "now"


def test_a_response_of_any_depth_is_read_or_refused() -> None:
    deep: Raw = {"linkId": "part-safety"}
    for _ in range(50_000):
        deep = {"linkId": "part-safety", "item": [deep]}
    assert answers_from(answered(CLEAR) | {"item": [deep]}, PROTOCOL, base=BASE) == {}


LEAVES = some.none() | some.booleans() | some.integers() | some.text(max_size=3)
KEYS = some.sampled_from(
    ["linkId", "item", "answer", "valueCoding", "valueInteger", "code", "system", "x"]
)
LINKS = some.sampled_from(["age", "cancer", "region", "part-safety", "the-result", "age-help"])
ANYTHING = some.recursive(
    LEAVES | LINKS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(some.lists(ANYTHING, max_size=3))
def test_nothing_that_comes_from_outside_breaks_the_reading(found: list[Any]) -> None:
    try:
        answers_from(answered(CLEAR) | {"item": found}, PROTOCOL, base=BASE)
    except Refused as why:
        assert str(why)
