"""The clock of the server: jumps, midnights, leap days, and machines in other places."""

import re
import time
from datetime import date, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.clinic import LIST
from tests.faults.clinic import CODE, SIGN_IN, Member
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.stored import copies, submissions, with_token
from tests.faults.table import fault
from tests.page import Page
from tests.patient import KEPT, SHARED

ZONE = "America/New_York"  # far enough from UTC that the day differs every evening
HOUR, DAY = 3600, 86_400
WHEN = re.compile(r"field-\w*received\w*[^>]*>([^<]+)<")
# When it is at the clinic, a birthday, and how old that person is then.
BIRTHDAYS = (
    ("2027-02-28 23:59:00", (1978, 3, 1), 48),
    ("2027-03-01 00:01:00", (1978, 3, 1), 49),
    ("2027-02-28 12:00:00", (1976, 2, 29), 50),
    ("2027-03-01 12:00:00", (1976, 2, 29), 51),
    ("2028-02-29 00:01:00", (1976, 2, 29), 52),
    ("2028-02-28 23:59:00", (1976, 2, 29), 51),
    ("2027-12-31 23:59:00", (1980, 1, 1), 47),
    ("2027-03-14 03:01:00", (1980, 3, 14), 47),
    ("2027-11-07 01:30:00", (1980, 11, 7), 47),
)


class Clock:
    """The clock of a server and of every command, which can be moved while they run."""

    def __init__(self, site: Site) -> None:
        self.file = site.folder / "ahead"
        folder = str(Path(__file__).parent / "shifted")
        site.settings |= {"CLOCK_AHEAD": str(self.file), "PYTHONPATH": folder, "TIME_ZONE": ZONE}
        self.move(0)

    def move(self, seconds: float) -> None:
        """The clock is so far ahead from now on. It is written in one step: someone may read."""
        new = self.file.with_suffix(".new")
        new.write_text(str(seconds))
        new.rename(self.file)

    def set_to(self, clinic_time: str) -> None:
        """It is this time of day at the clinic now."""
        there = datetime.fromisoformat(clinic_time).replace(tzinfo=ZoneInfo(ZONE))
        self.move(there.timestamp() - time.time())


@fault(20, "the clock jumps; midnight, leap day, DST")
def clock_jumps(site: Site) -> None:
    clock = Clock(site)
    server = site.serve(IDLE_MINUTES="0")
    ages_are_those_of_the_clinics_day(site, server, clock)
    clock.move(0)
    what_is_over_stays_over(site, server, clock)
    clock.move(0)
    staff_come_in_by_the_clock(site, server, clock)


def ages_are_those_of_the_clinics_day(site: Site, server: Server, clock: Clock) -> None:
    clock.set_to("2027-02-20 12:00:00")
    patient = Caller(server, SHARED | {"age": 30}).start()
    patient.walk("contact")
    for other, (now, born, years) in zip(copies(site, patient, 9), BIRTHDAYS, strict=True):
        clock.set_to(now)
        site.engine.run(f"UPDATE eligibility_draft SET updated_at = '{now}'")
        birth = dict(zip(("year", "month", "day"), map(str, born), strict=True))
        wrong = other.send("contact", date_of_birth=birth)
        assert wrong.errors == ["contact-date_of_birth"], f"{now}: no word about the age"
        assert f"this date is {years}" in wrong.text, f"{now}: not {years} years old"
        assert any(link.endswith("/age/") for link in wrong.links), "no way to the age"
        assert other.send("age", age=years).location
        assert other.walk().kind == "result", f"{now}: {years} is not taken"
    found = {one["identity"]["date_of_birth"]: one for one in submissions(site)}
    assert found[str(date(1980, 11, 7))]["answers"]["age"] == 47


def what_is_over_stays_over(site: Site, server: Server, clock: Clock) -> None:
    private, cleared = Caller(server, KEPT).start(), Caller(server).start()
    left = Caller(server).start()
    left.walk("cancer")
    for patient in (private, cleared):
        assert patient.walk().kind == "result"
    held = cleared.elsewhere()
    assert cleared.send_raw("clear", with_token(cleared, {})).status == 302
    clock.move(DAY + HOUR)
    assert private.show("result").status == 404, "a private result opens after its day"
    assert left.get(left.url()).status_code == 302, "a day ahead loses a draft"
    site.manage("purge")
    for ahead in (0, -DAY, 2 * DAY):
        clock.move(ahead)
        assert private.show("result").status == 404, "what was over opens again"
        assert held.show("result").status == 404, "what was cleared opens again"
    clock.move(0)
    assert left.walk().kind == "result", "the draft does not go on after the jumps"


def staff_come_in_by_the_clock(site: Site, server: Server, clock: Clock) -> None:
    nurse = Member(site, server)
    for ahead in (-DAY, DAY, -5 * 60, 5 * 60):
        assert not may_enter(nurse, nurse.code(ahead)), f"a code of {ahead} s away opens"
        site.engine.run("DELETE FROM eligibility_attempt")
    nurse.cookies = SimpleCookie()
    assert nurse.sign_in().is_inside
    clock.move(DAY)
    assert not nurse.is_inside, "a session of yesterday is still one"
    clock.move(0)
    assert not nurse.is_inside, "a session that was over is one again"


def may_enter(nurse: Member, code: str) -> bool:
    """Whether this code opens, after the right password, in a fresh browser."""
    nurse.cookies = SimpleCookie()
    first = nurse.fill(SIGN_IN, login=nurse.name, password=nurse.password)
    assert first.headers.get("Location") == CODE, f"{first.status_code} to a right password"
    nurse.fill(CODE, code=code)
    return nurse.is_inside


@fault(48, "a server in another time zone and language")
def elsewhere(site: Site) -> None:
    home = site.serve(TZ="UTC", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    far = site.serve(TZ="Pacific/Kiritimati", LANG="tr_TR.UTF-8", LC_ALL="tr_TR.ISO-8859-9")
    patient = Caller(home).start()
    patient.walk("contact")
    copy = copies(site, patient, 1)[0]
    copy.server = far
    for one in (patient, copy):
        assert one.walk().kind == "result", "another age on another machine"
    here, there = submissions(site)
    for what in ("answers", "identity", "assessment", "language"):
        assert here[what] == there[what], f"other {what} on another machine"
    for address in ("result/", "result.pdf"):
        pages = []
        for patient.server in (home, far):
            answer = patient.get(patient.url() + address)
            assert answer.status_code == 200
            pages.append(answer.content if address.endswith("pdf") else Page(answer).lasting)
        assert pages[0] == pages[1], f"{address} differs on another machine"
    lists = [Member(site, server).sign_in().get(LIST).content for server in (home, far)]
    days = [WHEN.findall(page.decode()) for page in lists]
    assert days[0] == days[1] and days[0], "the clinic's list has other dates"
