"""Many patients at once: each a thread with a connection and a cookie jar of its own."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import NamedTuple

from bench.wizard.driver import Journey, StuckError, Visitor, steps
from bench.wizard.measuring import alone, below
from bench.wizard.servers import Server

PROCESSES = 2  # of the clients: one Python alone could not ask as fast as two workers answer


class Walk(NamedTuple):
    """One patient's way: seconds of each request and step, and what went wrong, if anything did.
    `again` counts requests that met a connection which the server had closed."""

    requests: list[float]
    steps: list[float]
    problem: str
    again: int


class Crowd(NamedTuple):
    """What many patients met. `seconds` is from the first request to the last answer; `length` the
    number of steps of one journey, `processor` the server's milliseconds a step."""

    walks: Sequence[Walk]
    seconds: float
    length: int
    processor: float

    @property
    def problems(self) -> list[str]:
        return [walk.problem for walk in self.walks if walk.problem]

    @property
    def requests(self) -> list[float]:
        return [each for walk in self.walks for each in walk.requests]

    @property
    def steps(self) -> list[float]:
        return [each for walk in self.walks for each in walk.steps]

    @property
    def journeys(self) -> float:
        """Journeys a second. A journey that the end of the time cut off counts with the part of
        its steps that were answered."""
        return len(self.steps) / self.length / self.seconds

    @property
    def p95(self) -> float:
        """Milliseconds that 95 of 100 requests stay below."""
        return 1000 * below(self.requests)

    @property
    def again(self) -> int:
        return sum(walk.again for walk in self.walks)


def crowd(server: Server, length: int, patients: int, journeys: int, deadline: float) -> Crowd:
    """So many journeys by so many patients at once, none of them pausing to read, until all are
    done or the monotonic clock passes `deadline`. Nothing is raised for a journey that fails: it is
    counted. Raises StuckError if there was no time for a single step."""
    before, began = server.processor, time.perf_counter()
    share = (server.port, server.contestant.journey, patients // PROCESSES)
    with multiprocessing.get_context("fork").Pool(PROCESSES, alone) as pool:
        shares = [(*share, journeys // PROCESSES, deadline)] * PROCESSES
        walks = [walk for some in pool.starmap(by_threads, shares, chunksize=1) for walk in some]
    seconds, answered = time.perf_counter() - began, sum(len(walk.steps) for walk in walks)
    if not answered:
        raise StuckError(f"{server.contestant.name}: not one step was answered. {first(walks)}")
    spent = 1000 * (server.processor - before) / answered
    return Crowd(walks, seconds, length, spent)


def first(walks: Sequence[Walk]) -> str:
    """The first thing that went wrong."""
    return next((walk.problem for walk in walks if walk.problem), "")


def by_threads(
    port: int, journey: Journey, patients: int, journeys: int, deadline: float
) -> list[Walk]:
    """One process's share of a crowd."""
    with ThreadPoolExecutor(patients) as threads:
        running = [threads.submit(walk, port, journey, deadline) for _ in range(journeys)]
        return [each.result() for each in running]


def walk(port: int, journey: Journey, deadline: float) -> Walk:
    """One journey, or as much of it as there is time for."""
    visitor, taken, problem = Visitor(port, journey.headers), [], ""
    try:
        if time.monotonic() < deadline:
            for seconds in steps(visitor, journey):
                taken.append(seconds)
                if time.monotonic() > deadline:
                    break
    except (StuckError, OSError, HTTPException) as why:
        problem = f"{type(why).__name__}: {why}"
    finally:
        visitor.close()
    return Walk(visitor.seconds, taken, problem, visitor.again)
