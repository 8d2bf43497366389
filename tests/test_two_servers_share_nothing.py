"""Two real servers on one database: whichever answers, patient and staff go on where they were."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from tests.clinic import LIST, review_of
from tests.faults.clinic import CODE, SIGN_IN, Member
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site

TRIES = 5  # of one name, by one client, in a quarter of an hour


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(connection.vendor) as site:
        yield site


@pytest.fixture(scope="module")
def servers(site: Site) -> list[Server]:
    """Two, each with one process, so that every second request meets the other process."""
    both = [site.serve("--workers", "1", wait=False) for _ in range(2)]
    return [server.wait() for server in both]


class Sent:
    """Sends each request to the next server, as a balancer without a memory does."""

    servers: list[Server]

    def among(self, servers: list[Server]) -> Any:
        self.servers, self.turns, self.asked = servers, cycle(servers), 0
        return self

    def request(self, **asked: Any) -> HttpResponse:
        self.server, self.asked = next(self.turns), self.asked + 1
        answer: HttpResponse = super().request(**asked)  # type: ignore[misc]
        return answer


class Patient(Sent, Caller):
    """A patient whose every second request meets the other server."""


class Nurse(Sent, Member):
    """One of the staff, likewise."""


@pytest.fixture(scope="module")
def patient(servers: list[Server]) -> Patient:
    """One who has sent a questionnaire, each request to the next server."""
    patient: Patient = Patient(servers[0]).among(servers).start()
    patient.walk()
    return patient


@pytest.mark.shows("F31")
def test_a_patient_goes_from_the_start_to_the_result(
    site: Site, servers: list[Server], patient: Patient
) -> None:
    assert patient.asked > 40
    assert site.count("submission") == site.count("submission", "patient_key <> ''") == 1
    for server in servers:
        patient.among([server])
        assert patient.show("result").kind == "result"
    site.assert_no_traceback()


@pytest.mark.shows("F31")
def test_every_server_may_be_replaced_on_the_way(site: Site) -> None:
    old = site.serve("--workers", "1")
    patient = Patient(old).among([old]).start()
    patient.walk("risks")
    old.kill_all()
    new = site.serve("--workers", "1")
    assert patient.among([new]).walk().kind == "result"


def test_staff_work_on_both_and_leave_both(
    site: Site, servers: list[Server], patient: Patient
) -> None:
    page = f"{LIST}{patient.id}/change/"
    nurse = Nurse(site, servers[0]).among(servers).sign_in()
    assert nurse.is_inside
    assert nurse.fill(page, **review_of("Called.")).status_code == 302
    for server in servers:
        assert "Called." in nurse.among([server]).get(page).content.decode()
    key = nurse.cookies["__Host-staff"].value
    assert nurse.among(servers).fill("/staff/sign-out/").status_code == 302
    for server in servers:
        nurse.cookies["__Host-staff"] = key
        assert not nurse.among([server]).is_inside


@pytest.mark.shows("T1", "T13", "ASVS 6.3.1")
def test_who_guesses_at_both_has_no_more_tries_than_at_one(
    site: Site, servers: list[Server]
) -> None:
    nurse = Nurse(site, servers[0]).among(servers)
    told = [nurse.fill(SIGN_IN, login=nurse.name, password="wrong") for _ in range(TRIES)]
    assert {answer.status_code for answer in told} == {200}
    for server in servers:
        nurse.among([server])
        refused = nurse.fill(SIGN_IN, login=nurse.name, password=nurse.right)
        assert refused.headers.get("Location") != CODE
