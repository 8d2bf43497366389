"""A session of staff ends after 15 minutes alone, after 12 hours, or when its person says so."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eligibility.staff.session import SEEN, SIGNED_IN
from tests.clinic import LIST, nurse, sent, signed_in
from tests.clock import frozen, later
from tests.door import SIGN_IN, code_of, enter, is_inside, newcomer, recovery_codes, with_app

pytestmark = pytest.mark.django_db


def writes(client: Client, url: str = LIST) -> list[str]:
    """What is written of sessions while a page is shown."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    made = [query["sql"] for query in queries]
    return [sql for sql in made if "django_session" in sql and not sql.startswith("SELECT")]


@pytest.mark.shows("ASVS 7.3.1", "HIPAA 164.312(a)(2)(iii)")
def test_fifteen_minutes_without_a_page_end_it_and_each_page_begins_them_anew() -> None:
    client = nurse()
    for minutes in (14, 28, 42):
        with later(minutes=minutes):
            assert is_inside(client)
    with later(minutes=42 + 16):
        assert not is_inside(client)
    assert not is_inside(client), "it does not come back"


@pytest.mark.shows("ASVS 7.3.2", "HIPAA 164.312(a)(2)(iii)")
def test_twelve_hours_end_it_however_busy_it_was() -> None:
    client = nurse()
    for minutes in range(10, 12 * 60, 10):
        with later(minutes=minutes):
            assert is_inside(client)
    with later(hours=12, minutes=1):
        assert not is_inside(client)


@pytest.mark.parametrize(("hours", "why"), [(0.3, "15 minutes"), (12.1, "12 hours")])
def test_the_sign_in_page_says_why_and_keeps_the_wanted_address(hours: float, why: str) -> None:
    client = nurse()
    wanted = f"{LIST}?q=7F3K-2QXM"
    with later(hours=hours):
        page = client.get(wanted, follow=True)
    assert page.redirect_chain[-1][0].startswith(SIGN_IN)
    html = page.content.decode()
    assert f"{why}" in html and "Sign in, and you come back" in html
    assert f'name="next" value="{LIST}?q=7F3K-2QXM"' in html
    assert Session.objects.count() == 1, "the old one is gone; the reason waits in a new one"
    assert "15 minutes" not in Client().get(SIGN_IN).content.decode()


def test_the_reason_is_not_told_again_after_the_next_sign_in() -> None:
    user, secret = with_app()
    client = enter(user, code_of(secret))
    with later(minutes=20):
        client.get(LIST)
    assert client.session["staff_ended"] == "alone"
    client.post(SIGN_IN, {"login": user.username, "password": "a long one, for tests only"})
    client.post("/staff/sign-in/code/", {"code": recovery_codes(user)[0]})
    assert is_inside(client)
    assert "staff_ended" not in client.session


@pytest.mark.shows("ASVS 7.4.1")
def test_a_post_after_the_end_changes_nothing() -> None:
    submission, client = sent(), nurse()
    with later(minutes=16):
        answer = client.post(f"{LIST}{submission.pk}/change/", {"new_status": "closed"})
    assert answer.status_code == 302 and answer["Location"].startswith("/admin/login/")


def test_what_was_written_on_a_page_that_is_sent_after_the_end_is_given_back() -> None:
    submission, client = sent(), nurse()
    page = f"{LIST}{submission.pk}/change/"
    typed = {"note": "Called her.\nShe <b>comes</b> on Friday.", "password1": "one two three four"}
    with later(minutes=16):
        answer = client.post(page, {"new_status": "closed", **typed})
    assert answer.status_code == 403
    html = answer.content.decode()
    assert "She &lt;b&gt;comes&lt;/b&gt; on Friday." in html and "nothing was saved" in html
    assert "one two three four" not in html and "closed" not in html
    assert f'href="{SIGN_IN}?next={quote(page, safe="")}"' in html
    assert not submission.reviews.exists()


def test_the_session_is_written_once_a_minute_at_most() -> None:
    client = nurse()
    with frozen():
        session = client.session
        session[SIGNED_IN] = session[SEEN] = session[SEEN] - session[SEEN] % 60
        session.save()
    client = nurse()
    assert writes(client) == []
    with later(seconds=61):
        assert len(writes(client)) == 1
        assert writes(client) == []
    with later(seconds=90):
        assert writes(client) == []


@pytest.mark.parametrize("lost", [SIGNED_IN, SEEN])
def test_a_session_without_its_times_is_over(lost: str) -> None:
    client = nurse()
    session = client.session
    del session[lost]
    session.save()
    assert not is_inside(client)


def test_the_page_of_a_patient_looks_up_no_session_of_staff() -> None:
    client = nurse()
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert len(queries) == 0


@pytest.mark.shows("T13", "ASVS 7.4.2", "ASVS 8.3.2", "ASVS 7.4.5")
def test_who_is_switched_off_or_no_longer_staff_is_out_at_the_next_page() -> None:
    for change in ({"is_active": False}, {"is_staff": False}):
        user, secret = with_app()
        client = enter(user, code_of(secret))
        assert is_inside(client)
        type(user).objects.filter(pk=user.pk).update(**change)
        assert not is_inside(client)


@pytest.mark.shows("ASVS 7.4.1")
def test_signing_out_ends_the_session_and_a_get_does_not() -> None:
    for url in ("/admin/logout/", "/staff/sign-out/"):
        client = nurse()
        key = client.session.session_key
        client.get(url)
        assert is_inside(client)
        answer = client.post(url)
        assert answer["Location"] == SIGN_IN
        assert not is_inside(client)
        assert not Session.objects.filter(pk=key).exists()


@pytest.mark.shows("ASVS 7.5.2")
def test_a_person_sees_all_their_sessions_and_can_end_the_others() -> None:
    user, secret = with_app()
    here, there = enter(user, code_of(secret)), enter(user, recovery_codes(user)[0])
    stranger = signed_in(newcomer())
    page = here.get("/staff/sessions/")
    assert len(page.context["sessions"]) == 2
    assert "This browser" in page.content.decode()
    answer = here.post("/staff/sessions/", follow=True)
    assert len(answer.context["sessions"]) == 1
    assert is_inside(here) and not is_inside(there) and is_inside(stranger)


def test_a_session_that_is_over_is_not_in_the_list() -> None:
    user, secret = with_app()
    enter(user, code_of(secret))
    with later(minutes=20):
        here = enter(user, recovery_codes(user)[0])
        assert len(here.get("/staff/sessions/").context["sessions"]) == 1


@pytest.mark.shows("ASVS 3.3.1", "ASVS 3.3.2", "ASVS 3.3.4", "ASVS 3.3.3")
def test_in_production_the_cookies_of_staff_are_host_cookies(settings: Any) -> None:
    from config import settings as configured

    assert f"{configured.COOKIE_PREFIX}staff" == configured.SESSION_COOKIE_NAME
    settings.COOKIE_PREFIX, settings.SESSION_COOKIE_NAME = "__Host-", "__Host-staff"
    settings.SESSION_COOKIE_SECURE = True
    user, secret = with_app()
    client = Client()
    client.post(SIGN_IN, {"login": user.username, "password": "a long one, for tests only"})
    client.post("/staff/sign-in/code/", {"code": code_of(secret)})
    for name in ("__Host-staff", "__Host-known"):
        cookie = client.cookies[name]
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert client.cookies["__Host-staff"]["expires"] == ""
