"""When a question is asked, as FHIR says it.

`enableWhen` is one flat list of comparisons, of which all or any must hold. A condition that does
not fit into one is a FHIRPath expression instead. Both say only when a condition holds: in doubt
a question stays closed, here as in the protocol.

A lone box ticked beside another counts for nothing in the protocol. FHIR's own word for it is
`optionExclusive`; a form that lets it pass may open more questions than we do, and never fewer.
"""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from eligibility.core.choices import Choosing
from eligibility.core.conditions import (
    Above,
    AllOf,
    AnyOf,
    Below,
    Condition,
    Disagrees,
    IsOneOf,
    Said,
    SaidOnly,
)
from eligibility.core.questions import Question
from eligibility.interop.fhir.names import Names

EXPRESSION = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"
Behavior: TypeAlias = Literal["all", "any"]


@dataclass(frozen=True)
class Compared:
    """An answer to one question compared with a code or a number."""

    question: Question
    operator: Literal["=", "!=", "<", ">"]
    value: str | int


@dataclass(frozen=True)
class Joined:
    """Of these parts all must hold, or any."""

    behavior: Behavior
    parts: "tuple[Clause, ...]"


Clause: TypeAlias = Compared | Joined


def asked_when(condition: Condition, names: Names) -> dict[str, Any]:
    """What an item says about when it is asked; nothing if it always is. Raises TypeError for a
    condition that has no form here."""
    clause = _flat(_clause(condition))
    if isinstance(clause, Compared):
        return {"enableWhen": [_enable(clause, names)]}
    compared = [part for part in clause.parts if isinstance(part, Compared)]
    if len(compared) < len(clause.parts) or clause == Joined("any", ()):
        expression = {"language": "text/fhirpath", "expression": _path(clause)}
        return {"extension": [{"url": EXPRESSION, "valueExpression": expression}]}
    if not compared:
        return {}
    each = [_enable(part, names) for part in compared]
    return {"enableWhen": each, "enableBehavior": clause.behavior}


def _clause(condition: Condition) -> Clause:
    match condition:
        case IsOneOf() | Said():
            return _any_code(condition.question, condition.codes)
        case SaidOnly(question=question, codes=codes):
            beside = [Compared(question, "!=", code) for code in _beside(question, codes)]
            return Joined("all", (_any_code(question, codes), *beside))
        case Disagrees(question=question, code=code):
            beside_it = _any_code(question, frozenset(_beside(question, frozenset({code}))))
            return Joined("all", (Compared(question, "=", code), beside_it))
        case Below():
            return Compared(condition.question, "<", condition.limit)
        case Above():
            return Compared(condition.question, ">", condition.limit)
        case AllOf() | AnyOf():
            parts = tuple(_clause(part) for part in condition.parts())
            return Joined("all" if isinstance(condition, AllOf) else "any", parts)
    raise TypeError(f"{type(condition).__name__} has no form in FHIR yet.")


def _any_code(question: Choosing, codes: frozenset[str]) -> Joined:
    named = (choice.code for choice in question.choices if choice.code in codes)
    return Joined("any", tuple(Compared(question, "=", code) for code in named))


def _beside(question: Choosing, codes: frozenset[str]) -> list[str]:
    """The other codes that count beside these."""
    return [c.code for c in question.choices if c.code not in codes and not c.alone]


def _flat(clause: Clause) -> Clause:
    """The same with no more levels than it needs."""
    if isinstance(clause, Compared):
        return clause
    parts: list[Clause] = []
    for part in map(_flat, clause.parts):
        if isinstance(part, Joined) and part.behavior == clause.behavior:
            parts += part.parts
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 else Joined(clause.behavior, tuple(parts))


def _enable(compared: Compared, names: Names) -> dict[str, Any]:
    slug, value = compared.question.slug, compared.value
    if isinstance(value, int):
        answer: dict[str, Any] = {"answerInteger": value}
    else:
        answer = {"answerCoding": names.coding(slug, value)}
    return {"question": slug, "operator": compared.operator, **answer}


def _path(clause: Clause) -> str:
    """A clause in FHIRPath, always true or false and never empty."""
    if isinstance(clause, Joined):
        word = " and " if clause.behavior == "all" else " or "
        nothing = "true" if clause.behavior == "all" else "false"
        return f"({word.join(map(_path, clause.parts)) or nothing})"
    answers = f"%resource.repeat(item).where(linkId='{clause.question.slug}').answer.value"
    if isinstance(clause.value, int):
        return f"{answers}.where($this {clause.operator} {clause.value}).exists()"
    found = f"{answers}.where(code='{clause.value}').exists()"
    return found if clause.operator == "=" else f"{found}.not()"
