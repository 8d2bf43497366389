"""`/alive/` says that a process lives and asks nobody; `/ready/`, whether it serves a patient."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client, override_settings

from eligibility.security import health
from eligibility.security.sealed import CannotRead

ON_SQLITE = connection.vendor == "sqlite"
SAID = {200: b"ready\n", 503: b"not ready\n"}


def ask(address: str = "/ready/", **more: Any) -> HttpResponse:
    """The answer, which is never kept, sets no cookie and says one word of what it found."""
    answer = Client().get(address, **more)
    assert answer["Cache-Control"] == "no-store" and not answer.cookies
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    if address == "/ready/":
        assert answer.content == SAID[answer.status_code]
    return answer


@contextmanager
def elsewhere(**where: object) -> Iterator[None]:
    """The database is said to be where it is not."""
    connection.close()
    kept = dict(connection.settings_dict)
    try:
        connection.settings_dict.update(where)
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


@pytest.mark.shows("ASVS 13.4.5")
def test_a_living_process_says_so_and_asks_no_database() -> None:
    answer = ask("/alive/")  # a test without its mark cannot reach a database
    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_a_process_that_can_serve_is_ready_and_leaves_nothing_behind() -> None:
    assert ask().status_code == 200
    assert not Session.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/alive/", "/ready/"])
def test_they_are_asked_by_number_without_tls_and_for_the_head_alone(address: str) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert ask(address, headers={"host": "10.0.0.7"}).status_code == 200
        head = Client().head(address)
        assert (head.status_code, head.content) == (200, b"")


@pytest.mark.shows("ASVS 13.4.5")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", ["/alive/", "/ready/"])
def test_no_other_method_is_answered(address: str, method: str) -> None:
    answer = getattr(Client(), method)(address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_no_other_address_is_taken_for_one_of_them() -> None:
    for near in ("/ready/x", "/alive//", "/Ready/", "/x/ready/"):
        assert Client().get(near).status_code == 404
    assert Client().get("/ready").url == "/ready/"


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_not_ready() -> None:
    applied = MigrationRecorder.Migration.objects.filter(app="eligibility").latest("id")
    applied.delete()
    assert ask().status_code == 503


@pytest.mark.django_db
def test_a_schema_that_is_newer_than_the_code_is_ready() -> None:
    MigrationRecorder.Migration.objects.create(app="eligibility", name="9999_of_tomorrow")
    assert ask().status_code == 200


@pytest.mark.django_db
def test_a_key_that_does_not_open_what_it_sealed_is_not_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*args: object) -> str:
        raise CannotRead("secret.health")

    monkeypatch.setattr("eligibility.security.sealed_secret.SealedSecret.open_text", refuse)
    assert ask().status_code == 503


@pytest.mark.django_db
def test_a_full_disk_is_not_ready_where_we_write_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "ROOM", 1 << 60)
    assert ask().status_code == (503 if ON_SQLITE else 200)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_only_reads_is_not_ready() -> None:
    read_only = "PRAGMA query_only = ON" if ON_SQLITE else "SET default_transaction_read_only = on"
    with connection.cursor() as cursor:
        cursor.execute(read_only)
    assert ask().status_code == 503
    connection.close()
    assert ask().status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told_within_two_seconds(
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = monotonic()
    with elsewhere(NAME="/nowhere/at.all", HOST="127.0.0.1", PORT=1):
        assert ask().status_code == 503
        assert ask("/alive/").status_code == 200
    assert monotonic() - before < 2
    assert "Not ready: " in caplog.text and "nowhere" not in caplog.text
    assert ask().status_code == 200
