"""Values as JSON in bytes, and back as exactly what they were: None, bool, int, float, str, list,
dict, date or datetime. What JSON would change without a word is refused."""

import json
from contextlib import suppress
from datetime import date, datetime
from typing import Any

DEEPEST = 32
DATE_TAG = "~date"
SCALARS = frozenset({type(None), bool, int, float, str, date, datetime})


class Inexact(TypeError):
    """A value that would not come back as it is. The message never quotes it."""


def as_bytes(value: object) -> bytes:
    """JSON of which `from_bytes` makes the same value. Raises Inexact if there is none."""
    _check(value, 0)
    # The error of json or of UTF-8 quotes the value, so it must not become our error's context.
    with suppress(ValueError):
        return ENCODER.encode(value).encode()
    raise Inexact("it holds NaN, an infinity, broken Unicode or a number of over 4,300 digits.")


def from_bytes(plain: bytes) -> Any:
    """The value that `as_bytes` was given. Spaces around it do not count."""
    return DECODER.decode(plain.decode())


def _check(value: object, depth: int) -> None:
    """Raises Inexact for what JSON would change without a word, such as a tuple."""
    if depth > DEEPEST:
        raise Inexact(f"it is nested more than {DEEPEST} deep, or holds itself.")
    if type(value) is dict:
        for key in value:
            if type(key) is not str or key == DATE_TAG:
                raise Inexact(f"a key is not a plain str, or is the reserved {DATE_TAG!r}.")
        value = list(value.values())
    if type(value) is list:
        for item in value:
            if type(item) not in SCALARS:
                _check(item, depth + 1)
    elif type(value) not in SCALARS:
        raise Inexact(f"a {type(value).__name__} would not come back as what it is.")


def _tag_date(value: date) -> dict[str, str]:
    text = value.isoformat()
    if repr(_untag_date({DATE_TAG: text})) != repr(value):
        raise Inexact("a datetime has a named zone or a fold. Convert it to UTC.")
    return {DATE_TAG: text}


def _untag_date(found: dict[str, Any]) -> Any:
    if DATE_TAG not in found:
        return found
    text = found[DATE_TAG]
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


# Not ASCII only: escapes would join two lone surrogates into one character.
ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_tag_date
)
DECODER = json.JSONDecoder(object_hook=_untag_date)
