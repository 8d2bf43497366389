"""A power cut, many times: SIGKILL for whatever runs, while patients go on sending."""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from tests.faults.engines import PostgreSQL
from tests.faults.means import until
from tests.faults.patient import Caller, Unanswered
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.stored import copies
from tests.faults.table import fault

KILLS = int(os.environ.get("KILLS", "200"))
AT_A_TIME = int(os.environ.get("PATIENTS", "6"))
WAITING = 15 * KILLS  # more questionnaires than can be sent meanwhile
BACK_WITHIN = 10


@fault(47, f"power cut: {KILLS} random SIGKILLs of everything under load")
def power_cuts(site: Site) -> None:
    """Workers one by one, now and then all of gunicorn, and on PostgreSQL its processes as well.
    Every sheet that a patient was told of is there, once."""
    town = Town(site)
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        walks = [pool.submit(town.patients_send) for _ in range(AT_A_TIME)]
        try:
            for number in range(KILLS):
                town.kill_something(number)
        finally:
            town.over.set()
        told = {id for walk in walks for id in walk.result()}
    stored = [str(row[0]).replace("-", "") for row in site.engine.rows(ALL)]
    assert len(told) > KILLS / 4, f"only {len(told)} sheets were sent: no load"
    assert len(stored) == len(set(stored)), "a sheet is there twice"
    lost = told - set(stored)
    assert not lost, f"{len(lost)} of {len(told)} acknowledged sheets are lost"
    drafts = {str(row[0]).replace("-", "") for row in site.engine.rows(DRAFTS)}
    assert not drafts & set(stored), "half a submit: a sheet and its draft"
    assert site.manage("verify_access_log", check=False).returncode == 0


ALL = "SELECT id FROM eligibility_submission"
DRAFTS = "SELECT id FROM eligibility_draft"


class Town:
    """A site that is killed again and again, and the patients who use it meanwhile."""

    def __init__(self, site: Site) -> None:
        self.site, self.over, self.random = site, Event(), random.Random(47)
        self.server = site.serve()
        first = Caller(self.server).start()
        first.walk("contact")
        self.waiting = copies(site, first, WAITING)

    def patients_send(self) -> set[str]:
        """Sends one questionnaire after the other, each until it is acknowledged."""
        told = set()
        while self.waiting and not self.over.is_set():
            patient = self.waiting.pop()
            while not self.over.is_set() and patient.id.hex not in told:
                if self.acknowledged(patient):
                    told.add(patient.id.hex)
        return told

    def acknowledged(self, patient: Caller) -> bool:
        """One try to send. It is acknowledged if the patient is led to the confirmation."""
        patient.server = self.server
        try:
            page = patient.show("contact")
            if page.location == patient.url("result"):
                return True
            found = patient.press(page) if page.status == 200 else page
        except (Unanswered, AssertionError):
            time.sleep(0.1)
            return False
        assert found.status in (200, 302, 503), f"{found.status} at {found.path}"
        return bool(found.location == patient.url("result"))

    def kill_something(self, number: int) -> None:
        """What is killed is drawn; every twentieth time it is everything."""
        until(self.server.answers, 60, "nothing answers any more")
        time.sleep(self.random.uniform(0.3, 1.2))  # a worker takes a second to start
        engine = self.site.engine
        if isinstance(engine, PostgreSQL) and number % 10 == 5:
            engine.server.kill_one(self.random)
        elif number % 20 == 0:
            self.kill_everything()
        elif workers := self.server.workers:
            self.server.kill(self.random.choice(workers))

    def kill_everything(self) -> None:
        engine, old = self.site.engine, self.server
        old.kill_all()
        if isinstance(engine, PostgreSQL):
            engine.server.kill_all()
            engine.start()
        began = time.monotonic()
        self.server = started(self.site, old)
        took = time.monotonic() - began
        assert took <= BACK_WITHIN, f"serving again only after {took:.0f} s"


def started(site: Site, old: Server) -> Server:
    """The service again after a cut, as systemd starts it."""
    old.stop()
    server = site.serve()
    until(lambda: server.answers("/ready/"), BACK_WITHIN, "not ready again")
    return server
