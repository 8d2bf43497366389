"""Two databases on one throw-away PostgreSQL: a small clinic and a large one."""

import base64
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn

HOUSE = Path(__file__).parent.parent.parent
PROCESSES = 2
# Rows that are made up point where they should, so nothing is lost without the checks of that.
UNCHECKED = {"PGOPTIONS": "-c session_replication_role=replica"}


def prepare(server: str, sizes: dict[str, int]) -> dict[str, str]:
    """A database for each name, with so many submissions. Those that are there are kept. Returns
    their addresses."""
    os.environ |= {"CANDOR_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ["ALLOWED_HOSTS"] = "localhost"
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("DATA_KEYS", f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}")
    addresses = {name: address_of(server, name) for name in sizes}
    for (name, size), address in zip(sizes.items(), addresses.values(), strict=True):
        if is_new(server, name):
            manage(address, "migrate", "--verbosity", "0").wait()
            fill(address, size)
        command(address, "VACUUM ANALYZE")
    return addresses


def address_of(server: str, name: str) -> str:
    """The address of a database of this server, as Django takes it."""
    parts = parse_dsn(server)
    return f"postgresql://{parts['user']}@/{name}?host={parts['host']}"


def is_new(server: str, name: str) -> bool:
    """Whether this database had to be made."""
    try:
        command(server, f"CREATE DATABASE {name}")
    except psycopg2.errors.DuplicateDatabase:
        return False
    return True


def command(address: str, text: str) -> None:
    connection = psycopg2.connect(make_dsn(address))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(text)
    connection.close()


def manage(address: str, *words: str, **surroundings: str) -> subprocess.Popen[bytes]:
    """A command of the app for this database."""
    return subprocess.Popen(  # noqa: S603 (words of our own)
        [sys.executable, "manage.py", *words],
        cwd=HOUSE,
        env=os.environ | surroundings | {"DATABASE_URL": address},
    )


def fill(address: str, size: int) -> None:
    """Made-up submissions, by two processes if they are many. Exits if one of them fails."""
    shares = [size] if size < 10_000 else [size // PROCESSES] * PROCESSES
    seeds = enumerate(shares, 1)
    running = [
        manage(address, "demo", "--fill", str(share), "--seed", str(seed), **UNCHECKED)
        for seed, share in seeds
    ]
    ended = [process.wait() for process in running]
    if any(ended):
        sys.exit("The database could not be filled.")


@contextmanager
def connected_to(wrapper: Any) -> Any:
    """Django's default connection is this one."""
    from django.db import connections

    before = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = before


def wrapper_of(name: str) -> Any:
    """A connection to the database of this name, beside the default one of the same server."""
    from django.db import connection

    wrapper = connection.copy()
    wrapper.settings_dict["NAME"] = name
    return wrapper
