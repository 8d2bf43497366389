"""Which databases may hold patients' answers, and how PostgreSQL is spoken to."""

import ipaddress
import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
TRIED = "config.postgresql"
# Bounds that the server keeps by itself, whatever became of the process that asked. Pages wait for
# less: eligibility/security/patience.py. What the address says in `options` comes later, and wins.
BOUNDS = {
    "statement_timeout": "30min",  # a change of a long table takes minutes
    "lock_timeout": "4s",  # a migration that waits for a table stops everyone behind it
    "idle_in_transaction_session_timeout": "5min",
    "client_connection_check_interval": "5s",  # nobody waits any more: stop working on it
}
CONNECT_WITHIN = 3  # seconds
# One writer at a time, readers never wait, and a commit is on the disk when it is acknowledged.
# What is erased is overwritten in the file.
OF_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 4,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
}


def checked_database(config: dict[str, Any], *, production: bool) -> dict[str, Any]:
    """`config` as Django takes it, with bounds. Raises ImproperlyConfigured for another kind of
    database, and in production for one on another machine that is not known by its certificate."""
    if config.get("ENGINE") == SQLITE:
        return config | {"OPTIONS": OF_SQLITE}
    if config.get("ENGINE") != POSTGRESQL:
        raise ImproperlyConfigured(
            "DATABASE_URL is not an address of PostgreSQL or SQLite. Use one such as "
            "postgresql://candor@db.example/candor?sslmode=verify-full or sqlite:////path/to/file."
        )
    given = config.get("OPTIONS", {})
    mode = given.get("sslmode") or os.environ.get("PGSSLMODE")
    if production and mode != "verify-full" and not _is_here(config["HOST"], given):
        raise ImproperlyConfigured(
            "DATABASE_URL names a server on another machine without sslmode=verify-full. Answers "
            "and sign-ins would cross the network to whoever answers there. Add "
            "?sslmode=verify-full, and sslrootcert=FILE if its certificate is your own."
        )
    bounds = " ".join(f"-c {name}={value}" for name, value in BOUNDS.items())
    options = {"connect_timeout": CONNECT_WITHIN, "application_name": "candor"} | given
    options["options"] = f"{bounds} {given.get('options', '')}".strip()
    # A kept connection is tried before it is used: the server may have dropped it since.
    kept = {"ENGINE": TRIED, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    return config | kept | {"OPTIONS": options}


def _is_here(host: str, given: dict[str, Any]) -> bool:
    """Whether each server that libpq would try is a socket, or this machine."""
    if "service" in given:
        return False  # a file elsewhere says where that is
    named = given.get("hostaddr") or given.get("host") or host or os.environ.get("PGHOST", "")
    return all(_is_this_machine(one) for one in named.split(","))


def _is_this_machine(host: str) -> bool:
    try:
        return (
            host in ("", "localhost") or host[0] in "/@" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False
