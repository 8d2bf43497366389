"""The JSON contract of an assessment: `{"answers": {...}}` in, outcome and findings out."""

import json
from typing import Any

from eligibility.core.answers import Answers
from eligibility.core.protocol import Assessment, Protocol
from eligibility.core.questions import InvalidAnswer
from eligibility.core.rules import Finding


class Refused(ValueError):
    """Input outside the contract. The message names what is wrong and where."""


def read_json(text: str | bytes) -> Any:
    """The JSON value in `text`. Raises Refused for anything else, a key given twice included."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except Refused:
        raise
    except (ValueError, RecursionError) as why:
        raise Refused(f"this is not JSON: {why}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1)
        raise Refused(f"{twice!r} is given twice; give each answer once")
    return found


def assess(protocol: Protocol, given: Any) -> dict[str, Any]:
    """The assessment of one `{"answers": {...}}`, as the contract writes it. Raises Refused as
    `assessed` does."""
    assessment = assessed(protocol, given)
    result = describe(protocol, assessment)
    result["asked"] = [question.slug for question in assessment.asked]
    result["ignored"] = [
        q.slug
        for q in protocol.screening_questions
        if q in assessment.given and q not in assessment.asked
    ]
    return result


def assessed(protocol: Protocol, given: Any) -> Assessment:
    """The assessment of one `{"answers": {...}}`. Raises Refused, naming the question, for an
    unknown question or choice, a wrong type, or a required answer left out."""
    if not isinstance(given, dict) or not isinstance(given.get("answers"), dict):
        raise Refused('an object like {"answers": {"age": 58, ...}} is needed')
    assessment = protocol.assess(_parsed(protocol, given["answers"]))
    for question in assessment.asked:
        if question not in assessment.given and not question.optional:
            raise Refused(f"{question.slug}: an answer is needed; silence is not a no")
    return assessment


def _parsed(protocol: Protocol, given: dict[str, Any]) -> Answers:
    known = {question.slug for question in protocol.screening_questions}
    if strange := [slug for slug in given if slug not in known]:
        raise Refused(f"{strange[0]!r} is not a question of protocol {protocol.version}")
    try:
        return Answers.parse(protocol.screening_questions, given)
    except InvalidAnswer as why:
        raise Refused(str(why)) from None


def describe(protocol: Protocol, assessment: Assessment) -> dict[str, Any]:
    """An assessment as the contract writes it, findings gravest first."""
    return {
        "protocol": protocol.version,
        "outcome": assessment.outcome.value,
        "findings": [describe_finding(finding) for finding in assessment.findings],
    }


def describe_finding(finding: Finding) -> dict[str, str | None]:
    """A finding as the contract writes it."""
    return {
        "rule": finding.slug,
        "kind": finding.kind.value,
        "outcome": finding.outcome.value,
        "when": finding.clock.value if finding.clock else None,
    }
