"""What is measured: the floor, and the product with every safeguard on, on one database server.

Both are served by gunicorn on this machine alone, each with a database of its own, by the same
number of workers and threads. The server of the database does not wait for a disk (fsync is off):
that wait would be the same for both, and would hide what they differ in.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg2
from psycopg2.extensions import parse_dsn

from bench.wizard.driver import HERE, Journey
from config.keys import fresh
from tests.journey import CLEAR, CLINIC, born

HOUSE = Path(__file__).parent.parent.parent
# As the proxy in deploy/ tells the app of a request that came over TLS.
OVER_TLS = {"Host": HERE, "X-Forwarded-Proto": "https", "Origin": f"https://{HERE}"}
BORN = {f"date_of_birth_{part}": value for part, value in born(CLEAR["age"], 2026).items()}
# Someone about whom some rules have something to say, so that the last step has work to do.
TOLD = {"severity": "moderate_to_severe", "instability": "unsure", "blood_thinner": "yes"}
PATIENT = {
    name: value if isinstance(value, list) else str(value)
    for name, value in {**CLEAR, **CLINIC, **TOLD, **BORN, "immunosuppressed": "yes"}.items()
}


class Contestant(NamedTuple):
    """One program: what gunicorn loads, its settings, what makes it ready, and its journey."""

    name: str
    application: str
    settings: Mapping[str, str]
    prepared_by: tuple[tuple[str, ...], ...]
    journey: Journey


def floor(server: str, name: str = "floor", steps: int = 8, fields: int = 3) -> Contestant:
    """The bare wizard, with so many steps."""
    given = {"how": "yes", "since": "42", "note": "as usual"}
    settings = {"FLOOR_STEPS": str(steps), "FLOOR_FIELDS": str(fields)}
    return Contestant(
        name,
        "bench.wizard.floor:application",
        settings | surroundings(server, name),
        (("-m", "bench.wizard.floor"),),
        Journey("/w/", "/w/done/", given, {}),
    )


def product(server: str, folder: Path) -> Contestant:
    """The app, in production, with fresh keys. Its collected files go to `folder`."""
    settings = fresh("production") | {
        "DJANGO_SETTINGS_MODULE": "bench.wizard.production",
        "ALLOWED_HOSTS": HERE,
        "BEHIND_PROXY": "1",
        "BENCH_STATIC": str(folder),
    }
    return Contestant(
        "product",
        "config.wsgi",
        settings | surroundings(server, "product"),
        (
            ("manage.py", "migrate", "--verbosity", "0"),
            ("manage.py", "collectstatic", "--noinput", "--verbosity", "0"),
        ),
        Journey("/", "/screening/*/result/", PATIENT, OVER_TLS),
    )


def surroundings(server: str, name: str) -> dict[str, str]:
    """All that a process has of its environment: nothing of the caller's own settings."""
    parts = parse_dsn(server)
    address = f"postgresql://{parts['user']}@/{name}?host={parts['host']}"
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "DATABASE_URL": address}


def prepare(server: str, contestant: Contestant) -> None:
    """An empty database with the tables, and what else is needed. Exits if a command fails."""
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {contestant.name}")
    connection.close()
    for words in contestant.prepared_by:
        command(contestant, *words)


def command(contestant: Contestant, *words: str, **more: str) -> None:
    """Runs a command with the settings of this contestant. Exits if it fails."""
    ended = subprocess.run(  # noqa: S603 (words of our own)
        [sys.executable, *words],
        cwd=HOUSE,
        env={**contestant.settings, **more},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if ended.returncode:
        sys.exit(f"{contestant.name}: {' '.join(words)} failed")


@contextmanager
def both(server: str) -> Iterator[tuple[Contestant, Contestant]]:
    """The floor and the product, ready to be served. Nothing of them stays."""
    with tempfile.TemporaryDirectory(prefix="candor-bench-") as folder:
        pair = floor(server), product(server, Path(folder))
        for each in pair:
            prepare(server, each)
        yield pair
