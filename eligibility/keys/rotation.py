"""Brings all that rests on older data keys under the first one, a few rows at a time.

It may be killed at any point and run again: each lot of rows is done or not begun, and what is done
is not done twice. Whoever reads meanwhile finds everything, for readers look under every key.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from eligibility.keys.resting import Factors, Kind, Lot, Marks, Records, first_key, person_of
from eligibility.models import Draft, FindingMark, Review, Submission

# Seconds between two lots. Who waits to write to SQLite looks again after a tenth of a second at
# most, so a shorter pause would pass unseen.
PAUSE = 0.15
PASSES = 20  # over what others held, or wrote under an older key, since the pass before

KINDS: tuple[Kind, ...] = (
    Records("drafts", Draft, ("content",)),
    Records(
        "submissions",
        Submission,
        ("answers", "assessment", "identity"),
        index=("person",),
        keyed=person_of,
    ),
    Records("reviews", Review, ("note",)),
    Marks("marks of findings", FindingMark),
    Marks("marks of reviews", Review),
    Factors(),
)


@dataclass
class Moved:
    """What came of one kind: rows that were brought over, the numbers of those that cannot be read
    and are as they were, and how many rest on another key than the first."""

    moved: int = 0
    unreadable: list[Any] = field(default_factory=list)
    left: int = 0


def rotate(kind: Kind) -> Moved:
    """Brings all of this kind under the first key, but for what cannot be read."""
    told = Moved()
    for _pass in range(PASSES):
        lots = list(_one_pass(kind))
        told.moved += sum(lot.moved for lot in lots)
        told.unreadable = [pk for lot in lots for pk in lot.unreadable]
        told.left = left(kind)
        if told.left <= len(told.unreadable):
            break
    return told


def left(kind: Kind) -> int:
    """How many rows of this kind rest on another key than the first, or on none of ours."""
    return sum(count for key, count in kind.by_key().items() if key != first_key())


def _one_pass(kind: Kind) -> Iterator[Lot]:
    """One walk over the rows, in the order of their numbers."""
    after = None
    while (lot := kind.move(after)).last is not None:
        yield lot
        after = lot.last
        time.sleep(PAUSE)
