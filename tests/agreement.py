"""Three readings of the rules, on every answer to each rule's questions and on a million people.

`python -m tests.agreement [COUNT]` compares what the solver proves things about, what production
does, and what the table-driven reading of tests.oracle says: outcome and every finding, for every
combination of answers to the questions of each rule, and for COUNT random whole answer sets. Where
answers are missing, only the first two are compared: the third is for complete answers.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import combinations, islice, product
from random import Random
from typing import Any

from eligibility.core.answers import Answers
from eligibility.core.choices import Many, One
from eligibility.core.questions import Number, Question
from eligibility.core.rules import Outcome
from eligibility.proof.logic import World
from eligibility.protocol import PROTOCOL
from tests import oracle
from tests.bits import People, marked

BATCH = 10_000
Raw = dict[str, Any]
Result = tuple[str, frozenset[tuple[str, str]]]
Group = tuple[Callable[[], list[Raw]], bool]


@cache
def world() -> World:
    """One person under the real protocol, as terms. Built once in each process."""
    return World(PROTOCOL, "anyone")


def read(raw: Raw) -> Answers:
    return Answers.parse(PROTOCOL.screening_questions, raw)


def by_production(answers: Answers) -> Result:
    found = PROTOCOL.assess(answers)
    return found.outcome.value, frozenset((f.kind.value, f.slug) for f in found.findings)


def by_table(raw: Raw) -> Result:
    found = oracle.assess(raw)
    return found["outcome"], frozenset((f["kind"], f["rule"]) for f in found["findings"])


def differing(everyone: list[Answers], results: list[Result]) -> int:
    """The people, as bits, about whom the solver's terms say something else than these results."""
    people, size = People(world(), everyone), len(everyone)
    outcomes: dict[str, list[int]] = {}
    findings: dict[tuple[str, str], list[int]] = {}
    for place, (outcome, keys) in enumerate(results):
        outcomes.setdefault(outcome, []).append(place)
        for key in keys:
            findings.setdefault(key, []).append(place)
    wrong = 0
    by_gravity = people.cases(world().outcome)
    for gravity, outcome in enumerate(Outcome):
        wrong |= by_gravity.get(gravity, 0) ^ marked(outcomes.get(outcome.value, ()), size)
    for (kind, slug), term in world().findings.items():
        told = findings.pop((kind.value, slug), ())
        wrong |= people.holds(term) ^ marked(told, size)
    return wrong | marked([place for places in findings.values() for place in places], size)


def disagreement(raws: list[Raw], *, complete: bool = True) -> Raw | None:
    """The first answers that the readings do not agree on, or None."""
    everyone = [read(raw) for raw in raws]
    results = [by_production(answers) for answers in everyone]
    if complete:
        for raw, result in zip(raws, results, strict=True):
            if by_table(raw) != result:
                return raw
    wrong = differing(everyone, results)
    return raws[(wrong & -wrong).bit_length() - 1] if wrong else None


# --- Who is compared ------------------------------------------------------------------------------
def random_people(seed: int, count: int) -> list[Raw]:
    rng = Random(seed)
    return [oracle.random_answers(rng) for _ in range(count)]


def silent_people(seed: int, count: int) -> list[Raw]:
    """People who left out some answers, as no page lets them, but a program might."""
    rng = Random(seed)
    return [
        {slug: value for slug, value in raw.items() if rng.random() < rng.choice((0.5, 0.95))}
        for raw in random_people(seed, count)
    ]


def question_sets() -> Iterator[tuple[Question, ...]]:
    """The questions of each rule, with those that open them; each set once."""
    seen = set()
    for rule in PROTOCOL.rules:
        needed = {*rule.questions, *rule.scope.questions()}
        while more := {g for q in needed for g in _gates(q)} - needed:
            needed |= more
        ordered = tuple(q for q in PROTOCOL.screening_questions if q in needed)
        if ordered not in seen:
            seen.add(ordered)
            yield ordered


def _gates(question: Question) -> tuple[Question, ...]:
    return PROTOCOL.step_of[question].asked_when.questions()


def every_answer(question: Question) -> list[Any]:
    """Each answer that a question takes; for ticks, each set of boxes."""
    if isinstance(question, Number):
        return list(range(question.least, question.most + 1))
    codes = list(question.by_code) if isinstance(question, One | Many) else []
    if isinstance(question, One):
        return codes
    sizes = range(1, len(codes) + 1)
    return [list(ticks) for size in sizes for ticks in combinations(codes, size)]


def every_combination() -> Iterator[Raw]:
    """Every answer to the questions of each rule, for someone who is clear otherwise."""
    for questions in question_sets():
        for values in product(*map(every_answer, questions)):
            yield oracle.CLEAR | dict(zip((q.slug for q in questions), values, strict=True))


def groups(count: int) -> Iterator[Group]:
    """Everyone who is compared, a few thousand at a time, and whether they answered everything."""
    combined = every_combination()
    while some := list(islice(combined, BATCH)):
        yield partial(list, some), True
    for seed in range(0, count, BATCH):
        yield partial(random_people, seed, min(BATCH, count - seed)), True
    yield partial(silent_people, count, BATCH), False


def _compared(group: Group) -> tuple[int, Raw | None]:
    people, complete = group
    raws = people()
    return len(raws), disagreement(raws, complete=complete)


def compare(everyone: Iterable[Group]) -> int:
    """How many people were compared. Raises AssertionError with the answers of the first one that
    the readings do not agree on."""
    people = 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for size, wrong in pool.map(_compared, everyone):
            assert wrong is None, f"The readings differ for these answers: {wrong}"
            people += size
    return people


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    began = time.monotonic()
    people = compare(groups(count))
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{people:,} answer sets, {count:,} of them random and whole: solver, production and table "
        f"agree on every outcome and every finding ({seconds:.0f} s).\n"
    )


if __name__ == "__main__":
    main()
