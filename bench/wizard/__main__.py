"""The journey beside the floor: `python -m bench.wizard [--rounds N] [--journeys N] [--rows N]`.

The floor is a bare wizard of django-formtools: eight named pages of three fields, its answers in
a session. Both run on one PostgreSQL that is started for it, one sync worker of gunicorn each, and
are asked in turns, A B A B: many short ones, for other work on the machine slows both of a pair.
The product runs in production, with every safeguard on. Measured are goals 1 to 8 and 16. A page
with an error, or one that refuses an answer, ends the run without a figure.
"""

import argparse
import os
import statistics
import sys

from bench.wizard import measuring, report, weighing
from bench.wizard.contestants import Contestant, both
from bench.wizard.driver import StuckError
from bench.wizard.report import say
from bench.wizard.servers import bounded, served
from tests.plugin import private_server

CLIENTS = 2
SQL_JOURNEYS = 3


def main() -> None:
    """Measures and reports. It ends well whatever the figures are, and badly after an error."""
    parser = argparse.ArgumentParser(prog="python -m bench.wizard", description="Goals 1-8, 16.")
    parser.add_argument("--rounds", type=int, default=25, help="times that both are measured")
    parser.add_argument("--journeys", type=int, default=12, help="of each in each round")
    parser.add_argument("--starts", type=int, default=15, help="times that both are started")
    parser.add_argument("--rows", type=int, default=20_000, help="stored by others, for goal 5")
    parser.add_argument("--minutes", type=float, default=20, help="the longest that it may take")
    options = parser.parse_args()
    bounded(options.minutes)
    before = os.getloadavg()
    server, version = private_server()
    say(f"{version}; one sync worker each; product in production, every safeguard on\n")
    try:
        with both(server) as pair:
            measure(server, pair, options, before)
    except StuckError as why:
        sys.exit(f"No figures: {why}.")


def measure(
    server: str,
    pair: tuple[Contestant, Contestant],
    options: argparse.Namespace,
    before: tuple[float, ...],
) -> None:
    """All of it. What is counted comes first, then what is timed, then what changes the rest."""
    rounds, memory = [], []
    with served(pair[0]) as floor, served(pair[1]) as product:
        for each in (floor, product):
            say(f"{each.contestant.name}: {measuring.check(each)} steps")
        few = measuring.statements_of(server, product, SQL_JOURNEYS)
        for number in range(options.rounds):
            taken = [measuring.one_round(s, options.journeys, CLIENTS) for s in (floor, product)]
            rounds.append((taken[0], taken[1]))
            memory.append((floor.memory, product.memory))
            say(f"round {number + 1} of {options.rounds}")
        pages, redirect = weighing.weigh(product)
    starts = measuring.starts(pair, options.starts)
    grown = growth(server, pair[1], options.rows, few)
    report.head()
    report.compared(rounds)
    report.sql([statistics.mean(one) for one in few] if few else None, grown)
    report.weighed(pages, redirect, *weighing.apart())
    say(report.timed(report.MEMORY, report.ratios(memory)))
    say(report.timed(report.START, report.ratios(starts)))
    report.absolute(rounds)
    report.noise(rounds, before)


def growth(
    server: str, product: Contestant, rows: int, few: list[list[int]] | None
) -> float | None:
    """Goal 5: the same journey again, once others have stored so many rows."""
    if few is None:
        return None
    measuring.fill(product, rows)
    with served(product) as again:
        measuring.check(again)
        many = measuring.statements_of(server, again, 1)
    return measuring.growth(few[0], many[0]) if many else None


if __name__ == "__main__":
    main()
