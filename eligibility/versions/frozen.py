"""A protocol as plain data, in every language, and back: what was asked and applied, word for word.

Only the screening is frozen: its questions, its pages and its rules. The pages at the end (risks,
consent, contact) are always those of today, for they say what we do with the answers today.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, override

from eligibility.core import choices, conditions, protocol, questions, rules
from eligibility.core.conditions import ALWAYS
from eligibility.core.parts import Part
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Question
from eligibility.core.rules import Source

MODULES = (choices, conditions, protocol, questions, rules)
KINDS: dict[str, Any] = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, type) and (is_dataclass(value) or issubclass(value, Enum))
}
Data = dict[str, Any]


def freeze(protocol: Protocol) -> Data:
    """The screening of a protocol as JSON data. Every field is written out, so that a default that
    changes later changes no past version. Raises TypeError for a value that has no form here."""
    parts = [part for part in protocol.parts if part.screening]
    shared: dict[str, Data] = {"questions": {}, "sources": {}}
    return {
        "version": protocol.version,
        "parts": _freeze(parts, shared),
        "rules": _freeze(protocol.rules, shared),
        "otherwise": _freeze(protocol.otherwise, shared),
        **shared,
    }


def as_text(data: Data) -> str:
    """Frozen data as it stands in a file: one form only, so that its digest means something."""
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def digest(data: Data) -> str:
    """The SHA-256 of frozen data, in 64 hex digits."""
    return hashlib.sha256(as_text(data).encode()).hexdigest()


def thaw(data: Data, last_parts: tuple[Part, ...]) -> Protocol:
    """The protocol that was frozen, ending with `last_parts`. Raises ValueError where the language
    of today refuses it, and KeyError or TypeError where it no longer knows a word of it."""
    shared: dict[str, dict[str, Any]] = {"questions": {}, "sources": {}}
    for kind, found in shared.items():
        found.update({slug: _thaw(given, shared) for slug, given in data[kind].items()})
    parts: tuple[Part, ...] = _thaw(data["parts"], shared)
    return Protocol(
        version=data["version"],
        parts=(*parts, *last_parts),
        rules=_thaw(data["rules"], shared),
        otherwise=_thaw(data["otherwise"], shared),
    )


def _freeze(value: Any, shared: dict[str, Data]) -> Any:
    """One value. Questions and sources are written once, and named where they are used."""
    if isinstance(value, Question):
        return {"is": "questions", "slug": _once(value, shared["questions"], shared)}
    if isinstance(value, Source):
        return {"is": "sources", "slug": _once(value, shared["sources"], shared)}
    if is_dataclass(value):
        return _fields(value, shared)
    for kind, frozen in PLAIN:
        if isinstance(value, kind):
            return frozen(value, shared)
    raise TypeError(f"{value!r} has no frozen form yet.")


def _once(value: Any, table: Data, shared: dict[str, Data]) -> str:
    if value.slug not in table:
        table[value.slug] = {}
        table[value.slug] = _fields(value, shared)
    return str(value.slug)


def _fields(value: Any, shared: dict[str, Data]) -> Data:
    given = {field.name: _freeze(getattr(value, field.name), shared) for field in fields(value)}
    return {"is": type(value).__name__, **given}


def _text(text: Promise, shared: dict[str, Data]) -> Data:
    found = {"is": "text"}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = str(text)
    return found


PLAIN: tuple[tuple[Any, Callable[[Any, dict[str, Data]], Any]], ...] = (
    (Promise, _text),
    (Enum, lambda value, _: {"is": type(value).__name__, "value": value.value}),
    (range, lambda value, _: {"is": "range", "from": value.start, "to": value.stop}),
    (date, lambda value, _: {"is": "date", "value": value.isoformat()}),
    (frozenset, lambda value, _: {"is": "set", "of": sorted(value)}),
    (tuple | list, lambda value, shared: [_freeze(item, shared) for item in value]),
    (str | int | None, lambda value, _: value),
)


def _say(texts: dict[str, str]) -> str:
    """The text in the language of the reader; in English where it was never translated."""
    return texts.get((get_language() or "en")[:2], texts["en"])


_lazily = lazy(_say, str)
THAWED: dict[str, Callable[[Data], Any]] = {
    "text": lambda given: _lazily({key: text for key, text in given.items() if key != "is"}),
    "range": lambda given: range(given["from"], given["to"]),
    "date": lambda given: date.fromisoformat(given["value"]),
    "set": lambda given: frozenset(given["of"]),
}


def _thaw(value: Any, shared: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return tuple(_thaw(item, shared) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value["is"]
    if kind in shared:
        return shared[kind][value["slug"]]
    if kind in THAWED:
        return THAWED[kind](value)
    if issubclass(KINDS[kind], Enum):
        return KINDS[kind](value["value"])
    given = {key: _thaw(item, shared) for key, item in value.items() if key != "is"}
    made = KINDS[kind](**given)
    # Pages and rules that are always asked are known by this very object.
    return ALWAYS if kind == "AllOf" and not given["conditions"] else made
