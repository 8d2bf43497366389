"""The two databases, as things that can be stopped, frozen and cut off from outside."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.faults.private import server

LOCKS_ALL = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
held.execute("PRAGMA locking_mode=EXCLUSIVE")
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(600)
"""


class SQLite:
    """A file in a folder. It has no process: to stop it is to take the folder away, to freeze it is
    another process that locks all of it and stands still."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data"
        self.folder.mkdir()
        self.file = self.folder / "candor.sqlite3"
        self.url = f"sqlite:///{self.file}"
        self._locker: subprocess.Popen[str] | None = None

    def fill(self, migrate: Callable[[], object], kept: Path) -> None:
        """Gives it its tables: made once a run, and copied from `kept`."""
        if not kept.exists():
            migrate()
            shutil.copy(self.file, kept)
        shutil.copy(kept, self.file)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with closing(sqlite3.connect(self.file, timeout=20)) as connection:
            return connection.execute(statement).fetchall()

    def run(self, statement: str) -> None:
        """Runs statements and commits them."""
        with closing(sqlite3.connect(self.file, timeout=20)) as connection:
            connection.executescript(statement)

    def stop(self) -> None:
        """No connection can be opened any more."""
        self.folder.rename(self.folder.with_name("away"))

    def start(self) -> None:
        self.folder.with_name("away").rename(self.folder)

    def freeze(self) -> None:
        """Every statement waits, as for a server that stands still."""
        locker = subprocess.Popen(
            [sys.executable, "-c", LOCKS_ALL, self.file], stdout=subprocess.PIPE, text=True
        )
        assert locker.stdout and locker.stdout.readline() == "held\n"
        locker.send_signal(signal.SIGSTOP)
        self._locker = locker

    def thaw(self) -> None:
        if self._locker:
            self._locker.kill()
            self._locker.communicate()
        self._locker = None

    def cut(self) -> None:
        """The nearest to a cut connection: the file is away for a moment."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Ends what this one started."""
        self.thaw()


class PostgreSQL:
    """A database of its own in the private server of this run."""

    kind = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.server = server()
        self.name = f"fault_{uuid4().hex[:12]}"
        self.server.run(f"CREATE DATABASE {self.name}", "postgres")
        self.url = self.server.url_of(self.name)

    def fill(self, migrate: Callable[[], object], kept: Path) -> None:
        """Gives it its tables: made once a run, and copied from the database named in `kept`."""
        if not kept.exists():
            migrate()
            self.server.run(f"CREATE DATABASE migrated TEMPLATE {self.name}", "postgres")
            kept.write_text("migrated")
            return
        self.server.run(f"DROP DATABASE {self.name}", "postgres")
        self.server.run(f"CREATE DATABASE {self.name} TEMPLATE migrated", "postgres")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self.server.rows(statement, self.name)

    def run(self, statement: str) -> None:
        """Runs statements and commits them."""
        self.server.run(statement, self.name)

    def stop(self) -> None:
        """The whole server, as a machine that fails: nothing is finished, nothing is said."""
        self.server.stop()

    def start(self) -> None:
        self.server.start()

    def freeze(self) -> None:
        """SIGSTOP for each of its processes: sockets stay open and nobody answers."""
        self.server.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.server.signal(signal.SIGCONT)

    def cut(self) -> None:
        """Ends every connection to this database but the one that asks, and waits for each: until
        it is gone, what begins on it is in flight like any other."""
        others = f"datname = '{self.name}' AND pid <> pg_backend_pid()"
        self.rows(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")

    def close(self) -> None:
        """Drops the database, on a server that runs again."""
        self.thaw()
        self.start()
        self.server.run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", "postgres")


Engine = SQLite | PostgreSQL
ENGINES = {"sqlite": SQLite, "postgresql": PostgreSQL}
