"""What is written as a QuestionnaireResponse is read back as the same answers, or is refused."""

import json
from datetime import date
from random import Random
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from eligibility.core.answers import Answers
from eligibility.interop.contract import assess, assessed
from eligibility.interop.fhir import (
    answers_from,
    bundle,
    ndjson,
    patient,
    questionnaire_response,
)
from eligibility.protocol import PROTOCOL
from tests import oracle
from tests.fhir_form import BASE, THEN, answered, every_kind, items, opened, written
from tests.journey import CLEAR
from tests.vignettes import VIGNETTES, answers_of

Raw = dict[str, Any]


def counted(given: Raw) -> Raw:
    """The answers that count, ticks in the order of the choices, nothing that was left empty."""
    answers = assessed(PROTOCOL, {"answers": given}).answers
    told = {q.slug: list(v) if isinstance(v, tuple) else v for q, v in answers.items()}
    return {slug: value for slug, value in told.items() if value != []}


def without_ignored(result: Raw) -> Raw:
    return {key: value for key, value in result.items() if key != "ignored"}


def check_valid(response: Raw) -> None:
    """It is a response of FHIR, and nothing in it is dropped."""
    assert json.loads(QuestionnaireResponse.model_validate(response).model_dump_json()) == response


def check(given: Raw, language: str) -> Raw:
    """There and back, by way of JSON, saying no more than was asked. Returns the response."""
    response: Raw = json.loads(json.dumps(answered(given, language)))
    back = answers_from(response, PROTOCOL, base=BASE)
    assert back == counted(given)
    result = assess(PROTOCOL, {"answers": given})
    assert without_ignored(assess(PROTOCOL, {"answers": back})) == without_ignored(result)
    assert set(back) <= set(opened(written("today"), back))
    check_result(response, result)
    return response


def check_result(response: Raw, result: Raw) -> None:
    """The result is there in the codes of the data contract."""
    group = response["item"][-1]
    outcome, *findings = group["item"]
    assert group["linkId"] == "the-result"
    assert code_of(outcome) == result["outcome"]
    told = [
        {item["linkId"].removeprefix("finding-"): code_of(item) for item in finding["item"]}
        for finding in findings
    ]
    assert [{"when": None, **finding} for finding in told] == result["findings"]
    assert all(f["item"][0]["answer"][0]["valueCoding"]["display"] for f in findings)


def code_of(item: Raw) -> str:
    (answer,) = item["answer"]
    return str(answer["valueCoding"]["code"])


@pytest.mark.parametrize("name", VIGNETTES)
def test_a_vignette_comes_back(name: str) -> None:
    check_valid(check(answers_of(VIGNETTES[name]), "en"))


def test_whatever_people_answer_comes_back() -> None:
    for seed in range(1_000):
        response = check(oracle.random_answers(Random(seed)), ("en", "es")[seed % 2])
        if seed < 100:  # the library is slower than all the rest together
            check_valid(response)


def test_a_response_says_nothing_that_its_questionnaire_does_not() -> None:
    known = {item["linkId"]: item for item in items(written("today"))}
    for seed in range(200):
        response = answered(oracle.random_answers(Random(seed)))
        for item in items(response):
            options = known[item["linkId"]].get("answerOption", [])
            codes = [(o["valueCoding"]["system"], o["valueCoding"]["code"]) for o in options]
            for answer in item.get("answer", []):
                coding = answer.get("valueCoding")
                assert coding is None or (coding["system"], coding["code"]) in codes


def test_an_optional_question_left_empty_is_not_there() -> None:
    response = answered(CLEAR | {"values": []})
    assert "values" not in {item["linkId"] for item in items(response)}


def test_every_kind_of_answer_comes_back() -> None:
    protocol = every_kind()
    more = {"places": ["arm"], "side": "left", "since": date(1990, 5, 1), "agreed": "7"}
    given = CLEAR | more | {"who": "Ann"}
    assessment = protocol.assess(Answers.parse(protocol.screening_questions, given))
    response = questionnaire_response(protocol, assessment, language="es", authored=THEN, base=BASE)
    QuestionnaireResponse.model_validate(response)
    back = answers_from(json.loads(json.dumps(response)), protocol, base=BASE)
    assert {slug: back[slug] for slug in (*more, "who")} == {**more, "who": "Ann"}
    assert back["age"] == CLEAR["age"]


def test_who_it_is_about_is_told_only_when_asked_for() -> None:
    nobody = answered(CLEAR)
    assert not {"subject", "identifier", "contained"} & set(nobody)
    coded = answered(CLEAR, reference="ABCD-2345")
    mark = {"system": f"{BASE}/NamingSystem/reference", "value": "ABCD-2345"}
    assert coded["identifier"] == mark
    assert coded["subject"] == {"type": "Patient", "identifier": mark}
    assert "contained" not in coded
    who = patient(name="Ruth Alvarez", born=date(1968, 1, 1), phone="555 010 0142")
    named = answered(CLEAR, reference="ABCD-2345", patient=who)
    read = QuestionnaireResponse.model_validate(named)
    assert named["subject"]["reference"] == "#patient"
    assert (read.contained[0].name[0].text, str(read.contained[0].birthDate)) == (
        "Ruth Alvarez",
        "1968-01-01",
    )
    assert "Ruth" not in json.dumps(coded) and "1968" not in json.dumps(coded)
    assert "email" not in json.dumps(named)


def test_it_says_which_questions_it_answers_and_when() -> None:
    response = answered(CLEAR)
    assert response["questionnaire"] == f"{BASE}/Questionnaire/candor|{PROTOCOL.version}"
    assert (response["status"], response["authored"]) == ("completed", "2026-03-29T10:30:00-04:00")


def test_many_are_one_bundle_or_one_a_line() -> None:
    found = [answered(CLEAR), answered(CLEAR | {"age": 80}), answered(CLEAR)]
    together = bundle(found)
    assert json.loads(Bundle.model_validate(together).model_dump_json()) == together
    assert [entry["resource"] for entry in together["entry"]] == found
    assert len({entry["fullUrl"] for entry in together["entry"]}) == 3
    assert together == bundle(found)
    lines = list(ndjson(iter(found)))
    assert [json.loads(line) for line in lines] == found
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert Bundle.model_validate(bundle([])).entry is None
