"""What looks after a clinic's database, in a large one: `python -m bench.upkeep [--rows N] [PART]`.

On a throw-away PostgreSQL with so many made-up submissions, one after the other or those named:

- keys: `rotate_keys`, killed half-way and run again, while records are read. No read may fail.
- copy: `backup`, and `restore` into an empty database, which compares and opens every row.
- log: `verify_access_log` over ten times as many rows as there are submissions.
- purge: `purge` of all of them, while patients go on: their p95 beside what it was before.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from bench.load.crowd import crowd, first
from bench.staff.databases import UNCHECKED, command
from bench.upkeep.readers import Readers, moved
from bench.wizard import measuring
from bench.wizard.contestants import HOUSE, Contestant, prepare, product
from bench.wizard.driver import StuckError
from bench.wizard.report import HEAD, Goal, line, say, told
from bench.wizard.servers import Server, bounded, served
from tests.keys import as_setting, new_key
from tests.plugin import private_server

READS = Goal("", "reads that failed while keys were rotated", 0, 0)
RESTORE = Goal("", "restored, every row compared: seconds", 300, 300)
CHECKED = Goal("", "rows of the access log checked a second", 16_667, 16_667, least=True)
PURGE = Goal("", "all of them purged: seconds", 60, 60)
PATIENTS = Goal("", "p95 of patients, during the purge / before", 2, 2)
AT_ONCE = 2  # patients beside the purge: as many as there are processors
STRETCH, STRETCHES = 5.0, 4  # seconds, and how many of them without a purge
ALL_OLD = (
    "UPDATE eligibility_submission SET received_at = received_at - interval '30 years'",
    "UPDATE eligibility_review SET at = at - interval '30 years'",
    "VACUUM ANALYZE",
)


class Clinic(NamedTuple):
    """The app with so many submissions, on a database of its own of this server."""

    contestant: Contestant
    server: str
    rows: int

    def begin(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """A command of manage.py, which runs beside this."""
        return subprocess.Popen(  # noqa: S603 (words of our own)
            [sys.executable, "manage.py", *words],
            cwd=HOUSE,
            env={**self.contestant.settings, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def manage(self, *words: str, **more: str) -> float:
        """Seconds of a command. Exits if it fails."""
        began = time.perf_counter()
        process = self.begin(*words, **more)
        _out, err = process.communicate()
        if process.returncode:
            sys.exit(f"manage.py {' '.join(words)} failed.\n{err[-2000:]}")
        return time.perf_counter() - began

    def fill(self) -> None:
        """Stores the submissions, all made up, by two processes."""
        with ThreadPoolExecutor(2) as both:
            shares = [("demo", "--fill", str(self.rows // 2), "--seed", seed) for seed in "12"]
            more = {**UNCHECKED, "CANDOR_MODE": "test"}
            list(both.map(lambda words: self.manage(*words, **more), shares))


def main() -> None:
    """Prepares, does each in turn, and reports. It ends well whatever the times are."""
    parser = argparse.ArgumentParser(prog="python -m bench.upkeep")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(PARTS)}")
    bounded(60)
    server, version = private_server()
    say(f"{version}; {options.rows:,} submissions")
    with tempfile.TemporaryDirectory(prefix="candor-bench-") as name:
        app, old, new = product(server, Path(name)), new_key("k1"), new_key("k2")
        clinic = Clinic(having(app, DATA_KEYS=as_setting(old)), server, options.rows)
        prepare(server, clinic.contestant)
        clinic.fill()
        clinic = clinic._replace(contestant=having(app, DATA_KEYS=as_setting(new | old)))
        set_up_django(clinic.contestant)
        try:
            measured = [list(PARTS[name](clinic)) for name in options.parts or PARTS]
        except StuckError as why:
            sys.exit(f"No figures: {why}")
    say(f"\n{HEAD}")
    for each in chain.from_iterable(measured):
        say(each)
    say(f"load average (1, 5, 15 min) {told(os.getloadavg())}")


def having(app: Contestant, **settings: str) -> Contestant:
    """The same with other settings."""
    return app._replace(settings={**app.settings, **settings})


def set_up_django(app: Contestant) -> None:
    import django

    os.environ |= app.settings
    django.setup()


def rotated(clinic: Clinic) -> Iterator[str]:
    """Seals all again under the first key; the process that began is killed half-way."""
    with Readers() as readers:
        began = time.perf_counter()
        half = clinic.begin("rotate_keys")
        while half.poll() is None and moved() < 0.5:
            time.sleep(0.2)
        half.kill()
        half.communicate()
        say(f"rotate_keys, killed with {moved():.0%} of the records moved, and run again")
        clinic.manage("rotate_keys")
        seconds = time.perf_counter() - began
    say(f"{seconds:.0f} s in all, {moved():.0%} moved, {readers.count:,} reads beside it")
    for why in sorted(set(readers.failed))[:3]:
        say(f"  {why}")
    yield line(READS, [len(readers.failed)], sum)


def restored(clinic: Clinic) -> Iterator[str]:
    """Takes a backup, and brings it back into an empty database with the same keys."""
    address = clinic.contestant.settings["DATABASE_URL"].replace("/product?", "/empty?")
    empty = clinic._replace(contestant=having(clinic.contestant, DATABASE_URL=address))
    prepare(clinic.server, empty.contestant._replace(name="empty"))
    with tempfile.TemporaryDirectory(prefix="candor-bench-") as folder:
        file = Path(folder) / "backup"
        seconds = clinic.manage("backup", str(file))
        say(f"backup: {seconds:.0f} s, {file.stat().st_size / 1e6:.0f} MB")
        yield line(RESTORE, [empty.manage("restore", str(file))], sum)


def checked(clinic: Clinic) -> Iterator[str]:
    """Fills the access log, and follows it from end to end."""
    from eligibility.audit.recording import Action, Who, record
    from eligibility.models import Submission

    ids, rows = list(Submission.objects.values_list("pk", flat=True)[:1000]), 10 * clinic.rows
    for _lot in range(rows // len(ids)):
        record(Action.EXPORT, Who(name="command bench"), ids)
    seconds = clinic.manage("verify_access_log")
    say(f"verify_access_log: {rows:,} rows in {seconds:.0f} s")
    yield line(CHECKED, [rows / seconds], sum)


def purged(clinic: Clinic) -> Iterator[str]:
    """Makes all records old, and erases them while patients go on."""
    address = clinic.contestant.settings["DATABASE_URL"]
    for statement in ALL_OLD:
        command(f"{address}&options=-c%20session_replication_role%3Dreplica", statement)
    with served(clinic.contestant, 1, 4) as server, ThreadPoolExecutor(1) as beside:
        before = met(server, lambda number: number < STRETCHES)
        purge = beside.submit(clinic.manage, "purge")
        during = met(server, lambda _number: not purge.done())
    yield line(PURGE, [purge.result()], sum)
    yield line(PATIENTS, [during / before], sum)


PARTS = {"keys": rotated, "copy": restored, "log": checked, "purge": purged}


def met(server: Server, lasts: Callable[[int], bool]) -> float:
    """The p95 in milliseconds of patients who ask one page after the other, for as many stretches
    of time as `lasts` says. Raises StuckError if a journey fails."""
    length, requests, number = measuring.check(server), list[float](), 0
    while lasts(number):
        found = crowd(server, length, AT_ONCE, 1000, time.monotonic() + STRETCH)
        if found.problems:
            raise StuckError(first(found.walks))
        requests += found.requests
        number += 1
    return 1000 * measuring.below(requests)


if __name__ == "__main__":
    main()
