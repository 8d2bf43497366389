"""The doors of the clinic's pages: people with a password and an app, and how they sign in."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from tests.clinic import MAY_REVIEW, PASSWORD, member

SIGN_IN, CODE, INDEX = "/staff/sign-in/", "/staff/sign-in/code/", "/admin/"
SECOND_STEP = "/staff/second-step/"


def code_of(secret: str, ahead: int = 0) -> str:
    """What the app shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def newcomer(**given: Any) -> User:
    """Someone of the staff who has a password and no second factor yet."""
    return member(*MAY_REVIEW, **{"password": PASSWORD} | given)


def with_app(**given: Any) -> tuple[User, str]:
    """Someone of the staff with an app, and its secret."""
    user, secret = newcomer(**given), generate_totp_secret()
    TOTP.activate(user, secret)
    return user, secret


def recovery_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def secret_of(user: User) -> str:
    return decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])


def try_password(
    client: Client, name: str, password: str = PASSWORD, **options: Any
) -> HttpResponse:
    return client.post(SIGN_IN, {"login": name, "password": password}, **options)


def try_code(client: Client, code: str) -> HttpResponse:
    return client.post(CODE, {"code": code})


def enter(user: User, code: str) -> Client:
    """A browser after both steps."""
    client = Client()
    assert try_password(client, user.username)["Location"] == CODE
    assert try_code(client, code).status_code == 302
    return client


def is_inside(client: Client) -> bool:
    """Whether this browser is shown the clinic's pages."""
    return bool(client.get(INDEX).status_code == 200)
