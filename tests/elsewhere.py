"""Another database in the place of the one of this run: without a table, or with all of them and no
row."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.management import call_command
from django.db import connection

from tests.audit import run

ON_SQLITE = connection.vendor == "sqlite"


@contextmanager
def another_database(folder: Path, *, tables: bool = False) -> Iterator[None]:
    """A new one, which is gone afterwards. For tests that commit."""
    like, name = with_tables() if tables else "", f"other{uuid4().hex}"
    if ON_SQLITE:
        name = str(folder / name)
        if like:
            shutil.copy(like, name)
    else:
        run(f"CREATE DATABASE {name}{like and ' TEMPLATE '}{like}")
    with at(name):
        yield
    if not ON_SQLITE:
        run(f"DROP DATABASE {name}")


def address() -> str:
    """DATABASE_URL for another process on the database that is used now."""
    name = connection.settings_dict["NAME"]
    if ON_SQLITE:
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def at(name: str) -> Iterator[None]:
    """This database takes the place of the one of this run."""
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


@cache
def with_tables() -> str:
    """One that is made once a run, to be copied."""
    name = "candor_tables"
    if ON_SQLITE:
        folder = tempfile.mkdtemp(prefix="candor-", dir="/tmp")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        name = f"{folder}/{name}"
    else:
        run(f"DROP DATABASE IF EXISTS {name}")
        run(f"CREATE DATABASE {name}")
    with at(name):
        call_command("migrate", verbosity=0)
    return name
