"""A QuestionnaireResponse that another program made, read as answers. Nothing in it is trusted."""

from collections.abc import Iterator
from typing import Any

from eligibility.core.answers import Answers
from eligibility.core.choices import Many
from eligibility.core.protocol import Protocol
from eligibility.core.questions import InvalidAnswer, Question, Value
from eligibility.interop.contract import Refused
from eligibility.interop.fhir import names as called
from eligibility.interop.fhir.dangers import dangers
from eligibility.interop.fhir.kinds import kind_of
from eligibility.interop.fhir.names import Names

FINISHED = ("completed", "amended")


def answers_from(response: Any, protocol: Protocol, *, base: str) -> dict[str, Value]:
    """The answers in a response, by question, as the data contract takes them: `{"answers": ...}`
    of them can be assessed. What it says of the result is not read.

    Raises Refused, naming what is wrong, for a response to another questionnaire or version or one
    that is not finished, and for an item, code or type of answer that the protocol does not have.
    """
    names = Names(base)
    _check(response, protocol, names)
    known, found = _link_ids(protocol), {}
    for item in _items(response):
        link = item.get("linkId")
        if not isinstance(link, str) or link not in known:
            raise Refused(f"{link!r} is not an item of {names.version(protocol)}")
        question = protocol.by_slug.get(link)
        if question and (given := _objects(item, "answer")):
            if link in found:
                raise Refused(f"{link}: this item is given twice; give each answer once")
            found[link] = _value(question, given, names)
    return _parsed(protocol, found)


def _check(response: Any, protocol: Protocol, names: Names) -> None:
    if not isinstance(response, dict) or response.get("resourceType") != "QuestionnaireResponse":
        raise Refused("a QuestionnaireResponse is needed")
    asked = response.get("questionnaire")
    if asked not in (names.questionnaire, names.version(protocol)):
        raise Refused(f"questionnaire: {asked!r} is not {names.version(protocol)}")
    if response.get("status") not in FINISHED:
        raise Refused(f"status: {response.get('status')!r} is not one of: {', '.join(FINISHED)}")


def _link_ids(protocol: Protocol) -> set[str]:
    """Every item of the questionnaire but those of the result."""
    asked = protocol.screening_questions
    parts = [called.of_part(part) for part in protocol.parts if part.screening]
    helps = [called.of_help(question) for question in asked]
    return {question.slug for question in asked} | {*parts, *helps, *dangers(protocol)}


def _items(response: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item but those of the result, however deep. Depth costs no stack."""
    waiting = [response]
    while waiting:
        for item in _objects(waiting.pop(), "item"):
            if item.get("linkId") != called.RESULT:
                yield item
                waiting += [item, *_objects(item, "answer")]


def _objects(given: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = given.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Refused(f"{given.get('linkId', key)}: {key} must be a list of objects")
    return found


def _value(question: Question, given: list[dict[str, Any]], names: Names) -> Value:
    values = [_one(question, answer, names) for answer in given]
    if isinstance(question, Many):
        return values
    if len(values) > 1:
        raise Refused(f"{question.slug}: one answer is needed, not {len(values)}")
    return values[0]


def _one(question: Question, answer: dict[str, Any], names: Names) -> Value:
    kind = kind_of(question)
    if kind.element not in answer:
        found = [key for key in answer if key.startswith("value")] or ["nothing"]
        raise Refused(f"{question.slug}: {found[0]} is given, {kind.element} is needed")
    return kind.read(question, answer[kind.element], names)


def _parsed(protocol: Protocol, found: dict[str, Value]) -> dict[str, Value]:
    try:
        answers = Answers.parse(protocol.screening_questions, found)
    except InvalidAnswer as why:
        raise Refused(str(why)) from None
    return {q.slug: list(v) if isinstance(v, tuple) else v for q, v in answers.items()}
