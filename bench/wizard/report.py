"""What was measured beside what is asked for, and how far it can be trusted."""

import os
import statistics
import sys
from collections.abc import Callable, Sequence
from math import comb
from typing import NamedTuple

from bench.wizard.driver import StuckError
from bench.wizard.measuring import Round
from bench.wizard.weighing import Weight

QUIET = 0.1  # how far a ratio may be off for it to be quoted
DOUBT = 0.05  # of all runs, those in which the true median may lie outside of what `sure` gives
NAMES = ("processor ms a step", "steps a second", "step p95 ms")


class Goal(NamedTuple):
    """A line of the goals. `least`: more is better."""

    number: str
    what: str
    must: float
    aim: float
    least: bool = False

    def standing(self, value: float, *ends: float) -> str:
        """In words. `ends` are the least and the most that the figure may truly be."""
        if not self._reached(value, self.must):
            return "NOT HELD"
        if not all(self._reached(end, self.must) for end in ends):
            return "held, but in doubt"
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


def extremes(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def sure(values: Sequence[float]) -> tuple[float, float]:
    """Where the true median lies in 95 of 100 runs. It goes by the order of the values alone, so
    it holds however noise is spread; of five or fewer it is their whole range."""
    ordered, dropped, missed = sorted(values), 0, 0.0
    while (missed := missed + comb(len(ordered), dropped) / 2 ** len(ordered)) <= DOUBT / 2:
        dropped += 1
    at = max(dropped - 1, 0)
    return ordered[at], ordered[-1 - at]


def line(
    goal: Goal,
    values: Sequence[float],
    figure: Callable[[Sequence[float]], float],
    between: Callable[[Sequence[float]], tuple[float, float]] = extremes,
) -> str:
    """One line of the table: `figure` of the values, what it lies `between`, and how the goal
    stands."""
    value, ends = figure(values), between(values)
    asked = f"{goal.must:>8,g}{goal.aim:>8,g}"
    spread = "..".join(map(short, ends))
    head = f"{goal.number:5}{goal.what:50}{asked}"
    return f"{head}{short(value):>10}{spread:>18}   {goal.standing(value, *ends)}"


def timed(goal: Goal, values: Sequence[float]) -> str:
    """One line of what was measured in rounds: their median, and where it truly lies."""
    return line(goal, values, statistics.median, sure)


def short(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 1000 else f"{value:.3f}"


def spread(values: Sequence[float]) -> float:
    """How far the values lie apart, as a part of their median."""
    return (max(values) - min(values)) / statistics.median(values)


def head() -> None:
    say(f"\n{HEAD}")
    say("     (range: goals 1 to 3 and 16, where the median of all rounds lies in 95 of 100 runs;")
    say("     goals 6 to 8, of the pages, and the figure is the worst)")


def by_goal(rounds: Sequence[tuple[Round, Round]]) -> list[tuple[Goal, list[float]]]:
    """Goals 1 to 3, each with the ratio of every round."""
    return [
        (goal, ratios([(floor[place], product[place]) for floor, product in rounds]))
        for place, goal in enumerate((PROCESSOR, SPEED, P95))
    ]


def compared(rounds: Sequence[tuple[Round, Round]]) -> None:
    """Goals 1 to 3."""
    for goal, found in by_goal(rounds):
        say(timed(goal, found))


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
    off = {goal.number: half_width(found) for goal, found in by_goal(rounds)}
    parts = (f"{number} {value:.0%}" for number, value in off.items())
    say(f"so the ratios may be off, goal by goal, by: {', '.join(parts)}")
    if max(off.values()) > QUIET:
        say("That is too much to quote them. Run it again when nothing else runs here.")


def half_width(values: Sequence[float]) -> float:
    """How far the median may be off, as a part of it."""
    low, high = sure(values)
    return (high - low) / 2 / statistics.median(values)


def told(averages: tuple[float, ...]) -> str:
    return " ".join(f"{value:.2f}" for value in averages)
