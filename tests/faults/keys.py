"""Data keys that change, that are lost or wrong, and what was altered under a right one."""

import base64
import json
import secrets
import threading
from collections.abc import Callable
from typing import Any

from tests.clinic import LIST
from tests.faults.clinic import Member
from tests.faults.means import background, until
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.stored import beside
from tests.faults.table import fault

STORED = 1500
CANNOT = "cannot be read"
SEALED = {"draft": ("content",), "submission": ("answers", "assessment", "identity")}


def new_key(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def left_on(site: Site, key: str) -> int:
    """How many rows have a value that rests on this key."""
    return sum(
        site.count(table, " OR ".join(f"{column} LIKE '{key}.%'" for column in columns))
        for table, columns in {**SEALED, "review": ("note",)}.items()
    )


# --- Rotation -----------------------------------------------------------------------------------
@fault(33, "data keys rotated under load, killed half-way")
def rotated(site: Site) -> None:
    site.manage("demo", "--fill", str(STORED), env={"CANDOR_MODE": "test"})
    sent = Caller(site.serve()).start()
    sent.walk()
    half_way = Caller(sent.server).start()
    half_way.walk("cancer")
    site.keys["DATA_KEYS"] = f"{new_key('k2')},{site.keys['DATA_KEYS']}"
    server = sent.server = half_way.server = site.serve()
    nurse = Member(site, server).sign_in()
    begun = left_on(site, "k1")
    assert begun > STORED
    with Readers([shows(sent, "result"), shows(half_way, "age"), records(site, nurse)]) as readers:
        process = beside(site, "rotate_keys")
        until(lambda: left_on(site, "k1") < begun * 0.8, 120, "nothing is rotated")
        process.kill()
        process.communicate()
        assert left_on(site, "k1"), "it was not killed half-way"
        told = site.manage("rotate_keys").stdout
    assert readers.failed == [], f"reads failed: {readers.failed[:3]}"
    assert readers.count > 20, "there was no load"
    assert "0 rows are left on old keys." in told and left_on(site, "k1") == 0
    assert half_way.walk().kind == "result"
    assert f"{STORED + 2} results, each the same" in site.manage("recompute").stdout


def shows(patient: Caller, step: str) -> Callable[[], int]:
    """Opens this page of the patient."""
    return lambda: int(patient.show(step).status)


def records(site: Site, nurse: Member) -> Callable[[], int]:
    """Opens one record of the clinic after another."""
    found = site.engine.rows("SELECT id FROM eligibility_submission LIMIT 40")
    ids = iter([str(row[0]) for row in found] * 1000)
    return lambda: int(nurse.get(f"{LIST}{next(ids)}/change/").status_code)


class Readers:
    """Pages that are read again and again meanwhile, each by a thread of its own."""

    def __init__(self, reads: list[Callable[[], int]]) -> None:
        self.reads, self.failed, self.count = reads, list[int](), 0
        self.over = threading.Event()

    def __enter__(self) -> "Readers":
        self.threads = [background(self._go_on, read) for read in self.reads]
        return self

    def _go_on(self, read: Callable[[], int]) -> None:
        while not self.over.is_set():
            status = read()
            self.count += 1
            if status != 200:
                self.failed.append(status)

    def __exit__(self, *problem: Any) -> None:
        self.over.set()
        for thread in self.threads:
            thread.result()


# --- Lost and wrong keys ------------------------------------------------------------------------
@fault(34, "a data key lost or wrong at the start")
def lost_or_wrong(site: Site) -> None:
    right = site.keys["DATA_KEYS"]
    sent = Caller(site.serve()).start()
    sent.walk()
    sent.server.stop()
    before = stored(site)
    for bad, named in ((new_key("k1"), "k1"), ("", "DATA_KEYS"), ("k1:short", "k1")):
        server = site.serve(wait=False, DATA_KEYS=bad)
        until(lambda started=server: started.process.poll() is not None, 60, f"it starts: {named}")
        assert server.process.returncode != 0, "it does not say that it failed"
        assert named in server.log and sent.answers["full_name"] not in server.log
        site.servers.remove(server)  # what it wrote was read here
        server.stop()
    assert stored(site) == before, "a process with a wrong key wrote something"
    site.keys["DATA_KEYS"] = new_key("k2")  # the older one is lost
    old_rows_say_so(site, sent, before)
    site.keys["DATA_KEYS"] = f"{site.keys['DATA_KEYS']},{right}"
    sent.server = site.serve()
    assert sent.show("result").status == 200, "with its key back it does not open"


def only_refusals(site: Site, server: Server) -> None:
    """Each 500 of this server was the page that says so. Its log is read with that."""
    said = server.log
    assert "Traceback" not in said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    refused = {line["request"] for line in lines if CANNOT in line["event"]}
    broken = {line["request"] for line in lines if line.get("status") == 500}
    assert broken <= refused, "a 500 that is no refusal"
    server.stop()
    site.servers.remove(server)


def stored(site: Site) -> list[Any]:
    return site.engine.rows("SELECT id, answers, assessment, identity FROM eligibility_submission")


def old_rows_say_so(site: Site, sent: Caller, before: list[Any]) -> None:
    """What is new works, and what is old says that it cannot be read."""
    sent.server = server = site.serve()
    assert sent.show("result").status == 404, "a link opens without the key it was made with"
    newer = Caller(server).start()
    assert newer.walk().kind == "result", "a new patient is held up by an old key"
    nurse = Member(site, server).sign_in()
    assert nurse.get(LIST).status_code == 200, "one old row takes the list away"
    answer = nurse.get(f"{LIST}{sent.id}/change/")
    assert CANNOT in answer.content.decode(), "an old row does not say that it cannot be read"
    assert nurse.get(f"{LIST}{newer.id}/change/").status_code == 200
    assert "'k1' is not in DATA_KEYS" in server.log, "the log does not name the key"
    again = site.manage("rotate_keys", check=False)
    assert again.returncode != 0 and "1" in again.stdout, "rows that cannot be read are passed over"
    assert before[0] in stored(site), "a row that cannot be read was overwritten"
    only_refusals(site, server)
