"""A new release while patients are at work, and a new SECRET_KEY."""

import threading
from pathlib import Path

from config.keys import fresh
from tests.clinic import LIST
from tests.faults.clinic import Member
from tests.faults.means import Background, background
from tests.faults.patient import Caller
from tests.faults.rules import install, reload, replace
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.stored import submissions
from tests.faults.table import fault

PATIENTS, AT_ONCE = 50, 10
COLUMN = "remark"
MIGRATION = '''
from django.db import migrations, models


class Migration(migrations.Migration):
    """It only adds: the code of before goes on beside it."""

    dependencies = [("eligibility", "{last}")]
    operations = [
        migrations.AddField("draft", "{column}", models.CharField(max_length=9, null=True)),
    ]
'''


def next_migration(code: Path) -> None:
    """A migration of the newer release, and its model."""
    folder = code / "eligibility/migrations"
    last = max(path.stem for path in folder.glob("[0-9]*.py"))
    number = f"{int(last[:4]) + 1:04}_{COLUMN}.py"
    (folder / number).write_text(MIGRATION.format(last=last, column=COLUMN))
    field = f"    {COLUMN} = models.CharField(max_length=9, null=True)\n"
    key = "    key = models.CharField(max_length=64)\n"
    replace(code / "eligibility/models/drafts.py", key, key + field)


class Crowd:
    """Many patients at once, each from the first page to the result. They come until enough are
    there and the release is done, and then one more for each place."""

    def __init__(self, server: Server) -> None:
        self.server, self.ended, self.failed = server, 0, list[str]()
        self.lock = threading.Lock()
        self.some_are_half_way, self.released = threading.Event(), threading.Event()

    def come(self) -> list[Background[None]]:
        return [background(self._one_after_another) for _ in range(AT_ONCE)]

    def _one_after_another(self) -> None:
        is_last = False
        while not is_last:
            is_last = self.released.is_set() and self.ended >= PATIENTS - AT_ONCE
            try:
                patient = Caller(self.server).start()
                patient.walk("cancer")
                self.some_are_half_way.set()
                patient.walk()
            except Exception as why:
                self.failed.append(f"{type(why).__name__} {why}"[:120])
            else:
                with self.lock:
                    self.ended += 1


@fault(31, "a rolling deploy under 50 patients")
def rolling(site: Site) -> None:
    code = site.own_code()
    server = site.serve()
    crowd = Crowd(server)
    threads = crowd.come()
    assert crowd.some_are_half_way.wait(60), "nobody is half-way"
    next_migration(code)
    site.manage("migrate", "--verbosity", "0")  # the old code goes on, beside the new schema
    old = install(site)
    reload(server)
    crowd.released.set()
    for thread in threads:
        thread.result(200)
    assert not crowd.failed, f"{len(crowd.failed)} failed: {crowd.failed[0]}"
    versions = [one["protocol"] for one in submissions(site)]
    assert crowd.ended == len(versions) >= PATIENTS
    assert set(versions) > {old}, "all came before the release, or all after it"
    assert f"{len(versions)} results, each the same" in site.manage("recompute").stdout


@fault(32, "SECRET_KEY rotated, with the old one and without")
def secret_key(site: Site) -> None:
    server = site.serve()
    patient, sent = Caller(server).start(), Caller(server).start()
    patient.walk("cancer")
    sent.walk()
    nurse = Member(site, server).sign_in()
    page = f"{LIST}{sent.id}/change/"
    everyone = (patient, sent, nurse)
    before = site.keys["SECRET_KEY"]
    site.keys["SECRET_KEY"] = fresh("production")["SECRET_KEY"]
    restarted(site, server, everyone, SECRET_KEY_FALLBACKS=before)
    assert nurse.get(page).status_code == 200, "with the old key at hand a session ends"
    shown = patient.show("cancer")
    site.keys["SECRET_KEY"] = fresh("production")["SECRET_KEY"]
    restarted(site, site.servers[-1], everyone)
    answer = nurse.get(page)
    assert answer.status_code == 302 and answer.url.startswith("/"), (
        f"{answer.status_code} {answer.url}"
    )
    assert patient.press(shown).location, "a page that was open cannot be sent"
    assert sent.show("result").status == 200
    assert patient.walk().kind == "result" and "cancer" in submissions(site)[-1]["answers"]
    site.engine.run("DELETE FROM eligibility_attempt")  # a code is good for one sign-in only
    assert nurse.sign_in().get(page).status_code == 200, "a record rests on SECRET_KEY"


def restarted(site: Site, server: Server, everyone: tuple[Caller, ...], **settings: str) -> None:
    """The same site with other settings, and everyone goes there."""
    server.stop()
    new = site.serve(**settings)
    for one in everyone:
        one.server = new
