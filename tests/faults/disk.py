"""A disk that is full, and a database that can only be read. It takes the right to mount a disk."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import plugin
from tests.clinic import LIST
from tests.faults.clinic import Member
from tests.faults.engines import PostgreSQL
from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.table import fault
from tests.faults.told import assert_kept, sent_again
from tests.page import Page

SIZE = "64m"
MOST_STEPS = 60
WRITES = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=20)
connection.execute("PRAGMA user_version = 1")
connection.commit()
print("written", flush=True)
time.sleep(600)
"""
NAME = "Ruth Alvarez"
# Bytes that are free on a full disk. To read a SQLite database is to make a file of 32 KB beside
# it, which must still fit; what an answer needs must not.
LEFT = {"sqlite": 40 << 10, "postgresql": 0}


@fault(9, "disk full")
def full(site: Site) -> None:
    with small_disk(site) as disk:
        server = site.serve()
        nurse, record = reader(site, Caller(server).start())
        patient = Caller(server).start()
        page = patient.walk("age")
        filled(disk, LEFT[site.kind])
        page, kept = until_refused(patient, page)
        assert_kept(kept, patient.filled(page))
        assert patient.get(page.path).status_code == 200, "what is there cannot be read"
        assert_recorded(site, nurse, record)
        (disk / "filler").unlink()
        assert sent_again(patient, kept).location, "it does not come back without a restart"
        assert patient.walk().kind == "result" and site.count("submission") == 2
        assert NAME in nurse.get(record).content.decode(), "staff see nothing any more"


@fault(10, "read-only database")
def read_only(site: Site) -> None:
    with small_disk(site) as disk:
        server = site.serve()
        nurse, record = reader(site, Caller(server).start())
        patient = Caller(server).start()
        page = patient.walk("region")
        with only_readable(site, disk):
            kept = patient.press(page)
            assert_kept(kept, patient.filled(page))
            assert patient.show("region").status == 200, "what is there cannot be read"
            assert_recorded(site, nurse, record)
        assert sent_again(patient, kept).location, "it does not come back without a restart"
        assert patient.walk().kind == "result" and site.count("submission") == 2
        assert NAME in nurse.get(record).content.decode(), "staff see nothing any more"


def reader(site: Site, patient: Caller) -> tuple[Member, str]:
    """One of the staff who is signed in, and the address of what this patient has sent."""
    assert patient.walk().kind == "result"
    nurse = Member(site, patient.server).sign_in()
    record = f"{LIST}{patient.id}/change/"
    assert NAME in nurse.get(record).content.decode()
    return nurse, record


def assert_recorded(site: Site, nurse: Member, record: str) -> None:
    """No look without a line in the access log. PostgreSQL may have room for a line in its files;
    where there is none, nothing is shown."""
    before = site.count("accesslog")
    answer = nurse.get(record)
    if answer.status_code == 200:
        assert site.count("accesslog") == before + 1, "a record is shown and nobody knows"
        return
    assert answer.status_code == 503, f"{answer.status_code} for a record"
    assert NAME not in answer.content.decode(), "a record is shown and nobody knows"


def until_refused(patient: Caller, page: Page) -> tuple[Page, Page]:
    """Goes on until an answer cannot be stored: that page, and what came of it. A database fills
    the gaps in its own files first."""
    for _ in range(MOST_STEPS):
        sent = patient.press(page) if not page.next else Page(patient.get(page.next))
        if sent.status == 503:
            return page, sent
        page = Page(patient.get(sent.location)) if sent.location else sent
        if page.path.endswith("/contact/"):
            patient.send("age", age=49 if patient.answers["age"] == 48 else 48)
            page = patient.show("age")
    raise AssertionError("the disk never was full")


@contextmanager
def small_disk(site: Site) -> Iterator[Path]:
    """The database lives on a small disk of its own while this lasts."""
    disk = Path(tempfile.mkdtemp(prefix="candor-disk-", dir="/tmp"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", disk], check=True)
    try:
        moved_to(site, disk)
        yield disk
    finally:
        for server in site.servers:
            server.stop()
        site.engine.close()
        subprocess.run(["umount", "--lazy", disk], check=True)
        disk.rmdir()


def moved_to(site: Site, disk: Path) -> None:
    engine = site.engine
    if isinstance(engine, PostgreSQL):
        who = plugin.unprivileged()
        shutil.chown(disk, who.get("user"), who.get("group")) if who else None
        engine.server.run(f"CREATE TABLESPACE of_{engine.name} LOCATION '{disk}'", "postgres")
        move = f"ALTER DATABASE {engine.name} SET TABLESPACE of_{engine.name}"
        engine.server.run(move, "postgres")
        return
    engine.file = Path(shutil.move(engine.file, disk / "candor.sqlite3"))
    engine.folder = disk
    engine.url = f"sqlite:///{engine.file}"


def filled(disk: Path, left: int) -> None:
    """Writes until only so many bytes are free."""
    with (disk / "filler").open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            while True:
                try:
                    file.write(b"\1" * size)
                except OSError:
                    break
        file.truncate(file.tell() - left)


@contextmanager
def only_readable(site: Site, disk: Path) -> Iterator[None]:
    """PostgreSQL as on a standby that nobody promoted; SQLite after a process that wrote was
    killed, on a disk that may only be read since then."""
    engine = site.engine
    if isinstance(engine, PostgreSQL):
        setting = f"ALTER DATABASE {engine.name} SET default_transaction_read_only"
        engine.server.run(f"{setting} = on", "postgres")
        engine.cut()
        yield
        engine.server.run(f"{setting} = off", "postgres")
        engine.cut()
        return
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITES, engine.file], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout and writer.stdout.readline() == "written\n"
    writer.kill()
    writer.communicate()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
