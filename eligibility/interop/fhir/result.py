"""The outcome and the findings as coded items: at the end of a response, and declared in the
questionnaire as hidden and read-only, so that a response says nothing its questionnaire does not.

Nobody fills them in. We work them out, and read none that comes from outside.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from eligibility.core.protocol import Assessment, Protocol
from eligibility.core.rules import Clock, Finding, Kind, Outcome
from eligibility.interop.contract import describe_finding
from eligibility.interop.fhir import names as called
from eligibility.interop.fhir.edition import Edition
from eligibility.interop.fhir.names import Names

Item = dict[str, Any]
HIDDEN = {
    "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden",
    "valueBoolean": True,
}


def result_group(protocol: Protocol, names: Names) -> Item:
    """The items of a result, as the questionnaire of this protocol declares them. They have no
    words: the codes are those of the data contract, and only programs see them."""
    codes = {
        "rule": _slugs(protocol),
        "kind": _values(Kind),
        "outcome": _values(Outcome),
        "when": _values(Clock),
    }
    details = [_choice(called.of_detail(key), key, codes[key], names) for key in codes]
    outcome = _choice(called.OUTCOME, "outcome", codes["outcome"], names)
    finding = {"linkId": called.FINDING, "type": "group", "readOnly": True, "repeats": True}
    items = [outcome, {**finding, "item": details}]
    whole = {"linkId": called.RESULT, "type": "group", "readOnly": True}
    return {"extension": [HIDDEN], **whole, "item": items}


def _slugs(protocol: Protocol) -> Iterable[str]:
    rules = (*protocol.rules, protocol.otherwise)
    names = [name for rule in rules for name in (rule.slug, rule.unknown_slug) if name]
    return dict.fromkeys(names)


def _values(codes: type[Enum]) -> list[str]:
    return [code.value for code in codes]


def _choice(link: str, key: str, codes: Iterable[str], names: Names) -> Item:
    system = called.of_detail(key)
    return {
        "linkId": link,
        "type": "choice",
        "readOnly": True,
        "answerOption": [{"valueCoding": names.coding(system, code)} for code in codes],
    }


def result_of(assessment: Assessment, edition: Edition) -> Item:
    """The result of one person, with the names of the data contract as codes."""
    outcome = _coded(called.OUTCOME, "outcome", assessment.outcome.value, edition)
    findings = [_finding(finding, edition) for finding in assessment.findings]
    return {"linkId": called.RESULT, "item": [outcome, *findings]}


def _finding(finding: Finding, edition: Edition) -> Item:
    told = {key: code for key, code in describe_finding(finding).items() if code is not None}
    details = [_coded(called.of_detail(key), key, code, edition) for key, code in told.items()]
    details[0]["answer"][0]["valueCoding"]["display"] = edition.say(finding.says.title)
    return {"linkId": called.FINDING, "item": details}


def _coded(link: str, key: str, code: str, edition: Edition) -> Item:
    coding = edition.names.coding(called.of_detail(key), code)
    return {"linkId": link, "answer": [{"valueCoding": coding}]}
