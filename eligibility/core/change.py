"""What would change a result: the smallest sets of answers that stand in the way of a milder one.

Only the conditions are asked, so a rule that is added is covered at once. An answer changes to what
it could become at best (`Question.at_best`), and no change may close a question: "if your pain were
in your knee" is no way to get rid of a worn disc.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from eligibility.core.answers import Answers
from eligibility.core.conditions import AllOf, AnyOf, Condition, Test, Truth
from eligibility.core.protocol import Assessment, Protocol
from eligibility.core.questions import Question
from eligibility.core.rules import Finding, Kind, Outcome

Ways = frozenset[frozenset[Question]]  # each inner set is enough; none of it can be left out
NOTHING_NEEDED: Ways = frozenset({frozenset()})
HOLDS, IN_DOUBT = frozenset({Truth.YES}), frozenset({Truth.UNKNOWN})


@dataclass(frozen=True, eq=False, kw_only=True)
class Milder:
    """The next milder `outcome` that can be reached, and the smallest sets of questions whose
    answers must all change for it, each in the order of asking. Mostly there is one set."""

    outcome: Outcome
    sets: tuple[tuple[Question, ...], ...]


def what_would_change(protocol: Protocol, assessment: Assessment) -> Milder | None:
    """The smallest changes that lead to a milder outcome, or None where none is milder.

    `assessment` is one of complete answers. The outcome is what one would come to with every answer
    of a set, and every question that it opens, at its best.
    """
    if assessment.outcome is Outcome.POSSIBLE:
        return None
    in_the_way = [f for f in assessment.findings if f.outcome is assessment.outcome]
    ways = _smallest(_all_of([_ways(protocol, f, assessment.answers) for f in in_the_way]))
    if not ways:
        return None
    order = protocol.screening_questions.index
    sets = sorted((tuple(sorted(way, key=order)) for way in ways), key=lambda s: [*map(order, s)])
    changed = [protocol.assess(_at_best(protocol, assessment.answers, way)) for way in sets]
    outcome = max((found.outcome for found in changed), key=lambda found: found.gravity)
    return Milder(outcome=outcome, sets=tuple(sets))


def _ways(protocol: Protocol, finding: Finding, answers: Answers) -> Ways:
    """How this finding goes away."""
    if finding.rule is protocol.otherwise:
        asked = protocol.open_questions(answers)
        unclear = [q for q in asked if q in answers and not q.is_clear(answers[q])]
        return frozenset({frozenset(unclear)})
    doubt_is_milder = finding.rule.unknown is not None and finding.kind is not Kind.UNKNOWN
    keeps = HOLDS if doubt_is_milder else HOLDS | IN_DOUBT
    return _ways_out(protocol, finding.rule.when, answers, keeps)


def _ways_out(
    protocol: Protocol, condition: Condition, answers: Answers, keeps: frozenset[Truth]
) -> Ways:
    """How the truth of this condition stops being one of those that keep the finding."""
    if condition.evaluate(answers) not in keeps:
        return NOTHING_NEEDED
    each = [_ways_out(protocol, part, answers, keeps) for part in condition.parts()]
    match condition:
        case Test():
            return _changed(protocol, condition.question, answers)
        case AnyOf():
            return _all_of(each)
        case AllOf():
            return frozenset(way for ways in each for way in ways)
    raise TypeError(f"{type(condition).__name__} has no way out yet.")


def _changed(protocol: Protocol, question: Question, answers: Answers) -> Ways:
    """A question that was not asked changes by the answers that closed it."""
    if question in answers:
        return frozenset({frozenset({question})})
    closed_by = protocol.step_of[question].asked_when.questions()
    return _all_of([_changed(protocol, gate, answers) for gate in closed_by])


def _all_of(each: Iterable[Ways]) -> Ways:
    """What is enough for all of them: one way of each, together."""
    return frozenset(frozenset[Question]().union(*ways) for ways in product(*each))


def _smallest(ways: Ways) -> Ways:
    least = min(map(len, ways), default=0)
    return frozenset(way for way in ways if len(way) == least)


def _at_best(protocol: Protocol, answers: Answers, changed: Iterable[Question]) -> Answers:
    """These answers with some changed to the best they could become, and what that opens clear."""
    best = dict(answers) | {question: question.at_best(answers[question]) for question in changed}
    for question in protocol.screening_questions:
        opened = question not in best and not question.optional
        if opened and question in protocol.open_questions(Answers(best)):
            best[question] = question.clear_answer
    return Answers(best)
