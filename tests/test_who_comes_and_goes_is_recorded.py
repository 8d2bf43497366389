"""Signing in, signing out and failing to sign in are in the access log."""

import pytest
from django.contrib.auth import authenticate
from django.db import DatabaseError
from django.test import Client, RequestFactory

from eligibility.models import AccessLog
from tests.audit import table_away
from tests.clinic import PASSWORD, member, signed_in
from tests.door import try_code, try_password, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.shows("ASVS 16.3.1", "HIPAA 164.312(b)")]


def test_who_signs_in_and_out_is_recorded() -> None:
    user = member(password=PASSWORD)
    browser = signed_in(user)
    browser.logout()
    rows = AccessLog.objects.order_by("number").values_list("action", "actor", "who")
    assert list(rows) == [(word, user.pk, user.username) for word in ("sign_in", "sign_out")]


@pytest.mark.shows("ASVS 16.2.5", "T9")
def test_a_failed_sign_in_is_recorded_without_what_was_typed() -> None:
    user = member(password=PASSWORD)
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.5")
    for name, known in ((user.username, user.username), ("my secret 99", "")):
        assert authenticate(request, username=name, password="wrong horse") is None
        row = AccessLog.objects.latest("number")
        assert (row.action, row.actor, row.who, row.address) == (
            "refused",
            None,
            known,
            "192.0.2.5",
        )
    for told in AccessLog.objects.values_list():
        assert "secret" not in str(told)
        assert "horse" not in str(told)


def test_a_wrong_code_is_recorded_without_what_was_typed() -> None:
    user, _ = with_app()
    client = Client()
    try_password(client, user.username)
    before = AccessLog.objects.count()
    try_code(client, "135791")
    row = AccessLog.objects.latest("number")
    assert AccessLog.objects.count() == before + 1
    assert (row.action, row.actor, row.who) == ("refused", None, user.username)
    assert row.detail == '{"kind": "code"}'


@pytest.mark.shows("ASVS 16.5.3")
@pytest.mark.django_db(transaction=True)
def test_nobody_signs_in_while_that_cannot_be_recorded() -> None:
    user = member(password=PASSWORD)
    with table_away(), pytest.raises(DatabaseError):
        signed_in(user)
