"""Points to explain: what did not come across, for the clinic. The patient is never marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.core.statements import Check
from eligibility.protocol.content.understanding import CHECKS


@dataclass(frozen=True)
class ToExplain:
    """A point and what the patient answered instead. No answer: it was left empty."""

    check: Check
    answer: Any


def to_explain(answers: Mapping[str, Any]) -> list[ToExplain]:
    """The points that these stored answers do not show to be clear. An answer that the question no
    longer takes counts as none."""
    points = []
    for check in CHECKS:
        given = check.question.by_code.get(answers.get(check.question.slug))
        if given is None or given.code not in check.right:
            points.append(ToExplain(check, given and given.text))
    return points
