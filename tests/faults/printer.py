"""The PDF compiler crashes, never ends, or eats memory. All else goes on."""

import time
from threading import Event

import psutil

from tests.faults.means import background, until
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.table import fault

NEVER_ENDS = '#set document(title: "-")\n' + (
    "#for a in range(100000) { for b in range(100000) { for c in range(99) { let d = a } } }"
)
EATS = '#set document(title: "-")\n#let all = range(1000000000)\n#all.len()'
ASKS, AT_ONCE, MOST_SECONDS, MOST_MEMORY = 6, 2, 20, 3 << 30


@fault(36, "PDF engine crashes, hangs, eats memory")
def printer(site: Site) -> None:
    """Stock: the compiler is a part of the worker, and takes it along."""
    site.own_code()
    patient = Caller(site.serve()).start()
    assert patient.walk().kind == "result"
    pdf = f"/screening/{patient.id}/result.pdf"
    assert patient.get(pdf).content.startswith(b"%PDF")
    crashes(patient, pdf)
    for template in (NEVER_ENDS, EATS):
        (site.code / "templates" / "pdf" / "sheet.typ").write_text(template)
        site.servers[-1].stop()
        patient.server = site.serve()
        hangs(patient, pdf)


def crashes(patient: Caller, pdf: str) -> None:
    """Its process is killed while nobody waits for it: nobody notices."""
    workers = pids(patient.server)
    for worker in patient.server.workers:
        for compiler in worker.children():
            compiler.kill()
    assert patient.get(pdf).content.startswith(b"%PDF"), "it is not started again"
    assert pids(patient.server) == workers, "it took its worker along"


def hangs(patient: Caller, pdf: str) -> None:
    """So many ask for a document that is never made."""
    server, over, seen = patient.server, Event(), [(0, 0)]
    workers = pids(server)

    def watch() -> None:
        while not over.is_set():
            seen.append(at_work(server))

    watching = background(watch)
    asked = [patient.elsewhere() for _ in range(ASKS)]
    sent = [background(each.get, pdf) for each in asked]
    until(lambda: server.workers and any(w.children() for w in server.workers), 20, "not asked")
    assert patient.show("result").kind == "result", "the page does not live without it"
    assert patient.seconds < 5, f"the page took {patient.seconds:.0f} s"
    found = {answer.result().status_code for answer in sent}
    over.set()
    watching.result()
    assert found == {503}, f"{found} for a document that is never made"
    assert max(each.seconds for each in asked) < MOST_SECONDS, "it is waited for too long"
    assert pids(server) == workers, "it took its worker along"
    busy, memory = (max(values) for values in zip(*seen, strict=True))
    assert busy <= AT_ONCE, f"{busy} at once"
    assert memory < MOST_MEMORY, f"it ate {memory >> 20} MB"


def at_work(server: Server) -> tuple[int, int]:
    """How many compilers worked in the last half second, and the memory of the largest."""
    before = {each: used(each) for worker in server.workers for each in worker.children()}
    time.sleep(0.5)
    busy = sum(used(each) - spent > 0.05 for each, spent in before.items() if spent > STARTED)
    return busy, max((memory_of(each) for each in before), default=0)


STARTED = 1.0  # seconds of CPU that it takes to start: three may do that at once


def used(process: psutil.Process) -> float:
    try:
        return float(process.cpu_times().user)
    except psutil.NoSuchProcess:
        return 0.0


def memory_of(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def pids(server: Server) -> set[int]:
    return {worker.pid for worker in server.workers}
