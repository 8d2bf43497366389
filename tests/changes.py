"""The smallest changes, asked of the solver for one person after another.

`python -m tests.changes [COUNT]` compares them with what the result page works out, for COUNT
random people who answered everything: the size, every set of that size, and the outcome at best.
"""

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from random import Random
from typing import Any

from z3 import And, BoolRef, Not, Or, PbLe, Solver, sat, unsat

from eligibility.core.answers import Answers
from eligibility.core.change import what_would_change
from eligibility.core.rules import Outcome
from eligibility.proof.changes import allowed
from eligibility.proof.logic import World
from eligibility.protocol import PROTOCOL
from tests import oracle

BATCH = 250
Sets = frozenset[frozenset[str]]


class Smallest:
    """Two people in one solver: the one who asks, and the same one after some answers changed."""

    def __init__(self) -> None:
        self.one, self.other = World(PROTOCOL, "one"), World(PROTOCOL, "other")
        self.solver = Solver()
        self.solver.add(self.one.valid, self.other.valid, *allowed(self.one, self.other))
        self.changed: dict[str, BoolRef] = {
            q.slug: And(self.one.asked[q], Not(self.one.same(q, self.other)))
            for q in self.one.must()
        }

    def of(self, answers: Answers, outcome: Outcome) -> tuple[str, Sets] | None:
        """The outcome at best and every smallest set of questions that leads to a milder one than
        `outcome`; None where there is none."""
        self.solver.push()
        self.solver.add(self.one.fixed(answers), self.other.outcome > outcome.gravity)
        found = self._sets()
        at_best = max(map(self._at_best, found), default=None)
        self.solver.pop()
        return None if at_best is None else (tuple(Outcome)[at_best].value, found)

    def _sets(self) -> Sets:
        for most in range(1, len(self.changed) + 1):
            self.solver.push()
            self.solver.add(PbLe([(term, 1) for term in self.changed.values()], most))
            found = frozenset(self._each())
            self.solver.pop()
            if found:
                return found
            if most == 1 and self.solver.check() == unsat:
                break
        return frozenset()

    def _each(self) -> Iterator[frozenset[str]]:
        """Every set of changes that the solver still allows."""
        while self.solver.check() == sat:
            model = self.solver.model()
            changes = frozenset(s for s, t in self.changed.items() if model.eval(t, True))
            yield changes
            self.solver.add(Or(*(Not(self.changed[slug]) for slug in changes)))

    def _at_best(self, changes: frozenset[str]) -> int:
        """The gravity of the mildest outcome that these changes lead to."""
        self.solver.push()
        self.solver.add(*(Not(t) for slug, t in self.changed.items() if slug not in changes))
        best = -1
        while self.solver.check() == sat:
            best = self.solver.model().eval(self.other.outcome, True).as_long()
            self.solver.add(self.other.outcome > best)
        self.solver.pop()
        return best


@cache
def smallest() -> Smallest:
    """Built once in each process."""
    return Smallest()


def by_rules(answers: Answers) -> tuple[str, Sets] | None:
    """What the result page says."""
    found = what_would_change(PROTOCOL, PROTOCOL.assess(answers))
    if found is None:
        return None
    return found.outcome.value, frozenset(frozenset(q.slug for q in way) for way in found.sets)


def people(seed: int, count: int) -> Iterator[Answers]:
    """People who answered everything they were asked."""
    rng = Random(seed)
    for _ in range(count):
        given = Answers.parse(PROTOCOL.screening_questions, oracle.random_answers(rng))
        yield given.only(PROTOCOL.open_questions(given))


def differing(seed: int, count: int = BATCH) -> list[dict[str, Any]]:
    """The people for whom the solver and the page do not name the same changes."""
    return [
        {question.slug: value for question, value in answers.items()}
        for answers in people(seed, count)
        if smallest().of(answers, PROTOCOL.assess(answers).outcome) != by_rules(answers)
    ]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    began = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        wrong = [each for found in pool.map(differing, range(-(-count // BATCH))) for each in found]
    assert not wrong, f"{len(wrong)} people are told other changes; the first: {wrong[0]}"
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{-(-count // BATCH) * BATCH:,} people: what would change their result is what the solver "
        f"finds, no smaller and no other ({seconds:.0f} s).\n"
    )


if __name__ == "__main__":
    main()
