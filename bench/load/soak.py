"""Many journeys one after another: whether a worker's memory and its answers stay as they were."""

import argparse
import time
from collections.abc import Sequence

from bench.load.crowd import Crowd, crowd
from bench.wizard import measuring
from bench.wizard.contestants import Contestant
from bench.wizard.driver import StuckError
from bench.wizard.report import HEAD, Goal, line, say
from bench.wizard.servers import served

PATIENTS = 16  # at once: enough that no thread of the server is idle
WARM_UP = 0.2  # of all readings: the first pages fill caches, and those stay
FEWEST = 3  # readings after the warm-up; a line through fewer says nothing
MEMORY = Goal("soak", "memory of the workers after warm-up, growth", 0.05, 0.05)
DRIFT = Goal("soak", "request p95 after warm-up, growth", 0.1, 0.1)
ERRORS = Goal("soak", "errors, of all journeys", 0, 0)


def growth(readings: Sequence[float]) -> float:
    """How much the readings grow from the end of the warm-up to their end, as a part of what they
    were: by the straight line that fits them best, so that one odd reading decides nothing.
    Raises StuckError for too few."""
    after = list(readings)[int(len(readings) * WARM_UP) :]
    if len(after) < FEWEST:
        raise StuckError(f"{len(readings)} readings are too few to tell growth from noise")
    middle, mean = (len(after) - 1) / 2, sum(after) / len(after)
    around = sum((place - middle) ** 2 for place in range(len(after)))
    slope = sum((place - middle) * value for place, value in enumerate(after)) / around
    return slope * (len(after) - 1) / (mean - slope * middle)


def run(_server: str, ours: Contestant, options: argparse.Namespace, deadline: float) -> None:
    """Reads memory and p95 after every so many journeys, and says whether they are flat."""
    memory, crowds = [], list[Crowd]()
    with served(ours, options.workers, options.threads) as server:
        length, processes = measuring.check(server), server.workers
        say(f"{options.soak:,} journeys of {length} steps, {PATIENTS} patients at once")
        say(f"{'journeys':>10}{'MB':>10}{'p95 ms':>10}{'journeys/s':>12}{'errors':>8}")
        while len(crowds) * options.every < options.soak and time.monotonic() < deadline:
            crowds.append(crowd(server, length, PATIENTS, options.every, deadline))
            memory.append(server.memory)
            tell(crowds, options.every, memory[-1])
        if server.workers != processes:
            raise StuckError("a worker was replaced in the meantime, so its memory says nothing")
    if len(crowds) * options.every < options.soak:
        say(f"The time is over before {options.soak:,} journeys: --minutes gives it more.")
    say(f"\n{HEAD}")
    say(line(ERRORS, [len(each.problems) for each in crowds], sum))
    say(line(MEMORY, [growth(memory)], max))
    say(line(DRIFT, [growth([each.p95 for each in crowds])], max))


def tell(crowds: Sequence[Crowd], every: int, memory: float) -> None:
    last = crowds[-1]
    speed = f"{last.p95:>10.1f}{last.journeys:>12.2f}{len(last.problems):>8}"
    say(f"{len(crowds) * every:>10,}{memory:>10.1f}{speed}")
    for problem in sorted(set(last.problems))[:5]:
        say(f"  {problem}")
