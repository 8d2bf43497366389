"""`python -m tests.mutation`: every mutant of the rules and their language, and who caught it."""

import random
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from tests.mutation import declarations, run  # noqa: F401  # declarations registers operators
from tests.mutation.known import PACKAGES, everything_named, modules
from tests.mutation.operators import mutants
from tests.mutation.report import Report, equals
from tests.mutation.source import Mutant

LONG = 60.0  # seconds


def options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--only", action="append", help="core, protocol, or the start of a path")
    parser.add_argument("--like", action="append", help="only mutants told with these words")
    parser.add_argument("--sample", type=int, help="as many of them, always the same ones")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    parser.add_argument("--list", action="store_true", help="tell the mutants, try none")
    parser.add_argument("--green", action="store_true", help="known to be green: do not try first")
    parser.add_argument("--write", type=Path, help="a file of prose to write the figures to")
    return parser.parse_args()


def chosen(wanted: Namespace) -> list[Mutant]:
    starts = tuple(PACKAGES.get(name, name) for name in wanted.only or PACKAGES)
    known = everything_named(run.codes())
    files = [m for package in PACKAGES for m in modules(package) if m.startswith(starts)]
    found = [mutant for module in files for mutant in mutants(module, known)]
    if wanted.like:
        found = [m for m in found if any(words in str(m) for words in wanted.like)]
    few = wanted.sample is not None and wanted.sample < len(found)
    return random.Random(1).sample(found, wanted.sample) if few else found


def green_limit(those: list[Mutant]) -> float:
    """Seconds that a mutant may take. Ends the run where the killers fail by themselves."""
    found = run.unbent({run.package_of(mutant.module) for mutant in those}).values()
    for verdict in found:
        if verdict.became != "survived":
            sys.exit(f"{verdict.by} fails without a mutant, so nothing can be told.\n{verdict.why}")
    return 5 + 6 * max((verdict.seconds for verdict in found), default=0.0)


def told(verdicts: Iterator[run.Verdict], most: int) -> Iterator[run.Verdict]:
    """The verdicts, with a line for each hundred, so that one sees it going."""
    for number, verdict in enumerate(verdicts, start=1):
        if number % 100 == 0:
            sys.stderr.write(f"{number} of {most}\n")
        yield verdict


def main() -> int:
    wanted = options()
    run.warm()
    those = chosen(wanted)
    if wanted.list:
        sys.stdout.writelines(f"{mutant}\n" for mutant in those)
        return 0
    began, before = time.monotonic(), run.fingerprint()
    limit = LONG if wanted.green else green_limit(those)
    found = run.verdicts(those, wanted.jobs, limit)
    report = Report(told(found, len(those)), equals())
    report.store()
    sys.stdout.write(f"{report.table()}{time.monotonic() - began:.0f} seconds\n")
    if run.fingerprint() != before:
        sys.exit("files were edited meanwhile, so these verdicts are worth nothing")
    problems = list(report.problems())
    if not (wanted.like or wanted.sample):
        problems += report.stale(those)
        if wanted.write:
            report.write(wanted.write)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
