"""A password that someone else made, and so knows, opens nothing but the page to choose another."""

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from eligibility.models import FirstPassword
from tests.clinic import LIST, PASSWORD, member, signed_in
from tests.door import code_of, enter, is_inside, try_password, with_app

pytestmark = pytest.mark.django_db
CHANGE = "/staff/password/"
OWN = "four words of my own"
PBKDF2 = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


def choose(client: Client, old: str, new: str) -> str:
    """Where it leads to; nowhere if the new password is refused."""
    given = {"oldpassword": old, "password1": new, "password2": new}
    return str(client.post(CHANGE, given).headers.get("Location", ""))


def made_by_someone_else() -> tuple[User, Client]:
    """A colleague whose password was just set by the one who looks after accounts."""
    user, secret = with_app()
    keeper = signed_in(member("change_user", "view_user", is_superuser=True))
    given = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    answer = keeper.post(f"/admin/auth/user/{user.pk}/password/", given)
    assert answer.status_code == 302
    return user, enter(user, code_of(secret))


@pytest.mark.shows("ASVS 6.4.1")
def test_the_password_that_is_shown_for_the_first_account_is_noted_as_one() -> None:
    out = StringIO()
    call_command("first_staff", "ada", stdout=out)
    (password,) = re.findall(r"shown only now: (\S+)", out.getvalue())
    assert FirstPassword.objects.get().user.username == "ada"
    assert len(password) >= 15


@pytest.mark.shows("ASVS 6.4.1")
def test_nothing_opens_until_another_password_is_chosen() -> None:
    user, client = made_by_someone_else()
    assert not is_inside(client)
    led = client.get(LIST, follow=True)
    assert led.redirect_chain[-1][0].startswith(CHANGE)
    assert "Someone else made your password" in led.content.decode()
    assert choose(client, PASSWORD, PASSWORD) == "", "the same again is no other"
    assert not is_inside(client)
    assert choose(client, PASSWORD, OWN) == LIST
    assert is_inside(client)
    assert not FirstPassword.objects.exists()
    assert "Someone else" not in client.get(CHANGE).content.decode()
    assert User.objects.get(pk=user.pk).check_password(OWN)


def test_one_s_own_change_and_a_new_hash_of_the_same_are_nobody_else_s(settings: Any) -> None:
    user, secret = with_app()
    assert choose(enter(user, code_of(secret)), PASSWORD, OWN)
    assert not FirstPassword.objects.exists()
    settings.PASSWORD_HASHERS = [PBKDF2, *settings.PASSWORD_HASHERS]
    assert try_password(Client(), user.username, OWN).status_code == 302
    assert User.objects.get(pk=user.pk).password.startswith("pbkdf2"), "it was hashed anew"
    assert not FirstPassword.objects.exists()


def test_an_account_made_in_the_admin_begins_with_a_first_password() -> None:
    keeper = signed_in(member(is_superuser=True))
    given = {"username": "grace", "password1": PASSWORD, "password2": PASSWORD}
    answer = keeper.post("/admin/auth/user/add/", given | {"usable_password": "true"})
    assert answer.status_code == 302
    assert FirstPassword.objects.get().user.username == "grace"


def test_who_may_not_use_a_password_any_more_is_not_asked_for_another() -> None:
    user, client = made_by_someone_else()
    user.refresh_from_db()
    user.set_unusable_password()
    user.save()
    assert FirstPassword.objects.filter(user=user).exists()
    fresh = signed_in(user)
    assert is_inside(fresh)
    assert fresh.get(CHANGE).status_code == 403
    assert not is_inside(client)
