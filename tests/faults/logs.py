"""What the server writes its log to is full, or nobody reads it any more."""

from tests.clinic import LIST
from tests.faults.clinic import Member
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.stored import with_token
from tests.faults.table import fault

FULL = "/dev/full"  # every write to it fails, as on a full disk
# Each worker begins with a log whose reader is gone.
CLOSED = """
import os

def post_fork(server, worker):
    reader, writer = os.pipe()
    os.close(reader)
    for number in (1, 2):
        os.dup2(writer, number)
"""


@fault(39, "the log is full, or closed")
def no_log(site: Site) -> None:
    closed = site.folder / "closed.py"
    closed.write_text(CLOSED)
    ways = (("--capture-output", "--error-logfile", FULL), ("--config", str(closed)))
    for number, way in enumerate(ways):
        server = site.serve(*way)
        works(site, server, number + 1)
        server.stop()
    said = site.manage("verify_access_log").stdout
    assert "is whole" in said, said


def works(site: Site, server: Server, visits: int) -> None:
    """A patient and a nurse do all they came for, with pages on the way that write to the log."""
    patient = Caller(server).start()
    page = patient.send_raw("age", with_token(patient, {"age-age": "old"}))
    assert page.status == 422, f"{page.status} to a wrong answer, which writes to the log"
    page = patient.show("nonsense")
    assert page.status == 404, f"{page.status} to a wrong address, which writes to the log"
    assert patient.walk().kind == "result"
    assert site.count("submission") == visits, "a submission is missing"
    nurse = Member(site, server).sign_in()
    assert nurse.get(LIST).status_code == 200, "the list is not shown"
    assert nurse.get(f"{LIST}{patient.id}/change/").status_code == 200
    looks = site.count("accesslog", "action = 'detail'")
    due = sum(range(visits + 1))  # the page shows the earlier ones of this person too
    assert looks == due, f"{looks} of {due} looks are in the access log"
    assert len(server.workers) == 3, "a worker has ended"
