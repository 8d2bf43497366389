"""What was altered in the database by someone who has it in hand."""

import re
from typing import Any

from tests.clinic import LIST
from tests.faults.clinic import Member
from tests.faults.keys import CANNOT, only_refusals, stored
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.table import fault


@fault(35, "altered ciphertext or access log")
def altered(site: Site) -> None:
    server = site.serve()
    one, other = Caller(server).start(), Caller(server).start()
    for patient in (one, other):
        patient.walk()
    nurse = Member(site, server).sign_in()
    assert nurse.get(f"{LIST}{one.id}/change/").status_code == 200
    for change in (flipped, swapped):
        before = stored(site)
        change(site, one, other)
        refused(server, one, nurse)
        put_back(site, before)
    assert one.show("result").status == 200
    assert nurse.get(f"{LIST}{other.id}/change/").status_code == 200
    the_log_notices(site, nurse)
    only_refusals(site, server)


def flipped(site: Site, one: Caller, other: Caller) -> None:
    """One letter of what this patient answered."""
    text = value(site, one)
    letter = "A" if text[40] != "A" else "B"
    put(site, one, text[:40] + letter + text[41:])


def swapped(site: Site, one: Caller, other: Caller) -> None:
    """The answers of another patient."""
    put(site, one, value(site, other))


def value(site: Site, patient: Caller) -> str:
    found = site.engine.rows(
        f"SELECT answers FROM eligibility_submission WHERE {_is(site, patient)}"
    )
    return str(found[0][0])


def put(site: Site, patient: Caller, text: str) -> None:
    set_to = f"SET answers = '{text}' WHERE {_is(site, patient)}"
    site.engine.run(f"UPDATE eligibility_submission {set_to}")


def _is(site: Site, patient: Caller) -> str:
    return f"id = '{patient.id.hex if site.kind == 'sqlite' else patient.id}'"


def put_back(site: Site, rows: list[Any]) -> None:
    for pk, answers, *_rest in rows:
        site.engine.run(
            f"UPDATE eligibility_submission SET answers = '{answers}' WHERE id = '{pk}'"
        )


def refused(server: Server, one: Caller, nurse: Member) -> None:
    """Nobody is shown it, the log says so without a word of it, and the rest works."""
    told = server.log.count("cannot be read")
    for answer in (one.get(f"{one.url()}result/"), nurse.get(f"{LIST}{one.id}/change/")):
        words = answer.content.decode()
        assert CANNOT in words and "Ruth" not in words, "what was altered is shown"
    assert server.log.count("cannot be read") == told + 2, "no alert in the log"
    assert "submission.answers" in server.log and "Ruth" not in server.log
    assert nurse.get(LIST).status_code == 200, "one altered row takes the list away"
    fresh = Caller(server).start()
    assert fresh.send("age", age=50).location


def the_log_notices(site: Site, nurse: Member) -> None:
    """A row of the access log cannot be changed, and who forces it is found out."""
    rewrite = "UPDATE eligibility_accesslog SET who = 'nobody' WHERE number = 2"
    try:
        site.engine.run(rewrite)
    except Exception as why:
        assert re.search("append|refus|never|only|chang", str(why), re.IGNORECASE), str(why)
    else:
        raise AssertionError("the database lets a row of the access log be changed")
    without_guards(site)
    site.engine.run(rewrite)
    told = site.manage("verify_access_log", check=False)
    assert told.returncode == 1 and "Row 2" in told.stderr, "the changed row is not found"
    assert nurse.get(LIST).status_code == 200


def without_guards(site: Site) -> None:
    """What only the owner of the database can do."""
    if site.kind == "postgresql":
        site.engine.run("ALTER TABLE eligibility_accesslog DISABLE TRIGGER USER")
        return
    for (name,) in site.engine.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        site.engine.run(f"DROP TRIGGER {name}")
