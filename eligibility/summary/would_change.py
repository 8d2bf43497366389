"""What would change this: the answers behind a result, by what could change them."""

from dataclasses import dataclass
from typing import Any

from eligibility.core.change import what_would_change
from eligibility.core.protocol import Assessment, Protocol
from eligibility.core.questions import Change, Question
from eligibility.protocol.content.outcomes import CHANGE_TITLES, OUTCOMES, OutcomeText
from eligibility.summary.answered import AnswerRow


@dataclass(frozen=True)
class ChangeGroup:
    """Answers that the same thing could change."""

    change: Change
    title: Any
    rows: list[AnswerRow]


@dataclass(frozen=True)
class WouldChange:
    """The answers that must all change for a milder result, in groups; more than one way where the
    rules leave a choice. `stays`: every way has an answer that nothing will change."""

    ways: list[list[ChangeGroup]]
    milder: OutcomeText

    @property
    def stays(self) -> bool:
        """Whether the result will stay as it is, whatever time and tests bring."""
        return all(way[-1].change is Change.FIXED for way in self.ways)


def would_change(protocol: Protocol, assessment: Assessment) -> WouldChange | None:
    """What would change this result, or None where nothing could make it milder."""
    found = what_would_change(protocol, assessment)
    if found is None:
        return None
    ways = [_grouped(protocol, assessment, way) for way in found.sets]
    return WouldChange(ways, OUTCOMES[found.outcome])


def _grouped(
    protocol: Protocol, assessment: Assessment, way: tuple[Question, ...]
) -> list[ChangeGroup]:
    by_change: dict[Change, list[AnswerRow]] = {change: [] for change in CHANGE_TITLES}
    for question in way:
        for value, change in question.changes(assessment.answers[question]):
            row = AnswerRow(protocol.step_of[question], question, question.says(value))
            by_change[change].append(row)
    return [ChangeGroup(c, CHANGE_TITLES[c], rows) for c, rows in by_change.items() if rows]
