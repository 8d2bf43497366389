"""The private PostgreSQL of a run, which can be killed, stopped, frozen and started again."""

import atexit
import os
import subprocess
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg2

from tests import plugin

# What was acknowledged outlives the process, as on an installed server. Nothing here cuts the power
# of the machine itself, so no write has to reach the disk.
DURABLE = {"synchronous_commit": "on"}
KEEPER = '"$@" & read -r _; kill -INT $!; wait $!'  # as in tests/plugin.py: outlives no killed run


class Server:
    """The private PostgreSQL of this run, which can be stopped and started again."""

    def __init__(self) -> None:
        with patch.dict(plugin.SERVER_OPTIONS, DURABLE):
            self.url, self.version = plugin.private_server()
        self.folder = Path(parse_qs(urlsplit(self.url).query)["host"][0])
        process = psutil.Process(self._pid())
        self.command = process.cmdline()
        self.programs = Path(process.exe()).parent

    def _pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def url_of(self, name: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def run(self, statement: str, name: str) -> None:
        self._execute(statement, name)

    def rows(self, statement: str, name: str) -> list[tuple[Any, ...]]:
        return self._execute(statement, name)

    def _execute(self, statement: str, name: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url_of(name), connect_timeout=20)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    @property
    def runs(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    def stop(self) -> None:
        command = [self.programs / "pg_ctl", "-D", self.folder / "data", "stop", "-m", "immediate"]
        who = plugin.unprivileged()
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, **who)

    def kill_one(self, dice: Random) -> None:
        """SIGKILL for one of its processes. It then starts all the others anew by itself, unless it
        was starting already: then it ends, and is started as by systemd."""
        dice.choice(psutil.Process(self._pid()).children()).kill()
        while True:
            try:
                plugin.version_at(self.url, patience=0.1)
                return
            except plugin.NoDatabaseError:
                self.start()

    def kill_all(self) -> None:
        """SIGKILL for all of it, as a power cut does."""
        first = psutil.Process(self._pid())
        first.suspend()  # it must not start another one meanwhile
        everything = [first, *first.children(recursive=True)]
        for process in everything:
            process.kill()
        while any(map(_lives, everything)):
            time.sleep(0.01)
        # As after a reboot, where its number is no process. Here its keeper has not read its end.
        for left in (self.folder / "data" / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            left.unlink()

    def start(self) -> None:
        """Starts it as it was started first, unless it runs."""
        if self.runs:
            return
        with (self.folder / "log").open("a") as log:
            keeper = subprocess.Popen(
                ["/bin/sh", "-c", KEEPER, "keeper", *self.command],
                **(plugin.unprivileged() | {"cwd": self.folder, "env": self._surroundings()}),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        atexit.register(keeper.communicate, timeout=30)
        plugin.version_at(self.url, patience=30)

    def _surroundings(self) -> dict[str, str]:
        return {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(self.folder)}

    def signal(self, number: int) -> None:
        """Sends a signal to the server and to each of its processes."""
        if self.runs:
            first = psutil.Process(self._pid())
            for process in (first, *first.children(recursive=True)):
                process.send_signal(number)


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@cache
def server() -> Server:
    return Server()
