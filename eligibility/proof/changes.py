"""What would change a result: the answers that stand in the way, and that none of them is spare."""

from __future__ import annotations

from collections.abc import Iterator

from z3 import And, BoolRef, BoolVal, Implies, Not, Or

from eligibility.core.choices import One
from eligibility.core.conditions import AllOf, Condition, Test
from eligibility.core.questions import Question
from eligibility.core.rules import Kind, Outcome
from eligibility.proof.logic import World
from eligibility.proof.prover import Prover
from eligibility.proof.replies import Reply
from eligibility.proof.story import Story


def changes_are_smallest(prover: Prover) -> Iterator[Story]:
    """For whoever answers all that is asked, the answers that core.change names are the one
    smallest set that leads to a milder outcome: with all of them at their best, and what that
    opens clear, the outcome is milder; and whoever gets a milder one by clear answers, without
    closing a question, has changed every one of them."""
    one, other = prover.one, prover.other
    needed = in_the_way(one)
    graver = (one.complete, one.outcome != Outcome.POSSIBLE.gravity)
    at_best = And(*(_at_best(one, other, q, needed[q]) for q in one.must()))
    enough = And(other.outcome > one.outcome, other.complete, _closes_nothing(one, other))
    if people := prover.pair(*graver, at_best, Not(enough)):
        yield Story(
            problem="All that stands in the way is gone, and nothing is milder.", people=people
        )
    spare = Or(*(And(needed[q], one.same(q, other)) for q in one.must()))
    if people := prover.pair(*graver, *allowed(one, other), other.outcome > one.outcome, spare):
        yield Story(problem="An answer is named that need not change.", people=people)


def in_the_way(world: World) -> dict[Question, BoolRef]:
    """The answers that core.change names for this person. Raises TypeError for a rule that leaves
    a choice of what to change, for then there is no one set."""
    named: dict[Question, list[BoolRef]] = {question: [] for question in world.questions}
    for finding, holds in world.raised:
        decides = And(holds, world.outcome == finding.outcome.gravity)
        doubt_is_milder = finding.rule.unknown is not None and finding.kind is not Kind.UNKNOWN
        for test in _tests(finding.rule.when):
            yes, no = world.truth(test)
            keeps = yes if doubt_is_milder else Not(no)
            for question, changes in _changed(world, test.question, BoolVal(True)):
                named[question].append(And(decides, keeps, changes))
    return {question: Or(*terms) for question, terms in named.items()}


def allowed(one: World, other: World) -> Iterator[BoolRef]:
    """The other person is the first one after some answers got better: what was asked is still
    asked, and each answer is the same or the best it can become; what is new is clear."""
    yield other.complete
    yield _closes_nothing(one, other)
    for question in one.must():
        same, better = one.same(question, other), _better(one, other, question)
        yield Implies(one.asked[question], Or(same, better))
        new = And(other.asked[question], Not(one.asked[question]))
        yield Implies(new, other.clear[question])


def _tests(condition: Condition) -> Iterator[Test]:
    """The tests that must all stop holding for the condition to stop."""
    for part in condition.walk():
        if isinstance(part, AllOf) and len(part.conditions) > 1:
            raise TypeError("A rule that holds for several answers together leaves a choice.")
        if isinstance(part, Test):
            yield part


def _changed(world: World, question: Question, when: BoolRef) -> Iterator[tuple[Question, BoolRef]]:
    """The questions by which an answer changes: itself, or those that closed it."""
    yield question, And(when, world.asked[question])
    for gate in world.protocol.step_of[question].asked_when.questions():
        yield from _changed(world, gate, And(when, Not(world.asked[question])))


def _closes_nothing(one: World, other: World) -> BoolRef:
    return And(*(Implies(one.asked[q], other.asked[q]) for q in one.questions))


def _better(one: World, other: World, question: Question) -> BoolRef:
    """The answer of the other person is clear, or the one that the first can become at best."""
    mine, theirs = one.replies[question], other.replies[question]
    turns = [
        And(mine.codes[choice.code], theirs.equals(choice.becomes))
        for choice in getattr(question, "choices", ())
        if choice.becomes
    ]
    cannot = Not(Or(*(mine.codes[c.code] for c in getattr(question, "choices", ()) if c.becomes)))
    return Or(And(cannot, other.clear[question]), *turns)


def _at_best(one: World, other: World, question: Question, needed: BoolRef) -> BoolRef:
    """What core.change works out: named answers at their best, others the same, new ones clear."""
    mine, theirs = one.replies[question], other.replies[question]
    kept = Implies(And(one.asked[question], Not(needed)), one.same(question, other))
    best = Implies(And(one.asked[question], needed), _best(mine, theirs))
    new = Implies(Not(one.asked[question]), theirs.equals(question.clear_answer))
    return And(kept, best, new)


def _best(mine: Reply, theirs: Reply) -> BoolRef:
    question = mine.question
    if not isinstance(question, One):
        return theirs.equals(question.clear_answer)
    each = (
        Implies(mine.codes[code], theirs.equals(question.at_best(code)))
        for code in question.by_code
    )
    return And(*each)
