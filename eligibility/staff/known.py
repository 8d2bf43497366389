"""Browsers that a person has signed in with before. Strangers who try that person's name elsewhere
use up no tries of theirs."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from eligibility.security.tokens import fingerprint, fingerprints

PURPOSE = "known browser"
LIFE = timedelta(days=180)
PEOPLE = 8  # who share a computer at the desk


def known_as(request: HttpRequest, name: str) -> str:
    """What this browser is called among those that `name` has used, or nothing."""
    browser, people = _read(request)
    return browser if set(people) & set(fingerprints(PURPOSE, name)) else ""


def remember(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Notes that `name` has signed in with this browser. The cookie opens nothing."""
    browser, people = _read(request)
    mine = fingerprint(PURPOSE, name)
    people = [mine, *(one for one in people if one != mine)][:PEOPLE]
    response.set_cookie(
        _cookie(),
        signing.dumps([browser or secrets.token_urlsafe(16), people], salt=PURPOSE),
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        browser, people = signing.loads(
            request.COOKIES.get(_cookie(), ""), salt=PURPOSE, max_age=LIFE
        )
    except signing.BadSignature:
        return "", []
    return browser, people


def _cookie() -> str:
    return f"{settings.COOKIE_PREFIX}known"
