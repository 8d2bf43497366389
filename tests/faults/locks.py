"""A database that is busy: deadlocks, a lock that is held for long, and many who write at once."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import psycopg2

from tests.faults.engines import PostgreSQL
from tests.faults.means import background
from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.stored import copies
from tests.faults.table import fault
from tests.faults.told import assert_kept, sent_again

WRITERS = 50
TABLE = "LOCK TABLE eligibility_submission IN EXCLUSIVE MODE"
DRAFT = "SELECT * FROM eligibility_draft WHERE id = '{id}' FOR UPDATE"


@fault(8, 'deadlock, serialization failure, "database is locked"')
def busy(site: Site) -> None:
    one = Caller(site.serve()).start()
    page = one.walk("contact")
    many = copies(site, one, WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        shown = list(pool.map(lambda patient: patient.show("contact"), many))
        sent = list(pool.map(lambda patient, page: patient.press(page), many, shown))
    failed = [answer.status for answer in sent if answer.location == ""]
    assert not failed, f"{len(failed)} of {WRITERS} writers failed"
    assert site.count("submission") == WRITERS
    with held(site):
        waits = background(one.press, page)
        time.sleep(1)
    assert waits.result().location == one.url("result"), "it does not wait for a short lock"
    held_for_long(site, Caller(one.server).start())
    if site.kind == "postgresql":
        deadlocked(site, Caller(one.server).start())


def held_for_long(site: Site, patient: Caller) -> None:
    """Everything waits for someone else's transaction, and then no more."""
    page = patient.walk("contact")
    before = site.count("submission")
    with held(site):
        kept = patient.press(page)
        assert_kept(kept, patient.filled(page))
        assert patient.seconds <= 5, f"it took {patient.seconds:.1f} s"
    assert sent_again(patient, kept).location == patient.url("result")
    assert site.count("submission") == before + 1


def deadlocked(site: Site, patient: Caller) -> None:
    """Another transaction has the table and wants the draft; ours has the draft and wants the
    table. PostgreSQL ends ours, which began to wait first."""
    page = patient.walk("contact")
    before = site.count("submission")
    with held(site) as other:
        sent = background(patient.press, page)
        time.sleep(0.4)
        other.execute(DRAFT.format(id=patient.id))
    assert "deadlock detected" in (site.engine.server.folder / "log").read_text(), "no deadlock"
    assert sent.result().location == patient.url("result"), "it was not tried again"
    assert site.count("submission") == before + 1


@contextmanager
def held(site: Site) -> Iterator[Any]:
    """Someone else's open transaction, in which what a sheet is stored in is locked."""
    if isinstance(site.engine, PostgreSQL):
        with closing(psycopg2.connect(site.engine.url)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(TABLE)
                yield cursor
            connection.rollback()
        return
    with closing(sqlite3.connect(site.engine.file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("ROLLBACK")
