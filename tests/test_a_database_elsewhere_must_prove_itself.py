"""A database on another machine is spoken to over TLS that knows it; no call to it is endless."""

import socket
from time import monotonic
from typing import Any

import environ
import psycopg2
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.database import BOUNDS, checked_database
from tests.test_bad_settings_stop_the_start import start

pytestmark = pytest.mark.shows("ASVS 12.3.1", "ASVS 12.3.2", "HIPAA 164.312(e)(2)(ii)")

HERE = ("", "localhost", "127.0.0.1", "127.8.8.8", "[::1]")


def checked(url: str, *, production: bool = True) -> dict[str, Any]:
    return checked_database(environ.Env.db_url_config(url), production=production)


@pytest.mark.parametrize("host", ["db", "10.0.0.5", "db.example.org:5433", "localhost.example.org"])
@pytest.mark.parametrize("mode", [None, "disable", "prefer", "require", "verify-ca", ""])
def test_another_machine_without_a_checked_certificate_stops_the_start(
    host: str, mode: str | None
) -> None:
    query = "" if mode is None else f"?sslmode={mode}"
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL .* sslmode=verify-full"):
        checked(f"postgresql://candor@{host}/candor{query}")


@pytest.mark.parametrize(
    "query", ["host=db", "hostaddr=10.0.0.5", "service=far", "host=/run,db", "host=localhost,db"]
)
def test_nor_does_one_that_is_named_in_another_way(query: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        checked(f"postgresql://candor@localhost/candor?{query}")


def test_nor_one_that_only_the_surroundings_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        checked("postgresql:///candor")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert checked("postgresql:///candor")


@pytest.mark.parametrize("host", HERE)
def test_this_machine_needs_none(host: str) -> None:
    assert checked(f"postgresql://candor@{host}/candor")["OPTIONS"]
    assert checked("postgresql:///candor?host=/run/postgresql")["OPTIONS"]


def test_a_checked_certificate_will_do_anywhere() -> None:
    found = checked(
        "postgresql://candor@db:5433/candor?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    )
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert found["OPTIONS"]["sslrootcert"] == "/etc/ca.pem"


def test_a_trial_needs_none() -> None:
    assert checked("postgresql://candor@db/candor", production=False)


@pytest.mark.filterwarnings("ignore:Engine not recognized")
@pytest.mark.parametrize(
    "url", ["mysql://db/candor", "oracle://db/candor", "postgresq://db/candor"]
)
def test_no_other_kind_of_database_is_taken(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not an address"):
        checked(url)


def test_it_stops_the_start_in_one_sentence() -> None:
    code, error = start(DATABASE_URL="postgresql://candor@db/candor?sslmode=require")
    assert code != 0 and "ImproperlyConfigured: DATABASE_URL names a server" in error


def test_who_knows_better_may_say_so_in_the_address() -> None:
    query = "connect_timeout=9&options=-c%20statement_timeout%3D1h"
    options = checked(f"postgresql:///candor?{query}")["OPTIONS"]
    assert options["connect_timeout"] == 9
    assert options["options"].index("=30min") < options["options"].index("statement_timeout=1h")


@pytest.mark.django_db
def test_the_server_keeps_every_bound() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert 0 < cursor.fetchone()[0] <= 5000
        return
    with connection.cursor() as cursor:
        for name, value in BOUNDS.items():
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone()[0] == value


def test_a_server_that_takes_the_call_and_says_nothing_is_given_up_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        found = checked(f"postgresql://candor@127.0.0.1:{mute.getsockname()[1]}/candor")
        before = monotonic()
        with pytest.raises(psycopg2.OperationalError, match="timeout expired"):
            psycopg2.connect(host=found["HOST"], port=found["PORT"], **found["OPTIONS"])
        assert monotonic() - before < 5
