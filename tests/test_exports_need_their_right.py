"""An export is for who has the right to it and has just shown that it is still them, and every
record that leaves is in the access log first."""

import json
from datetime import datetime, timedelta
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from eligibility.models import Submission
from eligibility.review.export import stored
from eligibility.staff.session import ALONE
from tests.audit import table_away
from tests.clinic import LIST, MAY_REVIEW, PASSWORD, member, nurse, overwrite, sent, signed_in
from tests.exports import (
    DICTIONARY,
    EXPORT,
    FORMATS,
    KINDS,
    MAY_EXPORT,
    asked,
    exported,
    lead,
    lines,
    whole,
)

pytestmark = pytest.mark.django_db
LINK = f'href="{EXPORT}"'
AGAIN = "/staff/again/"


def stale(client: Client) -> Client:
    """The same browser, ten minutes after it gave its second factor."""
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] = time() - 600
    session.save()
    return client


def post(client: Client, kind: str, who: str = "identified") -> HttpResponse:
    return client.post(EXPORT, {"format": kind, "who": who})


@pytest.mark.shows("T12", "ASVS 8.2.1")
@pytest.mark.parametrize("rights", [MAY_REVIEW, ("export_submission",), ("view_accesslog",), ()])
def test_whoever_has_not_both_rights_gets_no_page_and_no_file(rights: tuple[str, ...]) -> None:
    sent()
    client = signed_in(member(*rights))
    assert client.get(EXPORT).status_code == client.get(DICTIONARY).status_code == 403
    for kind in FORMATS:
        for who in KINDS:
            assert post(client, kind, who).status_code == 403
    assert exported() == []


def test_an_anonymous_visitor_and_one_without_a_second_factor_are_led_to_the_door() -> None:
    half = Client()
    half.force_login(member(*MAY_EXPORT))
    for client in (Client(), half):
        for answer in (client.get(EXPORT), client.get(DICTIONARY), post(client, "csv")):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(("/staff/", "/admin/login/"))
    assert exported() == []


def test_only_who_may_export_sees_the_way_to_it() -> None:
    for client, shown in ((nurse(), False), (lead(), True)):
        for page in (LIST, "/admin/"):
            assert (LINK in client.get(page).content.decode()) is shown


@pytest.mark.shows("T12", "ASVS 7.5.3")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_lead_is_asked_again_who_they_are_and_nothing_leaves(method: str) -> None:
    sent()
    client = stale(lead())
    choices = {"format": "jsonl", "who": "identified", "since": "2026-01-02", "other": "x"}
    answer = getattr(client, method)(EXPORT, choices)
    assert answer.status_code == 302
    assert urlsplit(answer.headers["Location"]).path == AGAIN
    [back] = parse_qs(urlsplit(answer.headers["Location"]).query)["next"]
    kept = {name: value for name, value in choices.items() if name != "other"}
    assert {name: one for name, [one] in parse_qs(urlsplit(back).query).items()} == kept
    assert exported() == []


def test_who_gives_the_password_again_comes_back_to_the_page_with_what_was_chosen() -> None:
    client = stale(signed_in(member(*MAY_EXPORT, password=PASSWORD)))
    asked_again = post(client, "fhir").headers["Location"]
    page = client.get(asked_again)
    assert page.status_code == 200
    back = parse_qs(urlsplit(asked_again).query)["next"][0]
    answer = client.post(AGAIN, {"password": PASSWORD, "next": back})
    assert (answer.status_code, answer.headers["Location"]) == (302, back)
    html = client.get(back).content.decode()
    assert 'value="fhir" id="id_format_3" required checked' in html
    assert 'value="identified" id="id_who_1" required checked' in html
    assert post(client, "fhir").status_code == 200


def test_a_session_that_is_over_exports_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    client = lead()
    later = timezone.now() + timedelta(seconds=ALONE + 1)
    monkeypatch.setattr("eligibility.staff.session._now", lambda: int(later.timestamp()))
    assert post(client, "csv").status_code == 302
    assert exported() == []


@pytest.mark.shows("T12", "T14", "HIPAA 164.312(b)")
@pytest.mark.parametrize("who", KINDS)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_record_is_one_row_of_the_log_and_the_whole_is_another(kind: str, who: str) -> None:
    made = {sent(f"Person {number}").pk for number in range(5)}
    user = member(*MAY_EXPORT)
    assert asked(signed_in(user), kind, who)
    rows = exported()
    assert {(row.actor, row.who) for row in rows} == {(user.pk, user.username)}
    *each, total = rows
    assert {row.submission for row in each} == made
    assert len(each) == len(made)
    told = {"format": kind, "kind": who}
    assert all(json.loads(row.detail) == told for row in each)
    assert total.submission is None
    assert json.loads(total.detail) == told | {"rows": 5}


def test_an_export_of_nobody_is_recorded_too() -> None:
    for kind in FORMATS:
        assert asked(lead(), kind)
        assert json.loads(exported()[-1].detail)["rows"] == 0
    assert len(exported()) == len(FORMATS)


def test_records_that_cannot_be_read_are_counted_in_the_log() -> None:
    overwrite(sent(), "answers", "no sealed value")
    sent()
    asked(lead(), "csv")
    details = [json.loads(row.detail) for row in exported()]
    counts = {one["kind"]: one["rows"] for one in details if "rows" in one}
    assert counts == {"de_identified": 2, "unreadable": 1}


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "AT_ONCE", 2)


@pytest.mark.shows("T12", "T14", "HIPAA 164.312(b)")
@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("kind", ["csv", "jsonl", "fhir"])
def test_each_part_of_a_stream_is_in_the_log_before_it_leaves(kind: str) -> None:
    made = {one.reference: one.pk for one in (sent() for _ in range(7))}
    given: set[UUID] = set()
    for piece in post(lead(), kind):
        given |= {pk for reference, pk in made.items() if reference in piece.decode()}
        assert given <= {row.submission for row in exported()}
    assert given == set(made.values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_chunks")
def test_a_stream_that_nobody_waits_for_says_how_far_it_came() -> None:
    for _ in range(7):
        sent()
    answer = post(lead(), "csv")
    pieces = iter(answer)
    next(pieces), next(pieces), next(pieces)
    answer.close()
    *each, total = exported()
    assert (total.submission, json.loads(total.detail)["rows"]) == (None, len(each))
    assert each


@pytest.mark.shows("T12", "T14", "HIPAA 164.312(b)")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", FORMATS)
def test_without_the_log_nothing_leaves(kind: str) -> None:
    sent("Zebulon Quagga")
    client = lead()
    with table_away():
        answer = post(client, kind)
        assert answer.status_code == 503
        assert b"Quagga" not in whole(answer)


def test_what_is_wrong_in_the_form_is_said_and_nothing_leaves() -> None:
    sent()
    client = lead()
    right: dict[str, Any] = {"format": "csv", "who": "identified"}
    for wrong in (
        {"format": "pdf"},
        {"who": ""},
        {"status": "lost"},
        {"since": "yesterday"},
        {"since": "2026-02-01", "until": "2026-01-01"},
    ):
        answer = client.post(EXPORT, right | wrong)
        assert answer.status_code == 422
        assert b"errornote" in answer.content
        assert b"<title>Error:" in answer.content
    assert exported() == []


def test_a_page_that_is_only_opened_has_the_careful_choice() -> None:
    html = lead().get(EXPORT).content.decode()
    assert 'value="de_identified" id="id_who_0" required checked' in html
    assert html.count(" checked") == 2
    assert exported() == []


def test_dates_and_status_choose_whole_days_of_the_clinic() -> None:
    def at(day: int, hour: int) -> datetime:
        return timezone.make_aware(datetime(2026, 3, day, hour, 59, 59))

    times = [at(9, 23), at(10, 0), at(11, 23), at(12, 0)]
    made = [sent() for _ in times]
    for one, received in zip(made, times, strict=True):
        Submission.objects.filter(pk=one.pk).update(received_at=received)
    Submission.objects.filter(pk=made[1].pk).update(status="closed")

    def found(**more: str) -> set[str]:
        *rows, _end = lines(asked(lead(), "jsonl", "identified", **more))
        return {row["reference"] for row in rows}

    names = [one.reference for one in made]
    assert found() == set(names)
    assert found(since="2026-03-10", until="2026-03-11") == set(names[1:3])
    assert found(since="2026-03-12") == {names[3]}
    assert found(until="2026-03-09") == {names[0]}
    assert found(status="closed") == {names[1]}
    assert found(status="closed", since="2026-03-11") == set()
