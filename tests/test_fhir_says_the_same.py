"""The questionnaire in FHIR asks what the protocol asks, when the protocol asks it."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from fhir.resources.R4B.questionnaire import Questionnaire

from eligibility.core.choices import Many
from eligibility.core.rules import Kind
from eligibility.interop.fhir import questionnaire
from eligibility.protocol import PROTOCOL
from eligibility.versions import protocol_of, versions
from tests import oracle
from tests.fhir_form import BASE, PROTOCOLS, by_link, expression, items, made, written

# FHIR R4, value sets publication-status and item-type: the parts of them that may be used here.
STATUSES = {"draft", "active", "retired", "unknown"}
TYPES = {"group", "display", "choice", "integer", "string", "date", "boolean"}
OPERATORS = {"exists", "=", "!=", ">", "<", ">=", "<="}
LANGUAGES = ("en", "es")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PROTOCOLS)
def test_it_is_a_questionnaire_of_fhir(name: str, language: str) -> None:
    resource = written(name, language)
    read = Questionnaire.model_validate(resource)
    assert json.loads(read.model_dump_json()) == resource
    assert resource["status"] in STATUSES
    assert resource["language"] == language
    assert resource["version"] == made(name).version
    assert resource["url"] == f"{BASE}/Questionnaire/candor"


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_item_keeps_the_rules_that_the_library_does_not_check(name: str) -> None:
    links: set[str] = set()
    for item in items(written(name)):
        assert item["linkId"] not in links
        links.add(item["linkId"])
        assert item["type"] in TYPES
        assert ("answerOption" in item) is (item["type"] == "choice")
        assert bool(item.get("item")) or item["type"] != "group"
        if item["type"] == "display":
            assert not {"required", "repeats", "readOnly", "item"} & set(item)
        if item.get("enableWhen"):
            assert (len(item["enableWhen"]) > 1) is ("enableBehavior" in item)
            assert item.get("enableBehavior", "all") in ("all", "any")
            assert not expression(item)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_an_item_opens_by_an_answer_that_an_earlier_question_has(name: str) -> None:
    options: dict[str, list[Any]] = {}
    for item in items(written(name)):
        for when in item.get("enableWhen", []):
            assert when["operator"] in OPERATORS
            assert "answerInteger" in when or when["answerCoding"] in options[when["question"]]
        codings = [option["valueCoding"] for option in item.get("answerOption", [])]
        options[item["linkId"]] = [{k: c[k] for k in ("system", "code")} for c in codings]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_question_of_the_screening_is_an_item_in_its_order(name: str) -> None:
    protocol, found = made(name), by_link(name)
    asked = [question.slug for question in protocol.screening_questions]
    assert [link for link in found if link in protocol.by_slug] == asked
    for question in protocol.screening_questions:
        item = found[question.slug]
        assert item["required"] is not question.optional
        assert item.get("repeats", False) is isinstance(question, Many)
        if item["type"] == "choice":
            codes = [option["valueCoding"]["code"] for option in item["answerOption"]]
            assert codes == [choice.code for choice in question.choices]


def test_a_question_has_the_type_of_its_answers() -> None:
    found = by_link("every kind")
    types = {link: found[link]["type"] for link in ("age", "region", "who", "since", "agreed")}
    assert types == {
        "age": "integer",
        "region": "choice",
        "who": "string",
        "since": "date",
        "agreed": "boolean",
    }


def test_a_lone_box_is_marked_as_one() -> None:
    found = by_link("today")
    for slug, lone in oracle.LONE_BOXES.items():
        marked = {
            option["valueCoding"]["code"]
            for option in found[slug]["answerOption"]
            if {"questionnaire-optionExclusive"} & _extensions(option)
        }
        assert marked == set(lone)


def _extensions(element: dict[str, Any]) -> set[str]:
    return {found["url"].rpartition("/")[2] for found in element.get("extension", [])}


def test_nobody_is_asked_for_the_result() -> None:
    result = by_link("today")["the-result"]
    assert _extensions(result) == {"questionnaire-hidden"}
    assert all(item["readOnly"] for item in (result, *items(result)))


def test_a_number_has_its_bounds() -> None:
    bounds = {e["url"]: e.get("valueInteger") for e in by_link("today")["age"]["extension"]}
    core = "http://hl7.org/fhir/StructureDefinition"
    assert bounds == {f"{core}/minValue": 0, f"{core}/maxValue": 120}


@pytest.mark.parametrize("name", PROTOCOLS)
def test_both_languages_say_what_the_protocol_says(name: str) -> None:
    first, other = by_link(name, "en"), by_link(name, "es")
    for question in made(name).screening_questions:
        for language, found, beside in (("en", first, other), ("es", other, first)):
            with override(language):
                text = str(question.text)
            assert found[question.slug]["text"] == text
            assert _translated(beside[question.slug]["_text"], language) == text


@pytest.mark.parametrize("name", PROTOCOLS)
def test_each_language_goes_along_with_the_other(name: str) -> None:
    """Wherever one says something, the other has it as its translation."""
    pairs = list(zip(_words(written(name, "en")), _words(written(name, "es")), strict=True))
    assert len(pairs) > 100
    for (key, english, beside_english), (same_key, spanish, beside_spanish) in pairs:
        assert key == same_key
        assert _translated(beside_english, "es") == spanish
        assert _translated(beside_spanish, "en") == english


def _words(value: Any) -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, list):
        yield from chain.from_iterable(map(_words, value))
    if isinstance(value, dict):
        for key, inner in value.items():
            if f"_{key}" in value:
                yield key, inner, value[f"_{key}"]
            yield from _words(inner)


def _translated(element: dict[str, Any], language: str) -> str:
    for extension in element["extension"]:
        parts = {part["url"]: part for part in extension["extension"]}
        if parts["lang"]["valueCode"] == language:
            return str(parts["content"]["valueString"])
    raise AssertionError(f"not in {language}")


def test_a_language_that_we_do_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="'fr' is not one of: en, es"):
        questionnaire(PROTOCOL, "fr", base=BASE)


def test_a_danger_sign_is_answered_with_what_to_do() -> None:
    texts = {link: item.get("text") for link, item in by_link("today", "es").items()}
    rules = [rule for rule in PROTOCOL.rules if rule.kind is Kind.RED_FLAG]
    assert len(rules) == 6
    with override("es"):
        for rule in rules:
            assert str(rule.says.title) in texts[f"danger-{rule.slug}"]
            assert str(rule.says.next_step) in texts[f"danger-{rule.slug}"]
        assert str(rules[0].unknown.next_step) in texts["unsure-red_flags-red_flags"]


def test_help_and_hints_go_along_as_help() -> None:
    found = by_link("today")
    assert "There are two scales" in found["severity-help"]["text"]
    assert "I’m not sure: That is fine." in found["severity-help"]["text"]
    assert "Where can I find this word?" in found["severity-help"]["text"]
    assert "duration-help" not in found


@pytest.mark.parametrize("name", versions())
def test_every_version_in_this_house_can_be_written(name: str) -> None:
    resource = questionnaire(protocol_of(name), "es", base=BASE)
    assert Questionnaire.model_validate(resource).version == name


def test_no_library_for_fhir_is_in_the_product() -> None:
    for path in (Path(__file__).parent.parent / "eligibility").rglob("*.py"):
        assert "fhir.resources" not in path.read_text(encoding="utf-8")
