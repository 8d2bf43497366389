"""The journey under load: `python -m bench.load [--patients N] [--soak JOURNEYS] [--minutes N]`.

The stock floor wizard and the product are served on one PostgreSQL by the same gunicorn, and both
meet the same crowd, in turns. No patient pauses to read, as real ones do: two hundred of these ask
as much as thousands would. The floor is measured twice over: with its eight pages of three fields,
and with as many pages as the product has, of one field each, since a journey of four times as many
pages is another thing to be quick at.

With `--soak`, the product alone is asked for so many journeys, and its memory is read as it goes.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.load import soak
from bench.load.crowd import Crowd, crowd
from bench.wizard import measuring
from bench.wizard.contestants import Contestant, floor, prepare, product
from bench.wizard.driver import StuckError
from bench.wizard.report import HEAD, Goal, line, ratios, say, told
from bench.wizard.servers import Server, bounded, served
from tests.plugin import private_server

ERRORS = Goal("load", "errors, of all journeys", 0, 0)
P95 = Goal("load", "request p95, ms", 800, 800)
SAME = Goal("load", "journeys/s, product / floor of as many pages", 0.8, 0.8, least=True)
SHORT = Goal("load", "journeys/s, product / floor of eight pages", 0.8, 0.8, least=True)
SHORTEST = 5.0  # seconds
COLUMNS = ("steps/s", "journeys/s", "p50 ms", "p95 ms", "max ms", "cpu ms/step", "MB", "errors")


class Met(NamedTuple):
    """A crowd, the MB that the workers held after it, and whether the time was over before all of
    its journeys were, so that their last steps are missing."""

    crowd: Crowd
    memory: float
    cut: bool


def main() -> None:
    """Measures and reports. It ends well whatever the figures are; goal lines say what was held."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description="Load and soak.")
    parser.add_argument("--patients", type=int, default=200, help="at once")
    parser.add_argument("--journeys", type=int, default=200, help="of each in each round")
    parser.add_argument("--rounds", type=int, default=2, help="times that each is measured")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4, help="of each worker")
    parser.add_argument("--minutes", type=float, default=8, help="the longest that it may take")
    parser.add_argument("--soak", type=int, help="journeys of the product alone")
    parser.add_argument("--every", type=int, default=500, help="journeys between two readings")
    options = parser.parse_args()
    bounded(options.minutes + 2)
    deadline = time.monotonic() + options.minutes * 60
    before = os.getloadavg()
    server, version = private_server()
    say(f"{version}; gunicorn with {options.workers} workers of {options.threads} threads each")
    say("product in production, every safeguard on; no patient pauses to read\n")
    try:
        with tempfile.TemporaryDirectory(prefix="candor-bench-") as folder:
            ours = product(server, Path(folder))
            prepare(server, ours)
            run = soak.run if options.soak else run_load
            run(server, ours, options, deadline)
    except StuckError as why:
        sys.exit(f"No figures: {why}")
    say(f"\n{os.cpu_count()} processors, shared by servers, database and clients: a server alone")
    say("on its machine is quicker, and what a client waits for its own turn is in every time")
    say(f"load average (1, 5, 15 min) {told(before)} before, {told(os.getloadavg())} after")


def run_load(server: str, ours: Contestant, options: argparse.Namespace, deadline: float) -> None:
    """The floor of eight pages, the product, and the floor of as many pages, in turns."""
    length = length_of(ours)
    three = (floor(server), ours, floor(server, "long_floor", steps=length, fields=1))
    for each in (three[0], three[2]):
        prepare(server, each)
    say(f"{options.patients} patients at once, {options.journeys} journeys of each in a round")
    say(f"{'':12}" + "".join(f"{name:>12}" for name in COLUMNS))
    rounds = []
    for number in range(options.rounds):
        share = (deadline - time.monotonic()) / (options.rounds - number)
        lengths = zip(three, (8, length, length), strict=True)
        rounds.append([meet(each, steps, options, share / 3) for each, steps in lengths])
    report(rounds)


def length_of(contestant: Contestant) -> int:
    """The steps of a journey."""
    with served(contestant) as server:
        return measuring.check(server)


def meet(contestant: Contestant, length: int, options: argparse.Namespace, share: float) -> Met:
    """Serves it to one crowd for at most `share` seconds, and prints what the crowd met. Raises
    StuckError if there is next to no time."""
    if share < SHORTEST:
        raise StuckError("its time was over before it began: --minutes gives it more")
    with served(contestant, options.workers, options.threads) as server:
        warm_up(server, options)
        end = time.monotonic() + share
        found = crowd(server, length, options.patients, options.journeys, end)
        short = len(found.steps) < options.journeys * length
        met = Met(found, server.memory, short and not found.problems)
    say(f"{contestant.name:12}" + "".join(f"{value:>12,.1f}" for value in columns(met)))
    for problem in sorted(set(found.problems))[:5]:
        say(f"  {problem}")
    if met.cut:
        say(f"  its time was over after {len(found.steps) / length:,.1f} journeys")
    if found.again:
        say(f"  {found.again} requests were sent again: the server had closed their connection")
    return met


def warm_up(server: Server, options: argparse.Namespace) -> None:
    """Some journeys for each worker, which are not counted. Raises StuckError."""
    for _journey in range(2 * options.workers):
        measuring.check(server)


def columns(met: Met) -> list[float]:
    found, requests = met.crowd, met.crowd.requests
    middle, most = 1000 * statistics.median(requests), 1000 * max(requests)
    speed = len(found.steps) / found.seconds
    times = [middle, found.p95, most, found.processor]
    return [speed, found.journeys, *times, met.memory, len(found.problems)]


def report(rounds: Sequence[Sequence[Met]]) -> None:
    """How the goals stand, over all rounds."""
    ours = [product.crowd for _floor, product, _long in rounds]
    say(f"\n{HEAD}")
    say(line(ERRORS, [len(each.problems) for each in ours], sum))
    say(line(P95, [each.p95 for each in ours], statistics.median))
    if any(met.cut for one in rounds for met in one):
        say("load journeys/s: no figure, for some journeys were cut off before their last step")
        return
    for goal, place in ((SAME, 2), (SHORT, 0)):
        pairs = [(one[place].crowd.journeys, one[1].crowd.journeys) for one in rounds]
        say(line(goal, ratios(pairs), statistics.median))


if __name__ == "__main__":
    main()
