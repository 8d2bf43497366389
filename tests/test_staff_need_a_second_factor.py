"""A right password alone opens no page of the clinic. Only a second factor in this session does."""

from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from eligibility.models import Submission
from tests.clinic import LIST, PASSWORD, address, member, sent, signed_in
from tests.door import (
    CODE,
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


def addresses_of_the_admin() -> list[str]:
    """Every address of the admin, with made-up numbers where it wants some."""
    found = []
    for name in {key for key in get_resolver().namespace_dict["admin"][1].reverse_dict if key}:
        if isinstance(name, str):
            for args in ([], [uuid4()], [1], [1, 1], ["auth"], ["x"]):
                try:
                    found.append(reverse(f"admin:{name}", args=args))
                except NoReverseMatch:
                    continue
    return sorted(found)


def half_in(**given: Any) -> Client:
    """The browser of someone with all rights and a right password, and no second factor yet."""
    user, client = newcomer(is_superuser=True, **given), Client()
    assert try_password(client, user.username).status_code == 302
    return client


def test_the_site_of_the_admin_is_ours_and_knows_every_model_as_before() -> None:
    assert type(admin.site._wrapped).__name__ == "StaffSite"
    assert {Submission, get_user_model()} <= set(admin.site._registry)


@pytest.mark.shows("T13", "ASVS 6.3.3", "ASVS 6.3.4", "HIPAA 164.312(d)")
def test_a_right_password_without_the_factor_reaches_no_page_of_the_admin() -> None:
    submission, urls = sent(), addresses_of_the_admin()
    urls += [address(submission), address(submission, "sheet"), f"{LIST}{submission.pk}/sheet.pdf"]
    assert len(urls) > 25
    user, _ = with_app(is_superuser=True)
    waiting = Client()
    assert try_password(waiting, user.username)["Location"] == CODE
    for browser in (half_in(), waiting):
        for url in urls:
            for answer in (browser.get(url), browser.post(url, {})):
                assert answer.status_code in (301, 302), url
                assert "Ruth" not in answer.content.decode()


def test_who_has_no_factor_yet_is_led_to_set_one_up_and_then_to_what_they_wanted() -> None:
    browser = half_in()
    page = browser.get(LIST, follow=True)
    assert page.redirect_chain[-1][0].startswith(SECOND_STEP)
    page = browser.get(f"{SECOND_STEP}app/")
    answer = browser.post(f"{SECOND_STEP}app/", {"code": code_of(page.context["form"].secret)})
    assert answer["Location"] == f"{SECOND_STEP}codes/"
    codes = browser.get(f"{SECOND_STEP}codes/")
    assert len(codes.context["unused_codes"]) == 10 and f'href="{LIST}"' in codes.content.decode()
    assert is_inside(browser)
    again = browser.get(f"{SECOND_STEP}codes/").content.decode()
    assert not [code for code in codes.context["unused_codes"] if code in again], "shown once"


@pytest.mark.shows("ASVS 7.2.4", "T7", "ASVS 7.2.2")
def test_setting_up_a_factor_and_signing_in_each_give_the_session_a_new_key() -> None:
    user, browser = newcomer(), Client()
    browser.get(f"{SIGN_IN}passkey/", headers={"accept": "application/json"})
    keys = [browser.session.session_key]
    try_password(browser, user.username)
    keys.append(browser.session.session_key)
    page = browser.get(f"{SECOND_STEP}app/")
    browser.post(f"{SECOND_STEP}app/", {"code": code_of(page.context["form"].secret)})
    keys.append(browser.session.session_key)
    assert len(set(keys)) == 3
    assert [one.pk for one in Session.objects.all()] == keys[-1:]
    assert [one.session_key for one in UserSession.objects.all()] == keys[-1:]


@pytest.mark.shows("ASVS 6.3.4")
def test_the_form_of_the_admin_itself_signs_nobody_in() -> None:
    (user, _), browser = with_app(is_superuser=True), Client()
    for typed in ({"username": user.username}, {"login": user.username}):
        answer = browser.post("/admin/login/", typed | {"password": PASSWORD, "next": LIST})
        assert answer["Location"] == f"{SIGN_IN}?next={LIST}"
        assert not browser.cookies and not Session.objects.exists()


@pytest.mark.shows("ASVS 7.2.1")
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_a_code_opens_the_pages_and_only_in_the_browser_it_was_typed_in(kind: str) -> None:
    user, secret = with_app()
    code = code_of(secret) if kind == "app" else recovery_codes(user)[0]
    browser = enter(user, code)
    assert is_inside(browser)
    other = Client()
    try_password(other, user.username)
    assert not is_inside(other)
    for used in (code, f" {code[:3]}-{code[3:]} "):
        try_code(other, used)
        assert not is_inside(other), "used twice"


@pytest.mark.shows("ASVS 6.5.1", "T13")
def test_a_code_that_set_up_the_app_does_not_sign_in_too() -> None:
    user, browser = newcomer(), Client()
    try_password(browser, user.username)
    page = browser.get(f"{SECOND_STEP}app/")
    code = code_of(page.context["form"].secret)
    browser.post(f"{SECOND_STEP}app/", {"code": code})
    other = Client()
    try_password(other, user.username)
    try_code(other, code)
    assert not is_inside(other)


@pytest.mark.shows("ASVS 7.2.1")
def test_a_session_from_before_the_factor_was_set_up_can_only_give_that_factor() -> None:
    user, thief = newcomer(), Client()
    try_password(thief, user.username)
    secret = with_factor(user)
    assert not is_inside(thief)
    for name in ("", "app/", "app/remove/", "passkey/", "codes/", "codes/new/"):
        for answer in (thief.get(SECOND_STEP + name), thief.post(SECOND_STEP + name)):
            assert answer["Location"].startswith("/staff/again/code/"), name
    for url in ("/staff/password/", "/staff/sessions/"):
        assert thief.get(url)["Location"].startswith("/staff/again/code/")
    thief.post("/staff/again/code/", {"code": code_of(secret)})
    assert is_inside(thief), "whoever has the factor too is the person"


def with_factor(user: Any) -> str:
    """The person sets up an app in another browser. Its secret."""
    browser = Client()
    try_password(browser, user.username)
    secret = browser.get(f"{SECOND_STEP}app/").context["form"].secret
    browser.post(f"{SECOND_STEP}app/", {"code": code_of(secret, ahead=-1)})
    assert is_inside(browser)
    return str(secret)


@pytest.mark.shows("ASVS 6.3.3")
def test_without_any_factor_no_other_page_of_the_sign_in_opens() -> None:
    browser = half_in()
    for url in ("/staff/password/", "/staff/sessions/", f"{SECOND_STEP}codes/new/"):
        assert browser.get(url)["Location"].startswith(SECOND_STEP)


@pytest.mark.shows("ASVS 6.3.3")
def test_the_last_factor_cannot_be_removed_and_a_deleted_one_closes_the_pages() -> None:
    user, secret = with_app()
    browser = enter(user, code_of(secret))
    browser.post(f"{SECOND_STEP}app/remove/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    Authenticator.objects.filter(user=user).delete()
    assert not is_inside(browser)


@pytest.mark.shows("ASVS 6.3.8")
def test_someone_switched_off_or_no_staff_is_told_what_a_stranger_is_told() -> None:
    people = [newcomer(is_active=False).username, newcomer(is_staff=False).username, "nobody"]
    pages = [try_password(Client(), name) for name in people]
    assert {page.status_code for page in pages} == {200}
    assert {str(page.context["form"].errors) for page in pages} == {
        str(try_password(Client(), newcomer().username, "wrong").context["form"].errors)
    }


def test_a_signed_in_person_who_is_no_staff_is_refused_without_a_loop() -> None:
    browser = signed_in(member(is_staff=False))
    assert browser.get(LIST, follow=True).status_code == 403
