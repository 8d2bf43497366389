"""What a journey costs: processor time, seconds, statements, memory."""

import multiprocessing
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple

import psycopg2

from bench.wizard.contestants import Contestant, command
from bench.wizard.driver import Journey, StuckError, Visitor, steps
from bench.wizard.servers import Server, served

COUNTED = """
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
JOIN pg_database ON pg_database.oid = dbid WHERE datname = %s
"""
# Drafts of other people, as many as there are submissions. Nobody reads them: they are only there.
DRAFTS = """
INSERT INTO eligibility_draft
SELECT made.* FROM (SELECT draft FROM eligibility_draft draft LIMIT 1) one,
generate_series(1, %s) number, LATERAL jsonb_populate_record(
    draft, jsonb_build_object('id', md5(number::text)::uuid, 'code', NULL)
) made
"""

Count = Callable[[], int]


class Round(NamedTuple):
    """Some journeys: processor milliseconds of the server a step, steps a second, and the time that
    95 of 100 steps stay below, in milliseconds."""

    processor: float
    speed: float
    p95: float


def below(values: list[float], share: float = 0.95) -> float:
    """The value that this share of all stays at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def alone() -> None:
    """What a client does first: the signals that end the run are its parent's to answer."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def one_journey(port: int, journey: Journey) -> list[float]:
    """The seconds of each step of one visitor. Raises StuckError."""
    visitor = Visitor(port, journey.headers)
    try:
        return list(steps(visitor, journey))
    finally:
        visitor.close()


def one_round(server: Server, journeys: int, clients: int) -> Round:
    """So many journeys by so many clients, each a process of its own. The first journey of each
    is not counted: it only warms up. Raises StuckError."""
    with multiprocessing.get_context("fork").Pool(clients, alone) as pool:
        one = (server.port, server.contestant.journey)
        pool.starmap(one_journey, [one] * clients, chunksize=1)
        before, began = server.processor, time.perf_counter()
        walked = pool.starmap(one_journey, [one] * journeys, chunksize=1)
        seconds, spent = time.perf_counter() - began, server.processor - before
    taken = [each for journey in walked for each in journey]
    return Round(1000 * spent / len(taken), len(taken) / seconds, 1000 * below(taken))


@contextmanager
def counter(address: str, name: str) -> Iterator[Count | None]:
    """What tells the statements that the database of this name has run so far, counted by its
    server, BEGIN and COMMIT too. None where the server has no pg_stat_statements."""
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            cursor.execute(COUNTED, [name])
        except psycopg2.Error:
            yield None
        else:
            yield lambda: ask(cursor, name)
    connection.close()


def ask(cursor: Any, name: str) -> int:
    cursor.execute(COUNTED, [name])
    (found,) = cursor.fetchone()
    return int(found)


def statements_of(address: str, server: Server, journeys: int) -> list[list[int]] | None:
    """The statements of each step of so many journeys. None if nothing counts them here."""
    with counter(address, server.contestant.name) as count:
        return [statements(server, count) for _ in range(journeys)] if count else None


def statements(server: Server, count: Count) -> list[int]:
    """The statements of each step of one journey; those of its first page are with the first."""
    visitor = server.visitor()
    seen = [count()]
    for _seconds in steps(visitor, server.contestant.journey):
        seen.append(count())
    visitor.close()
    return [after - before for before, after in pairwise(seen)]


def growth(few: list[int], many: list[int]) -> float:
    """How the statements a step grow, as a ratio: with the rows that are stored, or with the
    answers that are given, whichever grows more. Of the answers, the later half of the steps is
    compared with the earlier. The first step opens and the last one submits; they are no part of
    it, since each comes once."""
    asked = many[1:-1]
    half = len(asked) // 2
    by_answers = statistics.mean(asked[-half:]) / statistics.mean(asked[:half])
    return max(sum(many) / sum(few), by_answers)


def fill(contestant: Contestant, rows: int) -> None:
    """So many submissions and drafts of others. The command refuses to run in production, so it
    runs in test mode, with the same keys and on the same database."""
    command(contestant, "manage.py", "demo", "--fill", str(rows), CANDOR_MODE="test")
    connection = psycopg2.connect(contestant.settings["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(DRAFTS, [rows])
        if cursor.rowcount != rows:
            raise StuckError("there is no draft to make others like")
        cursor.execute("VACUUM ANALYZE")
    connection.close()


def starts(pair: tuple[Contestant, Contestant], rounds: int) -> list[tuple[float, float]]:
    """The seconds to the first page of both, in turns. The first start of each is not counted: it
    only fills the caches of the disk."""
    found = []
    for _round in range(rounds + 1):
        seconds = []
        for contestant in pair:
            with served(contestant) as server:
                seconds.append(server.started_in)
        found.append((seconds[0], seconds[1]))
    return found[1:]


def check(server: Server) -> int:
    """The number of steps of a journey, walked once. Raises StuckError for one without any."""
    walked = len(one_journey(server.port, server.contestant.journey))
    if not walked:
        raise StuckError(f"{server.contestant.name}: a journey without a step")
    return walked
