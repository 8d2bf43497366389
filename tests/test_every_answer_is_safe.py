"""Headers on every answer, log lines without a patient's words, and the page for an outage."""

from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client, override_settings

from eligibility.wizard import drafts, rows
from tests.patient import Patient

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/about/conditions/",
    "/how-we-decide/",
    "/how-we-decide/shown/",
    "/how-we-decide/open/",
    "/how-we-decide/exclusion/severity/",
    "/finished/",
    "/robots.txt",
    "/alive/",
    "/ready/",
    "/language/",
    "/resume/",
    "/open/",
    "/left/",
    "/erased/",
    f"/screening/{uuid4()}/saved/",
    f"/screening/{uuid4()}/leave/",
    "/screening/",
    f"/screening/{uuid4()}/age/",
    f"/screening/{uuid4()}/result/",
    f"/screening/{uuid4()}/result.pdf",
    "/nowhere/",
    "/admin/",
    "/admin/login/",
    "/staff/sign-in/",
    "/staff/sign-in/passkey/",
    "/staff/sign-in/code/",
    "/staff/second-step/",
    "/staff/again/",
)
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def check_headers(response: Any) -> None:
    assert "no-store" in response["Cache-Control"]
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["get", "post", "options", "put"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_them(address: str, method: str) -> None:
    check_headers(getattr(Client(), method)(address))


def test_error_pages_carry_them_too() -> None:
    client = Client(raise_request_exception=False)
    check_headers(client.get("/", headers={"host": "evil.example"}))
    check_headers(client.post("/screening/", data={"x": "y" * 70_000}))
    with patch("eligibility.pages.CARDS", property(lambda self: 1 / 0)):
        failed = client.get("/about/conditions/")
    assert failed.status_code == 500
    check_headers(failed)


@pytest.mark.shows("T19")
def test_no_page_sets_a_cookie_but_ours() -> None:
    patient = Patient.at("contact")
    names = {name.partition("-")[0] for name in patient.cookies}
    assert names <= {"csrf", "candor", "language"}


@pytest.mark.shows("F5", "ASVS 16.5.2", "ASVS 16.5.3")
@pytest.mark.parametrize("away", [OperationalError, InterfaceError])
def test_an_outage_keeps_what_was_typed_and_the_same_answer_can_be_sent_again(away: Any) -> None:
    patient = Patient.at("region")
    before = patient.kept
    with patch.object(drafts.DraftStorage, "commit", side_effect=away("secret words")):
        page = patient.send("region")
    assert (page.status, page.kind) == (503, "error")
    assert "secret words" not in page.html
    assert page.html.count('name="region-region" value="low_back"') == 1
    assert patient.kept == before
    assert patient.send("region").location == patient.url("condition")


@pytest.mark.shows("F5", "ASVS 16.5.2", "ASVS 16.5.3")
def test_an_outage_before_anything_is_read_is_told_too() -> None:
    patient = Patient.at("region")
    with patch.object(rows, "read", side_effect=OperationalError("secret")):
        page = patient.show("region")
    assert page.status == 503
    assert "secret" not in page.html


@pytest.mark.shows("T7", "ASVS 3.3.1", "ASVS 3.3.3")
@override_settings(COOKIE_PREFIX="__Host-", SESSION_COOKIE_SECURE=True)
def test_in_production_the_key_of_a_draft_is_a_host_cookie() -> None:
    response = Client().post("/screening/")
    (cookie,) = (c for name, c in response.cookies.items() if name.startswith("__Host-candor-"))
    assert cookie["secure"] and cookie["httponly"]
    assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")
    assert len(cookie.value) >= 43
