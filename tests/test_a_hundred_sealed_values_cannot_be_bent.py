"""Sealed values with a bit flipped, cut, mixed or in another's place: not one is opened."""

import random
from datetime import date
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from eligibility.models import Submission
from eligibility.security.sealed import CannotRead, Sealed

pytestmark = pytest.mark.shows("T20", "ASVS 11.3.3", "HIPAA 164.312(c)(2)")

FIELD, OTHER = (Submission._meta.get_field(name) for name in ("answers", "identity"))
CHANCE = random.Random(20)
VALUES = [0, False, "", [], {}, "yes", 58, date(1957, 3, 9), "👩🏽‍⚕️ Zoë", None, True, 0.0]


def sealed(count: int) -> list[tuple[UUID, Sealed]]:
    """So many values, each of a record of its own."""
    found = []
    for number in range(count):
        pk, value = uuid4(), VALUES[number % len(VALUES)]
        found.append((pk, FIELD.seal({"value": value, "number": number}, pk)))
    return found


def opens(pk: UUID, text: str, field: object = FIELD) -> bool:
    """Whether it can be read as the value of this record. Only CannotRead may say no."""
    try:
        field.open(Sealed(field.place, text), pk)  # type: ignore[attr-defined]
    except CannotRead:
        return False
    return True


def test_each_bit_of_each_value_counts() -> None:
    tries = 0
    for pk, value in sealed(100):
        assert opens(pk, value.text)
        for at, letter in enumerate(value.text):
            bit = CHANCE.randrange(7)
            bent = f"{value.text[:at]}{chr(ord(letter) ^ 1 << bit)}{value.text[at + 1 :]}"
            assert not opens(pk, bent), (at, bit)
            tries += 1
    for pk, value in sealed(12):
        for at, letter in enumerate(value.text):
            for bit in range(8):
                bent = f"{value.text[:at]}{chr(ord(letter) ^ 1 << bit)}{value.text[at + 1 :]}"
                assert not opens(pk, bent), (at, bit)
                tries += 1
    assert tries > 15_000


def test_no_value_is_that_of_another_record_or_field() -> None:
    hundred = sealed(100)
    for (pk, _), (_, other) in permutations(hundred, 2):
        assert not opens(pk, other.text)
    assert not any(opens(pk, value.text, OTHER) for pk, value in hundred)


def test_no_value_of_before_can_be_put_back_in_part_or_under_another_key_name() -> None:
    for pk, value in sealed(50):
        newer = FIELD.seal({"value": "newer"}, pk)
        key, _, body = value.text.partition(".")
        _, _, new_body = newer.text.partition(".")
        cut = CHANCE.randrange(1, len(body))
        assert not opens(pk, f"{key}.{body[:cut]}{new_body[cut:]}") or body[:cut] == new_body[:cut]
        assert not opens(pk, f"{key}x.{body}") and not opens(pk, body) and not opens(pk, f".{body}")
        assert not opens(pk, value.text[:-64]) and not opens(pk, value.text + new_body)


def test_each_comes_back_with_its_type() -> None:
    for value in VALUES:
        pk = uuid4()
        back = FIELD.open(FIELD.seal({"value": value}, pk), pk)["value"]
        assert back == value and type(back) is type(value)
