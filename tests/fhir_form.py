"""A FHIR form as another program would run it, and a made-up protocol with all that FHIR can say.

The reading of `enableWhen` follows the words of FHIR R4 alone: `=` holds if some answer is equal,
`!=` if none is, and an item that is closed counts as one without an answer. It shares nothing with
the product. Of FHIRPath it knows only the few words that our expressions are made of.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from eligibility.core.choices import Choice, Many, One
from eligibility.core.conditions import all_of, any_of
from eligibility.core.details import BirthDate, Line, Tick
from eligibility.core.parts import Part, Step
from eligibility.core.protocol import Protocol
from eligibility.interop.contract import assessed
from eligibility.interop.fhir import questionnaire, questionnaire_response
from eligibility.protocol import PROTOCOL
from eligibility.protocol.questions.pain import REGION
from eligibility.protocol.questions.safety import AGE
from eligibility.versions import frozen

BASE = "https://clinic.example/fhir"
THEN = datetime(2026, 3, 29, 10, 30, tzinfo=timezone(timedelta(hours=-4)))
EXPRESSION = "sdc-questionnaire-enableWhenExpression"
ONE = re.compile(
    r"%resource\.repeat\(item\)\.where\(linkId='(?P<link>\w+)'\)\.answer\.value"
    r"\.where\((?:code='(?P<code>\w+)'|\$this (?P<sign>[<>]) (?P<limit>\d+))\)"
    r"\.exists\(\)(?P<negated>\.not\(\))?"
)
Item = dict[str, Any]
Given = dict[str, Any]


def items(resource: Item) -> Iterator[Item]:
    """Every item of a questionnaire or a response, in the order of reading."""
    for item in resource.get("item", []):
        yield item
        yield from items(item)


def opened(questionnaire: Item, given: Given) -> dict[str, list[Any]]:
    """The items that are open for these answers, each with its answers."""
    found: dict[str, list[Any]] = {}
    for item in items(questionnaire):
        if _is_enabled(item, found):
            answer = given.get(item["linkId"], [])
            found[item["linkId"]] = answer if isinstance(answer, list) else [answer]
    return found


def expression(item: Item) -> str:
    """The FHIRPath that opens an item, or nothing."""
    found = [e for e in item.get("extension", []) if e["url"].endswith(EXPRESSION)]
    return found[0]["valueExpression"]["expression"] if found else ""


def _is_enabled(item: Item, found: dict[str, list[Any]]) -> bool:
    if path := expression(item):
        return _evaluate(path, found)
    each = [_holds(one, found.get(one["question"], [])) for one in item.get("enableWhen", [])]
    return any(each) if item.get("enableBehavior") == "any" else all(each)


def _holds(one: Item, answers: list[Any]) -> bool:
    if "answerCoding" in one:
        return (one["answerCoding"]["code"] in answers) is (one["operator"] == "=")
    limit = one["answerInteger"]
    return any(a < limit if one["operator"] == "<" else a > limit for a in answers)


def _evaluate(path: str, found: dict[str, list[Any]]) -> bool:
    def truth(match: re.Match[str]) -> str:
        answers = found.get(match["link"], [])
        if match["code"]:
            held = match["code"] in answers
        else:
            held = any(eval(f"{a} {match['sign']} {match['limit']}") for a in answers)
        return str(held is not bool(match["negated"]))

    words = ONE.sub(truth, path).replace("true", "True").replace("false", "False")
    assert re.fullmatch(r"[()TrueFalsando ]+", words), words
    return bool(eval(words))


def _choices(*codes: str) -> tuple[Choice, ...]:
    lone = {"none", "unsure"}
    return tuple(Choice(code=c, text=c.title(), alone=c in lone) for c in codes)


PLACES = Many(slug="places", text="Where?", optional=True, choices=_choices("arm", "leg", "none"))
SIDE = One(slug="side", text="Which side?", optional=True, choices=_choices("left", "right"))
WHO = Line(slug="who", text="Who?", longest=20, autocomplete="off", optional=True)
SINCE = BirthDate(slug="since", text="Since when?", optional=True)
AGREED = Tick(slug="agreed", text="Agreed?", agrees="Yes", version="7", optional=True)
NEVER = One(slug="never", text="Never asked", optional=True, choices=_choices("left"))
GATES = {
    WHO: all_of(PLACES.said_only("arm"), any_of(AGE.above(40), SIDE.said("left"))),
    SINCE: any_of(PLACES.said_only("arm"), PLACES.disagrees("none")),
    AGREED: any_of(AGE.below(70), all_of(REGION.said("low_back"), any_of())),
    NEVER: any_of(),
}


def every_kind() -> Protocol:
    """Today's protocol with one more part: a question of every kind, and gates that one list of
    comparisons cannot say."""
    ungated = [Step(slug=q.slug, questions=(q,)) for q in (PLACES, SIDE)]
    gated = [Step(slug=q.slug, questions=(q,), asked_when=when) for q, when in GATES.items()]
    last = Part(slug="every_kind", title="Every kind", steps=(*ungated, *gated))
    return replace(PROTOCOL, version="every-kind", parts=(*PROTOCOL.parts, last))


def older() -> Protocol:
    """Today's screening read back from its file, as a version before today's."""
    data = json.loads(frozen.as_text(frozen.freeze(replace(PROTOCOL, version="2025.9"))))
    return frozen.thaw(data, tuple(part for part in PROTOCOL.parts if not part.screening))


PROTOCOLS = {"today": lambda: PROTOCOL, "older": older, "every kind": every_kind}


@cache
def made(name: str) -> Protocol:
    """One of these protocols."""
    return PROTOCOLS[name]()


@cache
def written(name: str, language: str = "en") -> Item:
    """The questionnaire of one of these protocols."""
    return questionnaire(made(name), language, base=BASE)


def by_link(name: str, language: str = "en") -> dict[str, Item]:
    """The items of that questionnaire by linkId."""
    return {item["linkId"]: item for item in items(written(name, language))}


def answered(given: Given, language: str = "en", **more: Any) -> Item:
    """The response of a person with these answers to today's protocol."""
    result = assessed(PROTOCOL, {"answers": given})
    return questionnaire_response(
        PROTOCOL, result, language=language, authored=THEN, base=BASE, **more
    )
