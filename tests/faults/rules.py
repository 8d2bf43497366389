"""A new version of the rules, or one that is withdrawn, while a patient is half-way."""

import json
import re
from pathlib import Path

from tests.faults.means import until
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.stored import draft_of, submissions
from tests.faults.table import fault

NEW = "2099.1"
VERSION = re.compile(r'version="(\d{4}\.\d+)"')
WITHDRAWN = Path("eligibility/versions/withdrawn.json")


def install(site: Site) -> str:
    """A newer release, in which one rule counts otherwise. Returns the version before."""
    code = site.own_code()
    site.manage("rulebook", "--write")
    protocol = code / "eligibility/protocol/__init__.py"
    found = VERSION.search(protocol.read_text())
    assert found
    replace(protocol, f'version="{found[1]}"', f'version="{NEW}"')
    rules = code / "eligibility/protocol/rules/talk_over_health.py"
    replace(rules, "AGE.above(75)", "AGE.above(65)")
    site.manage("rulebook", "--write")
    return found[1]


def replace(path: Path, before: str, after: str) -> None:
    """Changes this one place. Raises AssertionError if the code reads otherwise by now."""
    text = path.read_text()
    assert text.count(before) == 1, f"{path.name} has no {before!r} any more"
    path.write_text(text.replace(before, after))


def reload(server: Server) -> None:
    """New workers with the code as it is now, and none of the old ones any more."""
    before = {worker.pid for worker in server.workers}
    server.hup()
    until(lambda: not before & {worker.pid for worker in server.workers}, 60, "old workers stay")
    server.wait()


def outcome(site: Site, patient: Caller) -> tuple[str, str, str]:
    """The version, its digest and the result of what this patient sent."""
    found = [one for one in submissions(site) if one["id"] == str(patient.id)]
    assert len(found) == 1, "the submission is not there"
    return found[0]["protocol"], found[0]["digest"], found[0]["outcome"]


@fault(30, "a new version of the rules on the way")
def new_rules(site: Site) -> None:
    site.own_code()
    server = site.serve()
    early, before = Caller(server).start(), Caller(server).start()
    early.answers["age"] = before.answers["age"] = 70
    early.walk()
    before.walk("cancer")
    old = install(site)
    reload(server)
    after = Caller(server).start()
    after.answers["age"] = 70
    assert before.walk().kind == after.walk().kind == "result"
    assert outcome(site, before) == outcome(site, early), "not pinned to the version begun"
    assert outcome(site, before)[0] == old and outcome(site, before)[2] == "possible"
    assert outcome(site, after)[0] == NEW and outcome(site, after)[2] == "discuss"
    assert len({outcome(site, one)[1] for one in (before, after)}) == 2, "one digest for two rules"
    assert "3 results, each the same" in site.manage("recompute").stdout
    withdrawn(site, server, old)


def withdrawn(site: Site, server: Server, old: str) -> None:
    """Who is half-way on a version that is withdrawn is asked only what reads otherwise now."""
    code, waiting = site.own_code(), Caller(server).start()
    waiting.walk("share")
    change_one_question(site)
    (code / WITHDRAWN).write_text(json.dumps([old, NEW]))
    reload(server)
    page = waiting.show("share")
    assert page.location.endswith("/autoimmune/"), f"{page.location} and not what reads otherwise"
    page = waiting.show("autoimmune")
    assert page.errors == ["autoimmune-autoimmune"], "it does not say why it is asked again"
    asked = [waiting.press(page).location.split("/")[-2]]
    while asked[-1] == "check":
        asked.append(waiting.press(waiting.show("check")).location.split("/")[-2])
    assert asked == ["check", "share"], f"more is asked than what is new: {asked}"
    assert draft_of(site, waiting)[0] == "2099.2"
    assert waiting.walk().kind == "result"
    assert outcome(site, waiting)[0] == "2099.2"
    assert "4 results, each the same" in site.manage("recompute").stdout


def change_one_question(site: Site) -> None:
    """Another release still, in which one question has other words."""
    code = site.own_code()
    replace(code / "eligibility/protocol/__init__.py", f'version="{NEW}"', 'version="2099.2"')
    health = code / "eligibility/protocol/questions/health.py"
    text = health.read_text()
    asked = re.search(r'slug="autoimmune",\n\s+text=_\("', text)
    assert asked, "the question is written otherwise by now"
    health.write_text(text.replace(asked[0], f"{asked[0]}Now: "))
    site.manage("rulebook", "--write")
