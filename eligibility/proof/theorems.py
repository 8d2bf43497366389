"""The theorems as checks: each looks for people who break it, and holds when there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

from eligibility.core.protocol import Protocol
from eligibility.proof import changes, one_person, reach, two_people
from eligibility.proof.prover import Prover
from eligibility.proof.statements import THEOREMS, Theorem
from eligibility.proof.story import Story

Check: TypeAlias = Callable[[Prover], Iterable[Story]]

CHECKS: dict[str, Check] = {
    "one_result": one_person.one_result,
    "gravest_wins": one_person.gravest_wins,
    "only_clear_passes": one_person.only_clear_passes,
    "unknown_never_passes": one_person.unknown_never_passes,
    "worse_never_milder": two_people.worse_never_milder,
    "closed_never_counts": two_people.closed_never_counts,
    "every_rule_can_fire": reach.every_rule_can_fire,
    "no_rule_hides": reach.no_rule_hides,
    "every_question_matters": two_people.every_question_matters,
    "changes_are_smallest": changes.changes_are_smallest,
    "nothing_falls_through": one_person.nothing_falls_through,
    "sound_structure": reach.sound_structure,
}


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of one theorem. It holds when nobody tells a story against it."""

    theorem: Theorem
    stories: tuple[Story, ...]
    asked: int
    seconds: float

    @property
    def holds(self) -> bool:
        return not self.stories


def prove(protocol: Protocol) -> Iterator[Result]:
    """Checks every theorem for every set of answers that anyone can give, one after the other."""
    prover = Prover(protocol)
    for theorem in THEOREMS:
        start, asked = perf_counter(), prover.asked
        stories = tuple(CHECKS[theorem.slug](prover))
        yield Result(
            theorem=theorem,
            stories=stories,
            asked=prover.asked - asked,
            seconds=perf_counter() - start,
        )
