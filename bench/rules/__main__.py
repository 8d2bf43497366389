"""Assessments a second with all findings: `python -m bench.rules [--rounds N] [--sets N]`.

Measured is the time from complete answers, in each evaluator's own natural input, to the outcome
and all findings, in its own natural form:

- `dict table`: a plain dict, to a list of shared tuples. It trusts what it is given.
- `parse and assess`: the same plain dict, checked and parsed, to findings with their words and
  sources. This is the product in the table's place, so goal 9 is about this one.
- `assess`: answers that were parsed before, put into new Answers for each call.
- `zen table` and `zen expression`: the same plain dict, to JSON-like dicts.

All get the same answer sets, no two of them alike. Before anything is timed, all must agree on
every set. In each round each evaluator goes once through all sets, in an order shuffled anew. The
garbage collector is on for all, as in a server, and does not look at the answer sets.
"""

import argparse
import gc
import json
import random
import statistics
import sys
import time
from typing import Any

from bench.rules.contestants import (
    ASSESS,
    CONTESTANTS,
    DICT,
    PARSE_AND_ASSESS,
    ZEN,
    Contestant,
    Given,
)
from tests import oracle

MUST, AIM = 0.3, 0.8

Speeds = dict[Contestant, list[float]]


def answer_sets(wanted: int, seed: int) -> list[Given]:
    """So many complete answer sets, all different; equal seeds give equal sets."""
    rng = random.Random(seed)  # noqa: S311 (these answers keep no secret)
    found: dict[str, Given] = {}
    while len(found) < wanted:
        given = oracle.random_answers(rng)
        found.setdefault(json.dumps(given, sort_keys=True), given)
    return list(found.values())


def check(given: Given) -> None:
    """Ends the run if two evaluators differ on this answer set."""
    results = {each.name: each.result(given) for each in CONTESTANTS}
    expected = results[DICT.name].in_any_order()
    for name, result in results.items():
        if result.in_any_order() != expected or not result.is_gravest_first():
            sys.exit(f"{name} and {DICT.name} differ on {given}:\n{result}\n{results[DICT.name]}")


def speed(contestant: Contestant, inputs: list[Any]) -> float:
    """Assessments a second, once through all inputs."""
    evaluate = contestant.evaluate
    gc.collect()
    start = time.perf_counter()
    for given in inputs:
        evaluate(given)
    return len(inputs) / (time.perf_counter() - start)


def measure(sets: list[Given], rounds: int, seed: int) -> Speeds:
    """The speed of each evaluator in each round."""
    inputs = {each: [each.prepare(given) for given in sets] for each in CONTESTANTS}
    speeds: Speeds = {each: [] for each in CONTESTANTS}
    rng = random.Random(seed)  # noqa: S311
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for each in rng.sample(CONTESTANTS, len(CONTESTANTS)):
            speeds[each].append(speed(each, inputs[each]))
    return speeds


def ratio(speeds: Speeds, contestant: Contestant) -> float:
    """Its speed over the dict table's: the median of the rounds, each compared with itself."""
    pairs = zip(speeds[contestant], speeds[DICT], strict=True)
    return statistics.median(own / table for own, table in pairs)


def report(speeds: Speeds) -> None:
    """Prints speeds, ratios and how goal 9 stands."""
    say(f"{'assessments a second':24}{'median':>10}{'min':>10}{'max':>10}{'/ dict':>10}")
    for each, found in speeds.items():
        numbers = (statistics.median(found), min(found), max(found))
        columns = "".join(f"{number:>10,.0f}" for number in numbers)
        say(f"{each.name:24}{columns}{ratio(speeds, each):>10.3f}")
    strict, parsed = ratio(speeds, PARSE_AND_ASSESS), ratio(speeds, ASSESS)
    say(f"\nP / dict, from the same plain dict (the strict one): {strict:.2f}")
    say(f"P / dict, from answers parsed before: {parsed:.2f}")
    say(f"zen / dict, the faster shape: {max(ratio(speeds, each) for each in ZEN):.2f}")
    must, aim = ("ok" if strict >= MUST else "FAIL"), ("ok" if strict >= AIM else "not yet")
    say(f"goal 9, on the strict one: must {MUST}: {must}; aim {AIM}: {aim}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Prepares, checks, measures and reports. It ends well whatever the speeds are."""
    parser = argparse.ArgumentParser(prog="python -m bench.rules", description="Goal 9.")
    parser.add_argument("--rounds", type=int, default=9, help="times through all sets")
    parser.add_argument("--sets", type=int, default=20_000, help="different answer sets")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    sets = answer_sets(options.sets, options.seed)
    for given in sets:
        check(given)
    say(f"{len(sets):,} different answer sets, {options.rounds} rounds; all agree on every set.\n")
    report(measure(sets, options.rounds, options.seed))


if __name__ == "__main__":
    main()
