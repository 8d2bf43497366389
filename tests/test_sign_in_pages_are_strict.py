"""The sign-in pages are as strict as all others: nothing inline, no way off this site, no page that
nobody needs, and no error for what a hostile browser sends."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.clinic import MAY_REVIEW, PASSWORD, member, signed_in
from tests.door import (
    CODE,
    INDEX,
    SECOND_STEP,
    SIGN_IN,
    code_of,
    enter,
    is_inside,
    newcomer,
    recovery_codes,
    try_code,
    try_password,
    with_app,
)

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN = (
    "",
    "null",
    "[]",
    "{}",
    '"x"',
    "7",
    '{"response": null}',
    '{"response": {"userHandle": 7}}',
)


@pytest.mark.shows("ASVS 6.3.4", "ASVS 15.2.3")
def test_nobody_signs_up_resets_a_password_by_mail_or_gets_a_mail_page() -> None:
    for gone in ("signup/", "password/reset/", "email/", "confirm-email/", "login/code/", ""):
        assert Client().get(f"/staff/{gone}").status_code == 404
        assert Client().get(f"/accounts/{gone}").status_code == 404
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize(
    "sent", [*BROKEN, "x" * 60_000, '{"response": {"userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}}']
)
def test_a_broken_passkey_is_a_wrong_passkey(sent: str) -> None:
    (user, secret), browser = with_app(), Client()
    browser.get(f"{SIGN_IN}passkey/", headers={"accept": "application/json"})
    assert browser.post(f"{SIGN_IN}passkey/", {"credential": sent}).status_code == 302
    try_password(browser, user.username)
    browser.get(CODE)
    assert browser.post(CODE, {"credential": sent}).status_code == 200
    try_code(browser, code_of(secret))
    browser.get(f"{SECOND_STEP}passkey/")
    answer = browser.post(f"{SECOND_STEP}passkey/", {"credential": sent, "name": "x"})
    assert answer.status_code == 200
    assert is_inside(browser) and Authenticator.objects.count() == 1


def test_who_signs_in_without_a_password_has_none_to_change() -> None:
    browser = signed_in(member(*MAY_REVIEW))
    for method in (browser.get, browser.post):
        assert method("/staff/password/").status_code == 403


@pytest.mark.shows("T18", "ASVS 3.7.2")
def test_no_way_on_leaves_this_site() -> None:
    user, _ = with_app()
    elsewheres = ("https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil")
    for number, elsewhere in enumerate(elsewheres):
        browser = Client()
        browser.post(SIGN_IN, {"login": user.username, "password": PASSWORD, "next": elsewhere})
        answer = browser.post(CODE, {"code": recovery_codes(user)[number]})
        assert answer["Location"] == INDEX
        assert "evil" not in Client().get("/admin/login/", {"next": elsewhere})["Location"]


def test_only_the_page_with_the_picture_may_show_data() -> None:
    user, secret = with_app()
    other = newcomer()
    browser = Client()
    try_password(browser, other.username)
    policy = browser.get(f"{SECOND_STEP}app/")["Content-Security-Policy"]
    assert "img-src 'self' data:" in policy and "unsafe" not in policy
    inside = enter(user, code_of(secret))
    for url in (
        SIGN_IN,
        CODE,
        "/admin/",
        SECOND_STEP,
        f"{SECOND_STEP}passkey/",
        "/staff/sessions/",
    ):
        for client in (Client(), inside):
            policy = client.get(url)["Content-Security-Policy"]
            assert "data:" not in policy and "unsafe" not in policy, url


def test_a_tablet_for_patients_has_no_door_for_staff(settings: Any) -> None:
    settings.KIOSK, settings.IDLE_MINUTES = True, 0
    for url in (SIGN_IN, f"{SIGN_IN}passkey/", CODE, SECOND_STEP, "/staff/again/"):
        assert Client().get(url).status_code == 404


@pytest.mark.shows("T10", "ASVS 1.2.3", "ASVS 3.2.2", "ASVS 3.7.1")
def test_the_pages_hold_no_script_and_no_style_of_their_own() -> None:
    user, secret = with_app()
    inside = enter(user, code_of(secret))
    for url in (SECOND_STEP, f"{SECOND_STEP}passkey/", "/staff/sessions/", "/staff/password/"):
        html = inside.get(url).content.decode()
        assert "style=" not in html and " onclick" not in html
        for tag in html.split("<script")[1:]:
            assert tag.startswith((' src="/static/', ' id="js_data" type="application/json"')) or (
                'type="application/json"' in tag.split(">")[0]
            ), url
