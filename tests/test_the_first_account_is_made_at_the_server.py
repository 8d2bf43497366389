"""`first_staff` makes the first account and says what is next; the demo has a second step too."""

import re
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from eligibility.management.commands import demo, first_staff
from tests.door import CODE, SECOND_STEP, is_inside, try_code, try_password

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def typed(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    left = iter(answers)
    monkeypatch.setattr(first_staff.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(first_staff, "getpass", lambda words: next(left))


def test_the_first_account_can_sign_in_with_the_password_that_is_shown_once() -> None:
    told = said("first_staff", "ada")
    (password,) = re.findall(r"shown only now: (\S+)", told)
    assert len(password) >= 15
    assert "second step" in told and "password of your own" in told
    user = User.objects.get()
    assert [group.name for group in user.groups.all()] == ["clinic lead"]
    assert user.is_staff and not user.is_superuser
    client = Client()
    assert try_password(client, "ada", password).status_code == 302
    assert not is_inside(client)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(SECOND_STEP)


def test_a_typed_password_is_taken_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "a long one of my own", "a long one of my own")
    told = said("first_staff", "ada", "--role", "reviewer")
    assert "a long one" not in told and "shown only now" not in told
    assert User.objects.get().check_password("a long one of my own")


@pytest.mark.parametrize(
    "answers",
    [("too short",), ("a long one of my own", "another long one"), ("adalovelace-1815",)],
)
def test_a_weak_or_mistyped_password_makes_no_account(
    monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...]
) -> None:
    typed(monkeypatch, *answers)
    with pytest.raises(CommandError):
        said("first_staff", "adalovelace")
    assert not User.objects.exists()


def test_a_second_account_must_be_meant() -> None:
    said("first_staff", "ada")
    with pytest.raises(CommandError, match="--another"):
        said("first_staff", "grace")
    said("first_staff", "grace", "--another", "--role", "auditor")
    assert [group.name for group in User.objects.get(username="grace").groups.all()] == ["auditor"]


def test_a_name_that_is_taken_and_a_role_that_is_not_there_are_refused() -> None:
    said("first_staff", "ada")
    with pytest.raises(CommandError, match="account"):
        said("first_staff", "ADA", "--another")
    with pytest.raises(CommandError, match="auditor, clinic lead, reviewer"):
        said("first_staff", "grace", "--another", "--role", "boss")
    assert User.objects.count() == 1


def test_each_start_of_the_demo_shows_codes_that_work(settings: Any) -> None:
    settings.DEMO = True
    with patch.object(demo, "PEOPLE", demo.PEOPLE[:1]):
        for _ in range(2):
            codes = re.findall(r"\b\d{8}\b", said("demo"))
            assert len(codes) == 3
            for code in codes:
                client = Client()
                assert try_password(client, demo.USER, demo.PASSWORD)["Location"] == CODE
                try_code(client, code)
                assert is_inside(client)
    assert User.objects.count() == 1
