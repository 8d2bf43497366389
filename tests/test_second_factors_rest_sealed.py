"""The secrets of second factors rest encrypted, for this purpose and under a named key."""

import json
import secrets
from base64 import b32encode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from eligibility.keys.resting import Factors
from eligibility.keys.rotation import rotate
from eligibility.models import Draft
from eligibility.security.sealed import CannotRead, SealedField
from eligibility.security.sealed_secret import SealedSecret
from tests.door import (
    SECOND_STEP,
    code_of,
    enter,
    is_inside,
    newcomer,
    recovery_codes,
    secret_of,
    try_password,
    with_app,
)

pytestmark = pytest.mark.django_db


def dump(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return repr(cursor.fetchall())


@pytest.mark.shows("HIPAA 164.312(a)(2)(iv)")
def test_a_dump_of_the_tables_holds_no_readable_secret() -> None:
    user, secret = with_app()
    codes = recovery_codes(user)
    seed = decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])
    found = dump("mfa_authenticator")
    for told in (secret, seed, *codes):
        for form in (told, told.lower(), b32encode(told.encode()).decode(), told.encode().hex()):
            assert form not in found
    assert secret_of(user) == secret


def test_a_secret_that_waits_to_be_set_up_is_sealed_in_the_session_too() -> None:
    user, browser = newcomer(), Client()
    try_password(browser, user.username)
    for answer in (browser.get(f"{SECOND_STEP}app/"), browser.post(f"{SECOND_STEP}app/")):
        secret = answer.context["form"].secret
        kept = json.dumps([row.get_decoded() for row in Session.objects.all()])
        assert secret in answer.content.decode() and secret not in kept


def test_two_secrets_that_are_alike_do_not_look_alike() -> None:
    assert encrypt("the same") != encrypt("the same")


@pytest.mark.shows("T20", "ASVS 11.3.3")
def test_a_secret_in_clear_an_altered_one_and_one_of_another_purpose_are_refused() -> None:
    sealed = encrypt("a secret")
    other = SealedSecret("something else").seal_text("a secret")
    field: Any = Draft._meta.get_field("content")
    of_record = SealedField.seal(field, "a secret", Draft().pk)
    flipped = sealed[:20] + ("A" if sealed[20] != "A" else "B") + sealed[21:]
    for text in ("a secret", "", other, flipped, sealed[:-64], of_record.text):
        with pytest.raises(CannotRead) as refused:
            decrypt(text)
        assert "a secret" not in str(refused.value)


@pytest.mark.shows("T20", "ASVS 11.3.3")
def test_every_bit_of_a_sealed_secret_counts() -> None:
    sealed = encrypt("a secret")
    for at in range(len(sealed)):
        for letter in "AZ_":
            if sealed[at] != letter:
                with pytest.raises(CannotRead):
                    decrypt(sealed[:at] + letter + sealed[at + 1 :])


@pytest.mark.shows("ASVS 11.2.2")
def test_after_sealing_again_the_old_key_can_go_and_every_code_still_works(settings: Any) -> None:
    people = [with_app() for _ in range(3)]
    codes = recovery_codes(people[0][0])
    enter(people[0][0], codes[0])
    new = {"k2": secrets.token_bytes(32)}
    settings.DATA_KEYS = new | settings.DATA_KEYS
    late, _ = with_app()
    assert rotate(Factors()).moved == 4
    assert rotate(Factors()).moved == 0, "nothing is left to do"
    settings.DATA_KEYS = new
    assert [secret_of(user) for user, _ in people] == [secret for _, secret in people]
    assert recovery_codes(people[0][0]) == codes
    browser = Client()
    try_password(browser, people[0][0].username)
    browser.post("/staff/sign-in/code/", {"code": codes[0]})
    assert not is_inside(browser), "a used code stays used"
    assert secret_of(late)


def test_a_key_that_is_missing_is_told_and_nothing_is_overwritten(settings: Any) -> None:
    user, secret = with_app()
    old, before = settings.DATA_KEYS, Authenticator.objects.get().data
    settings.DATA_KEYS = {"k9": secrets.token_bytes(32)}
    assert rotate(Factors()).unreadable == [Authenticator.objects.get().pk]
    assert Authenticator.objects.get().data == before
    settings.DATA_KEYS = old
    assert is_inside(enter(user, code_of(secret)))
