"""What was measured beside what is asked for, and how far it can be trusted."""

import os
import statistics
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.wizard.driver import StuckError
from bench.wizard.measuring import Round
from bench.wizard.weighing import Weight

QUIET = 0.1  # how much the floor may differ from itself for its figures to be quoted
NAMES = ("processor ms a step", "steps a second", "step p95 ms")


class Goal(NamedTuple):
    """A line of the goals. `least`: more is better."""

    number: str
    what: str
    must: float
    aim: float
    least: bool = False

    def standing(self, value: float) -> str:
        if not self._reached(value, self.must):
            return "NOT HELD"
        if self.must == self.aim:
            return "held"
        return "held, and the aim" if self._reached(value, self.aim) else "held; aim not yet"

    def _reached(self, value: float, limit: float) -> bool:
        return value >= limit if self.least else value <= limit


PROCESSOR = Goal("1", "server processor time a step, product / floor", 0.75, 0.45)
SPEED = Goal("2", "steps a second, 2 clients, product / floor", 1.3, 2.2, least=True)
P95 = Goal("3", "step p95, product / floor, the last one included", 0.9, 0.5)
SQL = Goal("4", "SQL statements a step, BEGIN and COMMIT too", 4, 2.5)
GROWTH = Goal("5", "SQL a step as answers and stored rows grow, ×", 1.1, 1.0)
FIRST = Goal("6", "first visit, bytes: page, style sheet, icon", 14_600, 10_000)
REQUESTS = Goal("7", "requests on a first visit", 3, 2)
AGAIN = Goal("7", "requests for each next page", 1, 1)
STRAY = Goal("7", "fetched from outside, missing, fonts, scripts", 0, 0)
NEXT = Goal("8", "next page, bytes", 4_000, 3_000)
MEMORY = Goal("16", "worker memory, product / floor", 2.0, 1.5)
START = Goal("16", "start to first page, product / floor", 2.0, 1.5)
HEAD = f"{'goal':5}{'':50}{'must':>8}{'aim':>8}{'figure':>10}{'range':>18}"


def say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def ratios(pairs: Sequence[tuple[float, float]]) -> list[float]:
    """Product / floor of each round: what was measured side by side, and nothing else, is compared.
    Raises StuckError if a floor is nothing, for that was not measured."""
    if not pairs or any(floor <= 0 or product <= 0 for floor, product in pairs):
        raise StuckError("A round was not measured, so there is no ratio.")
    return [product / floor for floor, product in pairs]


def line(goal: Goal, values: Sequence[float], figure: Callable[..., float]) -> str:
    """One line of the table: `figure` of the values, their range, and how the goal stands."""
    value = figure(values)
    asked = f"{goal.must:>8,g}{goal.aim:>8,g}"
    spread = f"{short(min(values))}..{short(max(values))}"
    head = f"{goal.number:5}{goal.what:50}{asked}"
    return f"{head}{short(value):>10}{spread:>18}   {goal.standing(value)}"


def short(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 1000 else f"{value:.3f}"


def spread(values: Sequence[float]) -> float:
    """How far the values lie apart, as a part of their median."""
    return (max(values) - min(values)) / statistics.median(values)


def head() -> None:
    say(f"\n{HEAD}")
    say("     (range: of the rounds; in goals 6 to 8 of the pages, and the figure is the worst)")


def compared(rounds: Sequence[tuple[Round, Round]]) -> None:
    """Goals 1 to 3: the ratio of each round."""
    for place, goal in enumerate((PROCESSOR, SPEED, P95)):
        pairs = [(floor[place], product[place]) for floor, product in rounds]
        say(line(goal, ratios(pairs), statistics.median))


def sql(means: Sequence[float] | None, grown: float | None) -> None:
    """Goals 4 and 5."""
    if means is None or grown is None:
        say("4, 5  not measured: this PostgreSQL has no pg_stat_statements")
        return
    say(line(SQL, means, statistics.median))
    say(line(GROWTH, [grown], max))


def weighed(
    pages: dict[str, Weight], redirect: int, never_first: set[str], documents: set[str]
) -> None:
    """Goals 6 to 8 over all pages in both languages; the documents apart."""
    by_kind = {name: name.partition(" ")[2] for name in pages}
    first = [w for name, w in pages.items() if by_kind[name] not in never_first]
    steps = [w for name, w in pages.items() if by_kind[name] not in documents]
    say(line(FIRST, [w.page + w.beside for w in first], max))
    say(line(REQUESTS, [w.first for w in pages.values()], max))
    say(line(AGAIN, [w.again for w in pages.values()], max))
    stray = [w.outside + w.missing + w.fonts + w.scripts for w in pages.values()]
    say(line(STRAY, stray, max))
    say(line(NEXT, [w.page for w in steps], max))
    for name in sorted(documents):
        found = [w for page, w in pages.items() if by_kind[page] == name]
        goal = NEXT._replace(what=f"  apart, a whole document: {name}")
        say(line(goal, [w.page for w in found], max))
        if name in never_first:
            goal = FIRST._replace(what=f"  apart, nobody meets it first: {name}")
            say(line(goal, [w.page + w.beside for w in found], max))
    say(f"      {len(pages)} pages; a redirect before a next page adds {redirect:,} bytes at most")


def absolute(rounds: Sequence[tuple[Round, Round]]) -> None:
    """The figures behind the ratios. They are this machine's, and nobody else's."""
    say(f"\n{'medians':30}{'floor':>12}{'product':>12}")
    for place, name in enumerate(NAMES):
        both = [statistics.median(pair[side][place] for pair in rounds) for side in (0, 1)]
        say(f"{name:30}{both[0]:>12.2f}{both[1]:>12.2f}")


def noise(rounds: Sequence[tuple[Round, Round]], before: tuple[float, ...]) -> None:
    """How busy the machine was, how far the floor differs from itself, and what that means."""
    now = os.getloadavg()
    say(f"\n{os.cpu_count()} processors, shared by servers, database and clients")
    say(f"load average (1, 5, 15 min) {told(before)} before, {told(now)} after")
    apart = [spread([floor[place] for floor, _product in rounds]) for place in range(len(NAMES))]
    parts = (f"{name} {value:.0%}" for name, value in zip(NAMES, apart, strict=True))
    say(f"the floor differs from itself by: {', '.join(parts)}")
    if before[0] > (os.cpu_count() or 1) / 2 or max(apart[:2]) > QUIET:
        say("Other work ran on this machine. The ratios of goals 1 to 3 and 16 are rough.")


def told(averages: tuple[float, ...]) -> str:
    return " ".join(f"{value:.2f}" for value in averages)
