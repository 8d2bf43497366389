"""The purge is killed half-way, or runs twice at once, beside a server that works."""

from tests.faults.means import until
from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.stored import beside
from tests.faults.table import fault

DUE, YOUNG = 3000, 10
PARTS = ("review", "findingmark")


@fault(40, "the purge is killed, or runs twice at once")
def purges(site: Site) -> None:
    server = site.serve()
    fill(site)
    process = beside(site, "purge")
    until(lambda: site.count("submission") < DUE + YOUNG, 120, "the purge erases nothing")
    process.kill()
    process.communicate()
    there = assert_whole(site)
    assert 0 < there < DUE, "it was not killed half-way"
    patient = Caller(server).start()
    both = [beside(site, "purge"), beside(site, "purge")]
    assert patient.walk().kind == "result", "no patient can send while two purges run"
    for one in both:
        complaints = one.communicate(timeout=200)[1]
        assert one.returncode == 0, complaints[-200:]
    site.manage("purge")
    assert assert_whole(site, more=1) == 0, "the next purge does not go on"
    assert site.manage("purge").stdout.splitlines()[-1] == "0 erased.", "it is never done"
    site.manage("verify_access_log")


def fill(site: Site) -> None:
    """Many that are due, and a few that are a day too young."""
    site.manage("demo", "--fill", str(DUE + YOUNG), env={"CANDOR_MODE": "test"})
    young = f"IN (SELECT id FROM eligibility_submission ORDER BY id LIMIT {YOUNG})"
    ago = {"sqlite": "datetime('now', '-{} days')", "postgresql": "now() - interval '{} days'"}
    long_ago, lately = (ago[site.kind].format(days) for days in (900, 700))
    site.engine.run(f"UPDATE eligibility_submission SET status = 'new', received_at = {long_ago}")
    site.engine.run(f"UPDATE eligibility_submission SET received_at = {lately} WHERE id {young}")
    site.engine.run(f"UPDATE eligibility_review SET at = {long_ago}")
    site.engine.run(f"DELETE FROM eligibility_review WHERE submission_id {young}")


def assert_whole(site: Site, more: int = 0) -> int:
    """No part without its record, none gone that is not due. Returns how many due ones are left."""
    for part in PARTS:
        lost = "submission_id NOT IN (SELECT id FROM eligibility_submission)"
        assert site.count(part, lost) == 0, f"a {part} without its record"
    erased = sum(map(_counted, site.engine.rows(LOGGED)))
    there = site.count("submission") - YOUNG - more
    assert there + erased == DUE, f"{there} there and {erased} erased are not {DUE}"
    return there


LOGGED = "SELECT detail FROM eligibility_accesslog WHERE who = 'command purge'"


def _counted(row: tuple[str]) -> int:
    import json

    return int(json.loads(row[0])["rows"])
