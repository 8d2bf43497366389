"""What patients sent is kept for as long as the settings say, and then every copy of it goes, even
if the purge is killed on its way or runs twice at once."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from eligibility.lifecycle import purging
from eligibility.lifecycle.retention import KINDS, closed
from eligibility.models import AccessLog, FindingMark, Review, Submission
from tests.clinic import member, nurse, review_of, sent
from tests.leaks import cells, uncovered
from tests.many import address_of_database, many

ROOT = Path(__file__).resolve().parent.parent
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MANY = 3000
BY_KIND = {kind.name: kind for kind in KINDS}


@pytest.fixture(autouse=True)
def kept(settings: Any) -> None:
    settings.RETENTION = {"closed": 100, "open": 200}


def purge(*options: str) -> dict[str, int]:
    """What the command said, by kind."""
    said = StringIO()
    call_command("purge", *options, stdout=said)
    return counted(said.getvalue())


def counted(said: str) -> dict[str, int]:
    lines = (line.partition(": ") for line in said.splitlines() if ": " in line)
    return {kind: int(count) for kind, _, count in lines}


def days_ago(days: float) -> datetime:
    return timezone.now() - days * DAY


def one(days: float, status: str = "new", reviewed: float | None = None) -> Submission:
    """A submission of so many days ago, with a review of so many days ago."""
    submission = sent()
    Submission.objects.filter(pk=submission.pk).update(received_at=days_ago(days), status=status)
    if reviewed is not None:
        author = User.objects.first() or member()
        Review(submission=submission, author=author, at=days_ago(reviewed), note="A note.").save()
    return submission


def left() -> set[Any]:
    return set(Submission.objects.values_list("pk", flat=True))


def logged() -> list[tuple[str, int]]:
    """Kind and count of each line that the purge wrote into the access log."""
    rows = AccessLog.objects.filter(who="command purge", action="erase", submission=None)
    return [(row["kind"], row["rows"]) for row in _details(rows)]


def _details(rows: Any) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, rows.order_by("number").values_list("detail", flat=True))


# --- When ---------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "received", "reviewed", "is_due"),
    [
        *(("closed", 300, 100.01, True), ("closed", 300, 99.99, False)),
        *(("closed", 100.01, None, True), ("closed", 99.99, None, False)),
        *(("new", 200.01, None, True), ("new", 199.99, None, False)),
        *(("in_review", 900, 200.01, True), ("in_review", 900, 199.99, False)),
        *(("contacted", 900, 150, False), ("scheduled", 201, 201, True)),
        ("closed", 900, 1, False),
    ],
)
def test_a_closed_one_rests_shorter_than_an_open_one_and_each_review_counts_anew(
    status: str, received: float, reviewed: float | None, is_due: bool
) -> None:
    submission = one(received, status, reviewed)
    assert purge("--dry-run")["closed" if status == "closed" else "open"] == is_due
    purge()
    assert left() == (set() if is_due else {submission.pk})


@pytest.mark.django_db
def test_the_last_of_several_reviews_decides() -> None:
    submission = one(900, "closed", 500)
    Review(submission=submission, author=User.objects.get(), at=days_ago(99), note="Again.").save()
    assert purge()["closed"] == 0
    Review.objects.filter(at__gt=days_ago(120)).delete()
    assert purge()["closed"] == 1


@pytest.mark.django_db
def test_a_dry_run_counts_each_kind_and_erases_and_writes_nothing() -> None:
    for days, status in ((300, "closed"), (300, "closed"), (300, "new"), (1, "new")):
        one(days, status)
    told = purge("--dry-run")
    assert told == {"drafts": 0, "closed": 2, "open": 1, "counts": 0, "sessions": 0}
    assert len(left()) == 4 and not AccessLog.objects.exists()


@pytest.mark.django_db
def test_each_kind_says_how_many_and_the_access_log_keeps_the_counts_alone() -> None:
    for days, status in ((300, "closed"), (300, "closed"), (300, "new")):
        one(days, status)
    assert purge() == {"drafts": 0, "closed": 2, "open": 1, "counts": 0, "sessions": 0}
    assert logged() == [("closed", 2), ("open", 1)]
    assert set(purge().values()) == {0}
    assert len(logged()) == 2, "a run that erased nothing has nothing to say"


@pytest.mark.django_db
def test_sessions_that_have_ended_go_and_those_of_staff_at_work_stay() -> None:
    nurse()
    Session.objects.create(session_key="old", session_data="", expire_date=days_ago(0.01))
    assert purge()["sessions"] == 1
    assert Session.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_patients_are_told_how_long_it_is_kept(language: str) -> None:
    told = Client(headers={"accept-language": language}).get("/privacy/").content.decode()
    days = {"en": "days", "es": "días"}[language]
    assert f"100 {days}" in told and f"200 {days}" in told


# --- What is left of it -------------------------------------------------------------------------
@pytest.mark.shows("ASVS 14.2.7", "T8")
@pytest.mark.django_db
def test_after_the_purge_nothing_of_a_record_is_in_any_table() -> None:
    clinic, submission = nurse(), sent("Zenobia Quxwhistle")
    clinic.post(f"/admin/eligibility/submission/{submission.pk}/change/", review_of("Qux called."))
    assert LogEntry.objects.count() == Review.objects.count() == 1
    tables = ("submission", "review", "findingmark")
    before = {cell for name in tables for cell in cells(f"eligibility_{name}") if len(cell) > 16}
    before |= {submission.reference.encode(), str(submission.pk).encode()}
    Submission.objects.update(received_at=days_ago(300))
    Review.objects.update(at=days_ago(300))
    assert sum(purge().values()) == 1
    only_ids = (submission.pk.hex.encode(), str(submission.pk).encode())
    remains = {value for cell in uncovered(cells()) for value in before if value in cell}
    assert remains <= set(only_ids), "the access log alone keeps the id"
    assert not LogEntry.objects.exists()


# --- Two at once, and a sudden end --------------------------------------------------------------
@pytest.mark.django_db
def test_a_review_that_came_after_the_count_keeps_its_record() -> None:
    submission = one(300, "closed", 250)
    listed = list(closed(timezone.now()).values_list("pk", flat=True))
    Review(submission=submission, author=User.objects.get(), note="Wait.").save()
    assert purging._erased(BY_KIND["closed"], timezone.now(), listed) == 0
    assert left() == {submission.pk}


@pytest.mark.django_db
def test_no_transaction_holds_more_than_five_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "PAUSE", 0)
    many(1001, days_ago(300), member())
    assert purge()["closed"] == 1001
    assert logged() == [("closed", 500), ("closed", 500), ("closed", 1)]


def another_purge() -> subprocess.Popen[str]:
    """The command in a process of its own, on the database of this test."""
    own = {"DATABASE_URL": address_of_database(), "KEEP_CLOSED_DAYS": "100"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "purge"],
        cwd=ROOT,
        env={**os.environ, **own, "CANDOR_MODE": "test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> dict[str, int]:
    said, complaints = process.communicate(timeout=120)
    assert process.returncode == 0, complaints
    return counted(said)


def assert_whole(due: int) -> None:
    """Each record that is due is there with all its parts, or gone with all of them and counted;
    none that is not due is missing."""
    erased = sum(count for _kind, count in logged())
    there = Submission.objects.filter(status="closed").count()
    assert there + erased == due
    assert Submission.objects.filter(status="new").count() == 10
    assert Review.objects.count() == there
    assert LogEntry.objects.count() == there + 10
    marked = FindingMark.objects.values("submission").distinct().count()
    assert marked == there + 10


@pytest.mark.shows("F40", "ASVS 2.3.3")
@pytest.mark.django_db(transaction=True)
def test_a_purge_that_is_killed_half_way_leaves_whole_records_and_the_next_one_goes_on() -> None:
    author = member()
    many(10, days_ago(150), author, "new")
    many(MANY, days_ago(150), author)
    process = another_purge()
    until = time.monotonic() + 120
    while Submission.objects.count() == MANY + 10 and time.monotonic() < until:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    there = Submission.objects.count()
    assert 10 < there < MANY + 10, "it was killed on its way"
    assert_whole(MANY)
    assert ended(another_purge())["closed"] == there - 10
    assert_whole(MANY)
    assert Submission.objects.count() == 10
    call_command("verify_access_log", stdout=StringIO())


@pytest.mark.shows("F40", "ASVS 2.3.3")
@pytest.mark.django_db(transaction=True)
def test_two_purges_at_once_erase_each_record_once_and_neither_fails() -> None:
    author = member()
    many(10, days_ago(150), author, "new")
    many(MANY, days_ago(150), author)
    both = [another_purge(), another_purge()]
    told = [ended(process)["closed"] for process in both]
    assert sum(told) == MANY - Submission.objects.filter(status="closed").count()
    assert_whole(MANY)
    ended(another_purge())
    assert not Submission.objects.filter(status="closed").exists()
