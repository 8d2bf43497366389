"""The speed of the export: `python -m bench.export [--rows N] [--rounds N]`, on TEST_DATABASE.
`--filled URL` takes the submissions of a database that is there, and needs its DATA_KEYS.

Measured in one run, over the same rows as they lie in the table:

- `django`: `values_list().iterator()`, which only reads the columns.
- `ours`: the same columns as the export reads them, and the plain ones written as CSV, each cell
  checked. Once for all columns, with the sealed ones left sealed; once for the plain ones alone.
- `whole`: the export as staff get it, from the sealed answers, without and with the time that opens
  the seals and the time that writes the access log (a signed row a record).

Goal 15 compares `ours` with `django` over all columns: Django's own way opens and records nothing.
The memory is the peak of a process of its own that makes the whole file, over all rows and over a
tenth.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

MUST, AIM, FLAT = 2, 8, 1.1
PLAIN = ("key", "reference", "received", "outcome", "status", "language", "protocol", "origin")
SEALED = ("answers", "assessment", "identity")
QUIET = {"LOG_LEVEL": "WARNING"}


def prepare(url: str) -> None:
    """Settings of a test run on this database. A child process has its keys from its parent."""
    import base64
    import secrets

    import django

    key = base64.b64encode(secrets.token_bytes(32)).decode()
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("DATA_KEYS", f"k1:{key}")
    os.environ |= QUIET | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CANDOR_MODE": "test",
        "DATABASE_URL": url,
    }
    django.setup()


def fill(rows: int) -> None:
    """An empty database with so many made-up submissions."""
    from django.core.management import call_command
    from django.db import connection

    from eligibility.management.made_up import fill

    call_command("migrate", verbosity=0)
    for _stored in fill(rows, 1):
        pass
    with connection.cursor() as cursor:  # a database of a clinic has been looked after, too
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def django_way(columns: tuple[str, ...]) -> int:
    """What Django does by itself with these columns."""
    from eligibility.models import Submission

    stored = {"key": "pk", "received": "received_at"}
    named = [stored.get(name, name) for name in columns]
    found = Submission.objects.order_by().values_list(*named).iterator()
    return sum(1 for _row in found)


def our_way(columns: tuple[str, ...]) -> int:
    """The same columns, as the export reads them, and the plain ones as it writes them."""
    from eligibility.models import Submission
    from eligibility.review.export.formats import as_csv
    from eligibility.review.export.stored import chunks

    count = 0
    for some in chunks(Submission.objects.all(), columns=columns):
        as_csv([row[: len(PLAIN)] for row in some])
        count += len(some)
    return count


def whole_way(most: int | None = None) -> int:
    """The file of the oldest so many, made and thrown away."""
    from eligibility.audit.recording import Who
    from eligibility.models import Submission
    from eligibility.review.export.page import ExportForm, given

    form = ExportForm({"format": "csv", "who": "identified"})
    form.is_valid()
    if most:
        times = Submission.objects.order_by("received_at").values_list("received_at", flat=True)
        last, everyone = times[most - 1], ExportForm.found
        ExportForm.found = lambda self: everyone(self).filter(received_at__lte=last)
    answer = given(form, Who(name="command bench"))
    return sum(part.count(b"\r\n") for part in answer) - 2


def clocked(owner: Any, name: str, spent: list[float]) -> Callable[[], None]:
    """Adds up the time in a function. Returns what puts the function back."""
    inside = getattr(owner, name)

    def timed(*given: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return inside(*given, **named)
        finally:
            spent.append(time.perf_counter() - start)

    setattr(owner, name, timed)
    return lambda: setattr(owner, name, inside)


def rate(way: Callable[[], int], rows: int) -> float:
    """Rows a second."""
    start = time.perf_counter()
    assert way() == rows  # noqa: S101 (all of them, or the figure means nothing)
    return rows / (time.perf_counter() - start)


def split(rows: int) -> Iterator[tuple[str, float]]:
    """Seconds of the whole export, and of its parts."""
    from eligibility.review.export import page
    from eligibility.security.sealed import SealedField

    opening: list[float] = []
    recording: list[float] = []
    back = clocked(SealedField, "open", opening), clocked(page, "record", recording)
    took = rows / rate(whole_way, rows)
    for put_back in back:
        put_back()
    yield "whole", took
    yield "opening the seals", sum(opening)
    yield "access log", sum(recording)
    yield "the rest", took - sum(opening) - sum(recording)


def peak(rows: int) -> float:
    """Megabytes of a process that exports so many."""
    command = [sys.executable, "-m", "bench.export", "--peak", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def most_memory() -> float:
    """The most megabytes this process ever had. `resource` would tell of its parent, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def compare(rows: int, rounds: int, columns: tuple[str, ...], name: str) -> float:
    """How many times as fast as Django's own way ours is: the median of all rounds."""
    chance, ratios = random.Random(rounds), []  # noqa: S311
    for _round in range(rounds):
        ways = chance.sample((django_way, our_way), 2)
        found = {way: rate(partial(way, columns), rows) for way in ways}
        ratios.append(found[our_way] / found[django_way])
        speeds = f"django {found[django_way]:>9,.0f}   ours {found[our_way]:>9,.0f}"
        say(f"{name:6} {speeds} rows a second")
    return statistics.median(ratios)


def aimed(ratio: float) -> str:
    return "ok" if ratio >= AIM else "not yet"


def report(rows: int, rounds: int) -> None:
    """Prints the rates, the parts, the memory, and how goal 15 stands."""
    from django.db import connection

    say(f"{rows:,} rows on {connection.vendor}")
    plain = compare(rows, rounds, PLAIN, "plain")
    say(f"ours / django, plain columns alone: {plain:.2f}")
    ratio = compare(rows, rounds, PLAIN + SEALED, "all")
    stands = f"must {MUST}: {'ok' if ratio >= MUST else 'FAIL'}"
    say(f"goal 15, ours / django: {ratio:.2f}. {stands}; aim {AIM}: {aimed(ratio)}")
    for name, seconds in split(rows):
        say(f"{name:20}{seconds:>8.1f} s {1e6 * seconds / rows:>8.1f} microseconds a row")
    few, all_of_them = peak(rows // 10), peak(rows)
    flat = "ok" if all_of_them <= few * FLAT else "FAIL"
    say(f"memory {few:.0f} MB for a tenth, {all_of_them:.0f} MB for all. flat: {flat}")


def main() -> None:
    """Prepares, measures and reports. It ends well whatever the times are."""
    parser = argparse.ArgumentParser(prog="python -m bench.export", description="Goal 15.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5, help="times through all rows")
    parser.add_argument("--filled", help="the address of a database with so many rows")
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak:
        prepare(os.environ["DATABASE_URL"])
        whole_way(options.peak)
        say(str(most_memory()))
        return
    if options.filled:
        prepare(options.filled)
        report(options.rows, options.rounds)
        return
    with tempfile.TemporaryDirectory() as folder:
        from tests.plugin import chosen_database

        url, _name = chosen_database(Path(folder))
        prepare(url)
        fill(options.rows)
        report(options.rows, options.rounds)


if __name__ == "__main__":
    main()
