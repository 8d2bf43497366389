"""One table says who may open each address of the site, and everyone is answered so."""

from collections.abc import Iterator
from time import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from eligibility.staff.backend import StaffBackend
from tests.access import TABLE, fits, routes
from tests.leaks import cells
from tests.visitors import NAME, Everyone, ask, text_of, undone

pytestmark = pytest.mark.django_db

EVIL = "https://evil.example"
METHODS = ("get", "post")
# Tables that a visit may write to: sessions, who looked at what, and how often something was tried.
MAY_CHANGE = {
    "django_session",
    "usersessions_usersession",
    "eligibility_accesslog",
    "eligibility_accessloghead",
    "eligibility_attempt",
}
SHOWN_ONCE = "staff/second-step/codes/"  # the page of new recovery codes notes that it was shown


@pytest.fixture
def everyone() -> Everyone:
    return Everyone()


def expected(who: str, visitor: str, route: str, user: User | None) -> str:
    """How `visitor`, who is `user` if past the door, is answered where the table says `who`."""
    if who == "anyone":
        return "led"
    if who == "holder":
        return "open" if visitor == "holder" else "none"
    if who == "signed in":
        return "led" if user or visitor == "without a second factor" else "door"
    if user is None and route.startswith(("admin/", "staff/")):
        return "shut" if (who, route) == ("-", "staff/sign-in/off/") else "door"
    if who in ("-", "nobody"):
        return "shut" if who == "-" else "nothing"
    return "open" if has(user, who) else "refused"


def has(user: User | None, who: str) -> bool:
    """Whether someone of the staff has the rights that the table names."""
    rights = set(who.split()) - {"own", "again"}
    found = StaffBackend().get_user(user.pk) if user else None
    names = {name if "." in name else f"eligibility.{name}" for name in rights}
    return bool(found and found.has_perms(names))


def everything(everyone: Everyone) -> Iterator[tuple[str, str, str, str, Client]]:
    """Each address by each method for each visitor: route, address, method, name, browser."""
    for route, url in everyone.urls():
        for method in METHODS:
            for name, browser in everyone.visitors.items():
                yield route, url, method, name, browser


def rows() -> dict[str, list[bytes]]:
    """All that is stored, but for what a visit may write."""
    tables = set(connection.introspection.table_names()) - MAY_CHANGE
    return {table: sorted(cells(table)) for table in tables}


def tells(everyone: Everyone, answer: HttpResponse) -> bool:
    return any(word.encode() in text_of(answer) for word in (NAME, everyone.sent.reference))


@pytest.mark.shows("T2", "ASVS 8.1.1", "ASVS 6.3.4", "ASVS 13.4.5")
def test_every_address_is_in_the_table_and_the_table_has_no_other() -> None:
    assert set(routes()) == set(TABLE)


@pytest.mark.shows("T2", "ASVS 8.2.1", "ASVS 8.2.2", "ASVS 8.2.3", "ASVS 8.3.1")
def test_everyone_is_answered_as_the_table_says(everyone: Everyone) -> None:
    """And who may not open a page reads nothing of it."""
    wrong = []
    for route, url, method, name, browser in everything(everyone):
        who, user = TABLE[route][METHODS.index(method)], everyone.users.get(name)
        with undone(browser):
            answer = ask(browser, method, url)
        allowed = name == "holder" or (user and has(user, who))
        fine = fits(answer, expected(who, name, route, user))
        if not fine or not (allowed or not tells(everyone, answer)):
            wrong.append((name, method, url, who, answer.status_code, answer.get("Location")))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.shows("T2", "ASVS 8.2.2")
def test_nobody_changes_what_another_patient_has(everyone: Everyone) -> None:
    before = rows()
    for route, url in everyone.urls():
        for name, browser in everyone.visitors.items():
            if name != "holder" and "<uuid:draft>" in route:
                assert not tells(everyone, ask(browser, "post", url))
    assert rows() == before


@pytest.mark.shows("ASVS 7.5.1", "ASVS 7.5.3")
def test_what_is_grave_asks_again_who_it_is(everyone: Everyone) -> None:
    browser = everyone.visitors["clinic lead"]
    session = browser.session
    for one in session["account_authentication_methods"]:
        one["at"] = time() - 600
    session.save()
    asked = 0
    for route, url in everyone.urls():
        for method, who in zip(METHODS, TABLE[route], strict=True):
            if "again" in who.split():
                with undone(browser):
                    assert fits(ask(browser, method, url), "door"), (method, url)
                asked += 1
    assert asked >= 8


@pytest.mark.shows("T6", "ASVS 3.5.3")
@pytest.mark.parametrize(
    ("name", "begins"),
    [("anonymous", ""), ("holder", "screening/"), ("manager", ("admin", "staff"))],
)
def test_a_visit_changes_nothing(everyone: Everyone, name: str, begins: str) -> None:
    """Who can open an address visits it; one that is refused there is told so before."""
    browser, before = everyone.visitors[name], rows()
    for route, url in everyone.urls():
        if not route.startswith(begins) or (route == SHOWN_ONCE and name == "manager"):
            continue
        for method in ("get", "head", "options") * 2:
            ask(browser, method, url)
        after = rows()
        assert [table for table in before if before[table] != after[table]] == [], route


@pytest.mark.shows("T6", "ASVS 3.5.1", "ASVS 3.5.2")
@pytest.mark.parametrize("name", ["anonymous", "holder", "manager"])
def test_what_another_site_sends_is_refused_everywhere(everyone: Everyone, name: str) -> None:
    browser: Any = everyone.visitors[name]
    browser.handler = ClientHandler(enforce_csrf_checks=True)
    browser.get("/resume/")
    token = browser.cookies["csrf"].value
    before = rows()
    for _route, url in everyone.urls():
        for more in ({}, {"HTTP_ORIGIN": EVIL}, {"HTTP_ORIGIN": "null"}):
            sent = {"csrfmiddlewaretoken": token} if more else {}
            answer = ask(browser, "post", url, data=sent, **more)
            assert answer.status_code == 403 or url in ("/alive/", "/ready/"), (url, more)
    assert rows() == before
