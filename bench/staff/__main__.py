"""The clinic's list in a large clinic and a small one: `python -m bench.staff [--rows N]`.

Measured is each page as staff get it: signed in, recorded in the access log, styled. SQL is the
time of all its statements together, also those of the session, the person and the access log. Each
page is asked for in turns in both databases, and its time is the quickest of the rounds: other work
on the machine only ever adds to it. A line of the table is the worst page of its group. Pages are
compared that show as many rows in both; a small clinic has few submissions of a rare kind, and a
page of two rows says nothing beside one of fifty. Pages with two filters are told of apart.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from typing import Any, NamedTuple

from bench.staff.databases import connected_to, prepare, wrapper_of
from tests.plugin import private_server

RATIO_MUST, RATIO_AIM, SQL_MUST, SQL_AIM = 1.5, 1.15, 15.0, 3.0
QUERIES_MUST, QUERIES_AIM = 5, 4
SMALL, LARGE, PAIRED = "small", "large", "two filters or more"


class Taken(NamedTuple):
    """One request: milliseconds of SQL and in all, statements, and submissions shown."""

    sql: float
    whole: float
    queries: float
    rows: float


def take(client: Any, asked: Any) -> Taken:
    """Asks once. Raises AssertionError for an answer that is no page."""
    from django.db import connection

    spent: list[float] = []

    def timed(execute: Any, *args: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*args)
        finally:
            spent.append(time.perf_counter() - start)

    start = time.perf_counter()
    with connection.execute_wrapper(timed):
        posted = asked.posted is not None
        answer = client.post(asked.address, asked.posted) if posted else client.get(asked.address)
    whole = time.perf_counter() - start
    if answer.status_code not in ((200, 302) if posted else (200,)):
        sys.exit(f"{asked.address} answers {answer.status_code}")
    rows = answer.content.count(b'class="field-reference"')
    return Taken(sum(spent) * 1000, whole * 1000, len(spent), rows)


def measure(rounds: int) -> dict[str, dict[str, list[Taken]]]:
    """For each database and group, the quickest of each page."""
    from bench.staff.pages import pages

    sides = {name: wrapper_of(name) for name in (SMALL, LARGE)}
    clients, asked = {}, {}
    for name, wrapper in sides.items():
        with connected_to(wrapper):
            clients[name], asked[name] = someone(), list(pages())
    found: dict[str, dict[str, list[Taken]]] = {SMALL: defaultdict(list), LARGE: defaultdict(list)}
    for pair in zip(asked[SMALL], asked[LARGE], strict=True):
        times: dict[str, list[Taken]] = {SMALL: [], LARGE: []}
        for _round in range(rounds + 1):  # the first only warms up
            for name, one in zip((SMALL, LARGE), pair, strict=True):
                with connected_to(sides[name]):
                    times[name].append(take(clients[name], one))
        for name, one in zip((SMALL, LARGE), pair, strict=True):
            columns = zip(*times[name][1:], strict=True)
            found[name][one.group].append(Taken(*map(min, columns)))
    return found


def someone() -> Any:
    """A browser of a member of staff with all rights of a clinic lead."""
    from tests.clinic import MAY_REVIEW, member, signed_in

    client = signed_in(member(*MAY_REVIEW, "assign_submission", "export_submission"))
    client.defaults["SERVER_NAME"] = "localhost"
    return client


def report(found: dict[str, dict[str, list[Taken]]], sizes: dict[str, int]) -> None:
    """Prints the worst page of each group, and how the goals stand."""
    say(f"{sizes[LARGE]:,} submissions beside {sizes[SMALL]:,}; milliseconds\n")
    say(f"{'':28}{'pages':>6}{'alike':>6}{'SQL':>8}{'whole':>8}{'queries':>9}{'whole ×':>9}")
    ratios, worst, paired = [0.0], Taken(0, 0, 0, 0), 0.0
    for group, large in found[LARGE].items():
        pairs = zip(large, found[SMALL][group], strict=True)
        alike = [a.whole / b.whole for a, b in pairs if a.rows == b.rows]
        most = Taken(*map(max, zip(*large, strict=True)))
        columns = f"{most.sql:>8.2f}{most.whole:>8.1f}{most.queries:>9.0f}"
        ratio = f"{max(alike):>9.2f}" if alike else f"{'-':>9}"
        say(f"{group:28}{len(large):>6}{len(alike):>6}{columns}{ratio}")
        if group == PAIRED:
            paired = most.sql
            continue
        ratios += alike
        worst = Taken(*map(max, worst, most))
    ratio = max(ratios)
    say(f"\ngoal 12, the worst ratio: {ratio:.2f}; {judged(ratio, RATIO_MUST, RATIO_AIM)}")
    say(f"goal 13, SQL of the worst page: {worst.sql:.2f}; {judged(worst.sql, SQL_MUST, SQL_AIM)}")
    say(f"goal 13, with two filters: {paired:.2f}; {judged(paired, SQL_MUST, SQL_AIM)}")
    queries = worst.queries
    say(f"goal 14, queries of a page: {queries:.0f}; {judged(queries, QUERIES_MUST, QUERIES_AIM)}")


def judged(value: float, must: float, aim: float) -> str:
    standing = "ok" if value <= must else "FAIL"
    return f"must {must:g}: {standing}; aim {aim:g}: {'ok' if value <= aim else 'not yet'}"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Fills what is not there yet, measures and reports. It ends well whatever the times are."""
    parser = argparse.ArgumentParser(prog="python -m bench.staff", description="Goals 12 to 14.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the large clinic")
    parser.add_argument("--rounds", type=int, default=7, help="times that each page is asked for")
    parser.add_argument("--server", help="a PostgreSQL to use and to leave the databases in")
    options = parser.parse_args()
    sizes = {SMALL: 1000, LARGE: options.rows}
    addresses = prepare(options.server or private_server()[0], sizes)
    os.environ["DATABASE_URL"] = addresses[SMALL]
    import django

    django.setup()
    report(measure(options.rounds), sizes)


if __name__ == "__main__":
    main()
