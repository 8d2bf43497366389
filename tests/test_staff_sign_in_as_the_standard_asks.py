"""What a standard asks of passwords, codes and sessions beside what other tests show of them."""

import re
from unittest.mock import patch

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.clinic import PASSWORD, member, signed_in
from tests.door import (
    CODE,
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
from tests.visitors import Everyone, ask

pytestmark = pytest.mark.django_db
BOSS = {"is_superuser": True}


@pytest.mark.shows("ASVS 6.2.6", "ASVS 6.2.7")
def test_a_password_is_hidden_and_may_be_pasted_or_filled_in() -> None:
    inside = signed_in(member(password=PASSWORD))
    for page in (Client().get(SIGN_IN), inside.get("/staff/password/")):
        html = page.content.decode()
        inputs = re.findall(r'<input[^>]+name="(?:old)?password\d?"[^>]*>', html)
        assert inputs and all('type="password"' in tag for tag in inputs)
        assert not any('autocomplete="off"' in tag for tag in inputs)
        assert "onpaste" not in html


@pytest.mark.shows("ASVS 6.2.8", "ASVS 6.2.9")
@pytest.mark.parametrize("password", [f" {'ä' * 40} Zz 👍 ", "x" * 200, "\\'\"<b>%00&amp; ;--" * 3])
def test_a_password_is_compared_as_it_was_typed(password: str) -> None:
    user = newcomer(password=password)
    assert try_password(Client(), user.username, password).status_code == 302
    for other in (password.strip(), password.upper(), password[:72], f"{password} "):
        if other != password:
            assert try_password(Client(), user.username, other).status_code == 200


@pytest.mark.shows("ASVS 6.1.2", "ASVS 6.2.11")
@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("candor-candor-candor", False),
        ("ElmStreetClinic2026!", False),
        ("PatientPassword123456", False),
        ("1234567890candor!!", False),
        ("feedback of seven owls", True),
        ("a long one, for tests only", True),
        ("8271 9920 4410 7731 5520", True),
    ],
)
def test_words_of_this_place_make_no_password(password: str, fine: bool, settings: object) -> None:
    settings.CLINIC_NAME = "Elm Street Clinic"  # type: ignore[attr-defined]
    if fine:
        validate_password(password, User(username="ruth"))
        return
    with pytest.raises(ValidationError) as refused:
        validate_password(password, User(username="ruth"))
    assert "of_this_place" in [error.code for error in refused.value.error_list]


@pytest.mark.shows("ASVS 6.4.3", "T13")
def test_a_password_that_a_manager_sets_anew_goes_around_no_second_factor() -> None:
    (user, secret), boss = with_app(), signed_in(member(**BOSS))
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    new = "another long one, for tests"
    sent = {"password1": new, "password2": new, "usable_password": "true"}
    assert boss.post(url, sent).status_code == 302
    browser = Client()
    assert try_password(browser, user.username).status_code == 200, "the old one is gone"
    assert try_password(browser, user.username, new)["Location"] == CODE
    assert not is_inside(browser)
    assert try_code(browser, code_of(secret)).status_code == 302
    led = browser.get("/admin/", follow=True)
    assert led.redirect_chain[-1][0].startswith("/staff/password/"), "the manager knows it"


@pytest.mark.shows("ASVS 7.4.5")
def test_a_manager_ends_the_sessions_of_someone_by_a_new_password() -> None:
    user = member(password=PASSWORD)
    browser, boss = signed_in(user), signed_in(member(**BOSS))
    assert is_inside(browser)
    new = "another long one, for tests"
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    boss.post(url, {"password1": new, "password2": new, "usable_password": "true"})
    assert not is_inside(browser)


@pytest.mark.shows("ASVS 6.5.4")
def test_a_recovery_code_has_more_than_twenty_bits() -> None:
    codes = RecoveryCodes.activate(newcomer()).generate_codes()
    assert len(set(codes)) == len(codes) >= 8
    for code in codes:
        assert re.fullmatch(r"[0-9a-z]{8,}", code), "8 digits are 26 bits, 5 letters 25"


@pytest.mark.shows("ASVS 7.2.2", "ASVS 7.2.3")
def test_the_key_of_a_session_has_more_than_128_bits() -> None:
    keys = {signed_in(member()).session.session_key for _ in range(20)}
    assert len(keys) == 20
    assert all(re.fullmatch(r"[0-9a-z]{32}", key) for key in keys), "36 signs, 32 times: 165 bits"


@pytest.mark.shows("ASVS 7.4.4")
def test_every_page_of_the_clinic_has_the_way_out() -> None:
    everyone = Everyone()
    manager, seen = everyone.visitors["manager"], 0
    for _route, url in everyone.urls():
        if url.startswith("/admin/"):
            answer = ask(manager, "get", url)
            if answer.status_code == 200 and b'id="user-tools"' in answer.content:
                assert b"logout" in answer.content or b"sign-out" in answer.content, url
                seen += 1
    assert seen > 15


@pytest.mark.shows("ASVS 6.3.8", "ASVS 11.2.4")
def test_a_name_that_does_not_exist_costs_as_much_as_one_that_does() -> None:
    user = newcomer()
    hashed = []
    with patch(
        "django.contrib.auth.hashers.MD5PasswordHasher.encode",
        side_effect=lambda *given: hashed.append(given[0]) or "md5$x$y",
    ):
        pages = []
        for name in (user.username, "nobody"):
            answer = try_password(Client(), name, "wrong password")
            pages.append((answer.status_code, answer.content.count(b"errornote")))
    assert pages[0] == pages[1]
    assert hashed == ["wrong password"] * 2, "each was hashed once"


@pytest.mark.shows("ASVS 6.3.5")
@pytest.mark.parametrize(("wrong", "told"), [(2, False), (3, True)])
def test_a_person_is_told_of_several_wrong_tries_since_they_last_came(
    wrong: int, told: bool
) -> None:
    user, _ = with_app()
    for number, code in enumerate(recovery_codes(user)[:3]):
        page = enter(user, code).get("/admin/").content.decode()
        assert ("wrong password or code" in page) is (told and number == 1)
        for _ in range(wrong if number == 0 else 0):
            try_password(Client(), user.username, "not the right password")
