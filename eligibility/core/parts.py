"""Parts and steps: what is asked together, and in what order."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.core.conditions import ALWAYS, Condition
from eligibility.core.questions import Question, Text


@dataclass(frozen=True, eq=False, kw_only=True)
class Step:
    """One page: a question or a tight group, shown when `asked_when` holds. `page` names a page
    that shows more than its questions."""

    slug: str
    questions: tuple[Question, ...]
    asked_when: Condition = ALWAYS
    page: str = "step"
    title: Text = None
    hint: Text = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Part:
    """A named run of steps, counted for the patient: "Part 3 of 7". `screening` parts are read by
    the rules; the last one only finishes the journey."""

    slug: str
    title: Text
    steps: tuple[Step, ...]
    screening: bool = True
