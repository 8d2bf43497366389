"""Whatever the site answers, at any address and for any mistake, all headers are on it."""

import subprocess
import sys
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404

from config.keys import fresh
from eligibility.security.attempts import Guard
from tests.access import TABLE
from tests.claims import ROOT
from tests.visitors import Everyone, ask, undone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.shows("T19", "ASVS 3.4.3", "ASVS 3.4.4", "ASVS 3.4.5", "ASVS 3.4.6"),
]

HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
METHODS = ("get", "post", "head", "options", "put", "delete", "trace")
PICTURE = "/staff/second-step/app/"  # the picture to scan is part of the page


def check(answer: HttpResponse, url: str = "") -> None:
    """All of them, whatever else is in the answer."""
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, url
    assert "no-store" in answer["Cache-Control"], url
    policy = dict(one.split(" ", 1) for one in answer["Content-Security-Policy"].split("; "))
    if url == PICTURE:
        policy["img-src"] = policy["img-src"].removesuffix(" data:")
    assert policy == POLICY, url
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "X-Powered-By" not in answer.headers and "Server" not in answer.headers
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/"):
        assert "charset=utf-8" in kind.replace('"', ""), url
    if kind.startswith("text/html"):
        assert "camera=()" in answer["Permissions-Policy"], url


@pytest.mark.shows("ASVS 3.4.2", "ASVS 3.4.8", "ASVS 4.1.1", "ASVS 13.4.4", "ASVS 14.2.2")
@pytest.mark.shows("ASVS 14.3.2")
@pytest.mark.parametrize("name", ["anonymous", "holder", "manager"])
def test_at_every_address_by_every_method(name: str) -> None:
    everyone = Everyone()
    browser = everyone.visitors[name]
    for _route, url in everyone.urls():
        for method in METHODS if name == "anonymous" else METHODS[:1]:
            with undone(browser):
                check(ask(browser, method, url), url)
    assert len(TABLE) > 90


def refused(status: int) -> Any:
    """How to come to the page of this mistake: the address, what is sent, and what breaks."""
    about, breaking = "/about/conditions/", "eligibility.pages.CARDS"
    return {
        400: (lambda c: c.get(about, headers={"host": "evil.example"}), None),
        403: (lambda c: c.get(about), raising("eligibility.pages.render", PermissionDenied)),
        404: (lambda c: c.get("/nowhere/"), None),
        405: (lambda c: c.post(about), None),
        413: (lambda c: c.post("/screening/", {"x": "y" * 70_000}), None),
        422: (lambda c: c.post("/resume/"), None),
        429: (lambda c: c.post("/resume/", {"resume-code": CODE}), locked()),
        500: (lambda c: c.get(about), patch(breaking, property(lambda self: 1 / 0))),
        503: (lambda c: c.get(about), raising("eligibility.pages.render", OperationalError)),
    }[status]


CODE = "0000-0000-0000-0000-0000"


def raising(what: str, why: type[Exception]) -> Any:
    return patch(what, side_effect=why("secret"))


def locked() -> Any:
    return patch.object(Guard, "lets_in", return_value=False)


@pytest.mark.shows("ASVS 16.5.1", "ASVS 16.5.4", "ASVS 13.4.2")
@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 422, 429, 500, 503])
def test_on_the_page_of_every_mistake_and_it_tells_nothing_of_the_inside(status: int) -> None:
    asked, broken = refused(status)
    client = Client(raise_request_exception=False)
    if broken:
        with broken:
            answer = asked(client)
    else:
        answer = asked(client)
    assert answer.status_code == status
    check(answer)
    for inside in (b"Traceback", b"secret", b"django", b"eligibility.", b"OperationalError"):
        assert inside not in answer.content


def test_when_no_address_can_be_found_at_all() -> None:
    with patch("django.urls.resolvers.URLResolver.resolve", side_effect=Resolver404({})):
        check(Client(raise_request_exception=False).get("/about/"))


@pytest.mark.shows("ASVS 14.2.5", "ASVS 13.4.3", "ASVS 13.4.1")
def test_files_may_be_kept_and_what_is_no_file_is_not_there() -> None:
    answer = Client().get("/static/candor.css")
    assert answer.status_code == 200 and "max-age" in answer["Cache-Control"]
    assert "no-store" not in answer["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    for close in answer._resource_closers:  # answer.close() would close the database as well
        close()
    for url in ("/static/", "/static/nothing.css", "/static/../manage.py", "/.git/config"):
        missing = Client().get(url)
        assert missing.status_code == 404, url
        check(missing, url)


ASKED = """
import django
django.setup()
from django.conf import settings
from django.test import Client
host = {"SERVER_NAME": "candor.example.org"}
safe = Client().get("/robots.txt", secure=True, **host)
plain = Client().get("/robots.txt", **host)
print(safe.status_code, safe["Strict-Transport-Security"])
print(plain.status_code, plain["Location"])
names = settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME
print(*names, settings.LANGUAGE_COOKIE_SECURE, settings.DEBUG)
"""


@pytest.mark.shows("ASVS 3.4.1", "ASVS 12.2.1", "HIPAA 164.312(e)(2)(i)", "HIPAA 164.312(e)(2)(ii)")
@pytest.mark.shows("ASVS 3.3.1", "ASVS 3.3.3", "ASVS 13.4.2")
def test_in_production_it_is_https_for_two_years_and_every_cookie_is_of_this_host() -> None:
    surroundings = fresh("production") | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ALLOWED_HOSTS": "candor.example.org",
    }
    command = [sys.executable, "-W", "ignore", "-c", ASKED]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        "200 max-age=63072000; includeSubDomains; preload",
        "301 https://candor.example.org/robots.txt",
        "__Host-staff __Host-csrf __Host-language True False",
    ], done.stderr
