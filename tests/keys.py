"""Data keys for tests, and processes that have any of them."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def new_key(key_id: str = "k2") -> dict[str, bytes]:
    """A key of this name that nobody has."""
    return {key_id: secrets.token_bytes(32)}


def as_setting(keys: dict[str, bytes]) -> str:
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys.items())


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-B", "manage.py", *arguments]


def surroundings(keys: dict[str, bytes]) -> dict[str, str]:
    """The environment of a process with these keys on the database of this test."""
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return {**os.environ, "DATA_KEYS": as_setting(keys), "DATABASE_URL": url}


def run(keys: dict[str, bytes], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of manage.py with these keys, run to its end."""
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=surroundings(keys),
        capture_output=True,
        text=True,
        timeout=120,
    )
