"""Each kind of question as a type of item in FHIR, and its answers there and back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.core.choices import Choosing, Many
from eligibility.core.details import BirthDate, Line, Tick
from eligibility.core.questions import Number, Question, Value
from eligibility.interop.contract import Refused
from eligibility.interop.fhir.names import Names


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of item, and the element that holds one answer. `write` and `read` turn one thing
    said into that element and back; `read` raises Refused for what it cannot be."""

    type: str
    element: str
    write: Callable[[Any, Value, Names], Any]
    read: Callable[[Any, Any, Names], Value]


def kind_of(question: Question) -> Kind:
    """The kind of item for a question. Raises TypeError if it has none."""
    for asked, kind in KINDS.items():
        if isinstance(question, asked):
            return kind
    raise TypeError(f"{type(question).__name__} has no form in FHIR yet.")


def said(question: Question, value: Value) -> tuple[Value, ...]:
    """The things said by one answer."""
    return tuple(value) if isinstance(question, Many) else (value,)


def _read_code(question: Choosing, given: Any, names: Names) -> str:
    """The code alone counts. Without a system it is taken for one of ours."""
    system = names.system(question.slug)
    if not isinstance(given, dict) or not isinstance(given.get("code"), str):
        raise Refused(f"{question.slug}: a coding with a code is needed")
    if given.get("system", system) != system:
        raise Refused(f"{question.slug}: {given['system']!r} is not {system}")
    code: str = given["code"]
    return code


def _read_date(question: BirthDate, given: Any, names: Names) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise Refused(f"{question.slug}: {given!r} is not a date like 1963-03-29") from None


def _read_tick(question: Tick, given: Any, names: Names) -> str:
    if given is not True:
        raise Refused(f"{question.slug}: this must be true")
    return question.version


def _as_it_is(question: Question, value: Value, names: Names) -> Value:
    return value


CODED = Kind(
    type="choice",
    element="valueCoding",
    write=lambda question, code, names: names.coding(question.slug, code),
    read=_read_code,
)
KINDS: dict[type[Question], Kind] = {
    Choosing: CODED,
    Number: Kind(type="integer", element="valueInteger", write=_as_it_is, read=_as_it_is),
    Line: Kind(type="string", element="valueString", write=_as_it_is, read=_as_it_is),
    BirthDate: Kind(
        type="date",
        element="valueDate",
        write=lambda question, value, names: value.isoformat(),
        read=_read_date,
    ),
    Tick: Kind(
        type="boolean",
        element="valueBoolean",
        write=lambda question, value, names: True,
        read=_read_tick,
    ),
}
