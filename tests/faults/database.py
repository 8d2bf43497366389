"""A database that is killed, down, frozen or cut off. tests/faults/locks.py has the busy one."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from django.http import HttpResponse

from tests.faults.means import background, slow, until
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.table import fault
from tests.faults.told import assert_kept, sent_again
from tests.page import Page

Lost = tuple[float, float, int]  # a request that failed: from when, to when, and its status
# Patients who wait at once on a frozen database. A worker has 4 threads: those who wait behind them
# must not wait as long again. With SQLite they do.
AT_ONCE = {"sqlite": 3, "postgresql": 12}


@fault(4, "database killed mid-submit", fast=True)
def killed_mid_submit(site: Site) -> None:
    """Stock: a bare 500. SQLite lives in the worker: its file is taken away while the transaction
    is open, which may still end well; then the next one may not begin."""
    one = Caller(site.serve()).start()
    page = one.walk("contact")
    typed = one.filled(page)
    with slow(site, "submission"):
        sent = background(one.press, page)
        until(lambda: one.local_port, 5, "nothing was sent")
        time.sleep(0.5)
        site.engine.stop()
        answer = sent.result()
        if site.kind == "postgresql":
            assert_kept(answer, typed)
        again = one.press(page)
        assert_kept(again, typed)
        site.engine.start()
    assert sent_again(one, again).location == one.url("result")
    assert (site.count("submission"), site.count("draft")) == (1, 0), "not exactly one"


@fault(5, "database down at a step", fast=True)
def down(site: Site) -> None:
    server = site.serve()
    one = Caller(server).start()
    page = one.walk("age")
    site.engine.stop()
    kept = one.press(page)
    assert one.seconds < 2, f"it took {one.seconds:.1f} s"
    assert_kept(kept, one.filled(page))
    assert_kept(one.show("age"))
    someone = Caller(server)
    someone.cookies["__Host-staff"] = "a" * 32
    assert_kept(Page(someone.get("/admin/")))
    assert_lives(server, ready=503)
    site.engine.start()
    assert sent_again(one, kept).location, "it does not come back without a restart"
    assert one.walk().kind == "result" and site.count("submission") == 1
    assert_lives(server, ready=200)


@fault(6, "database frozen", fast=True)
def frozen(site: Site) -> None:
    """Stock: every thread waits for ever, for a stopped server keeps its sockets open. Neither
    connect_timeout nor statement_timeout nor keepalives see it."""
    server = site.serve()
    patients = [Caller(server).start() for _ in range(AT_ONCE[site.kind])]
    pages = [patient.walk("age") for patient in patients]
    site.engine.freeze()
    sent = [background(p.press, page) for p, page in zip(patients, pages, strict=True)]
    time.sleep(0.5)
    assert_lives(server, ready=None, within=5)
    kept = [one.result() for one in sent]
    slowest = max(patient.seconds for patient in patients)
    assert slowest <= 5, f"it took {slowest:.1f} s"
    for patient, page, answer in zip(patients, pages, kept, strict=True):
        assert_kept(answer, patient.filled(page))
    assert_lives(server, ready=503)
    site.engine.thaw()
    for patient, answer in zip(patients, kept, strict=True):
        assert sent_again(patient, answer).location, "it does not come back without a restart"
    assert patients[0].walk().kind == "result" and site.count("submission") == 1


@fault(7, "all connections cut 20 times under load")
def cut(site: Site) -> None:
    """Stock: each worker's kept connection is dead, and the next patient who gets it fails."""
    server, ends, cuts = site.serve(), [], []
    lost: list[Lost] = []

    def journeys() -> int:
        count = 0
        while not ends:
            count += walked_on(started(server, lost), lost)
        return count

    with ThreadPoolExecutor(6) as pool:
        walks = [pool.submit(journeys) for _ in range(6)]
        for _ in range(20):
            time.sleep(0.4)
            began = time.monotonic()
            site.engine.cut()
            cuts.append((began, time.monotonic()))
        time.sleep(1)
        ends.append(True)
        finished = sum(walk.result() for walk in walks)
    for began, ended, status in lost:
        assert status == 503, f"{status} while connections are cut"
        assert any(began <= after and before <= ended for before, after in cuts), (
            "a request failed that began after the cut"
        )
    assert finished == site.count("submission") and finished, "not one sheet a journey"


def walked_on(patient: Caller, lost: list[Lost]) -> int:
    """Walks to the result as someone does who presses "Send it again" or loads a page again."""
    page = shown(patient, patient.url(), lost)
    while page.kind != "result":
        if page.next:
            page = shown(patient, page.next, lost)
        elif page.status == 503:
            page = sent(patient, page.action, page.typed, lost)
        else:
            page = sent(patient, page.action, patient.filled(page), lost)
    return 1


def started(server: Server, lost: list[Lost]) -> Caller:
    """A patient who presses the button of the start page until it does something."""
    patient = Caller(server)
    while True:
        front = Page(patient.get("/"))
        page = noted(partial(patient.post_fields, front.action, front.typed), lost)
        if page.location:
            patient.id = UUID(page.location.split("/")[2])
            return patient


def shown(patient: Caller, url: str, lost: list[Lost]) -> Page:
    page = noted(partial(patient.get, url), lost)
    return shown(patient, page.location, lost) if page.location else page


def sent(patient: Caller, url: str, fields: dict[str, list[str]], lost: list[Lost]) -> Page:
    page = noted(partial(patient.post_fields, url, fields), lost)
    return shown(patient, page.location, lost) if page.location else page


def noted(ask: Callable[[], HttpResponse], lost: list[Lost]) -> Page:
    """A page, and a note of when it was asked for if it is an error."""
    began = time.monotonic()
    page = Page(ask())
    if page.status >= 400:
        lost.append((began, time.monotonic(), page.status))
    assert page.status in (200, 302, 503), f"{page.status} at {page.path}"
    return page


def assert_lives(server: Server, *, ready: int | None, within: float = 1) -> None:
    """Static files and the liveness answer, whatever the database does."""
    browser = Caller(server)
    for path in ("/alive/", static(server)):
        assert browser.get(path).status_code == 200, f"{path} does not answer"
        assert browser.seconds < within, f"{path} took {browser.seconds:.1f} s"
    if ready:
        assert browser.get("/ready/").status_code == ready, f"/ready/ is not {ready}"


def static(server: Server) -> str:
    """The address of the style sheet, as the start page has it."""
    front = Caller(server).get("/").content.decode()
    return front.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
