"""All is lost but a backup: it is brought back into an empty database, and nobody notices."""

from typing import Any

from tests.clinic import LIST
from tests.faults.clinic import Member
from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.table import fault
from tests.patient import KEPT

# What a process and the migrations make anew, or what lives only as long as a visit.
NOT_KEPT = ("django_migrations", "django_session", "usersessions_usersession", "sqlite_sequence")
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}


def everything(site: Site) -> dict[str, list[Any]]:
    """Every row of every table that a backup is for."""
    names = sorted(name for (name,) in site.engine.rows(TABLES[site.kind]) if name not in NOT_KEPT)
    found = {name: site.engine.rows(f"SELECT * FROM {name}") for name in names}
    return {name: sorted(map(str, rows)) for name, rows in found.items()}


@fault(41, "restore from a backup into an empty database")
def brought_back(site: Site) -> None:
    server = site.serve()
    site.manage("demo", "--fill", "200", env={"CANDOR_MODE": "test"})
    sent, private, half_way = (Caller(server).start(), Caller(server, KEPT), Caller(server))
    private.start().walk()
    sent.walk()
    half_way.start().walk("cancer")
    nurse = Member(site, server).sign_in()
    assert nurse.get(f"{LIST}{sent.id}/change/").status_code == 200
    file = site.folder / "candor.backup"
    site.manage("backup", str(file))
    assert (
        b"Ruth" not in file.read_bytes() and sent.answers["phone"].encode() not in file.read_bytes()
    )
    before = everything(site)
    server.stop()
    with Site(site.kind) as empty:
        refused_with_another_key(empty, str(file))
        empty.keys = site.keys
        empty.manage("restore", str(file))
        after = everything(empty)
        differ = [name for name in before if before[name] != after.get(name)]
        assert not differ, f"rows differ in {', '.join(differ)}"
        assert "is whole" in empty.manage("verify_access_log").stdout
        twice = empty.manage("restore", str(file), check=False)
        assert twice.returncode != 0, "it is restored over what is there"
        everyone_goes_on(empty, sent, private, half_way, nurse)
        empty.assert_no_traceback()


def refused_with_another_key(empty: Site, file: str) -> None:
    told = empty.manage("restore", file, check=False)
    assert told.returncode != 0 and "Traceback" not in told.stderr, "another key opens the backup"
    assert empty.count("submission") == 0


def everyone_goes_on(
    empty: Site, sent: Caller, private: Caller, half_way: Caller, nurse: Member
) -> None:
    """The links of patients open, a questionnaire is ended, and staff sign in as before."""
    server = empty.serve()
    for one in (sent, private, half_way, nurse):
        one.server = server
    assert sent.show("result").status == private.show("result").status == 200, "a link is dead"
    assert half_way.walk().kind == "result", "a draft does not go on"
    empty.engine.run("DELETE FROM eligibility_attempt")  # a code is good for one sign-in only
    assert nurse.sign_in().is_inside, "staff cannot sign in"
    assert "202 results, each the same" in empty.manage("recompute").stdout
