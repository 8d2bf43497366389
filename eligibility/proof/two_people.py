"""What holds for any two people who differ in one answer, or only in answers that cannot count."""

from __future__ import annotations

from collections.abc import Iterator

from z3 import And, BoolRef, BoolVal, Not, Or

from eligibility.core.questions import Question
from eligibility.core.rules import Finding, Kind, Outcome
from eligibility.proof.logic import World
from eligibility.proof.prover import Prover
from eligibility.proof.story import Story

# Here an answer that is no better can give a milder outcome, for it closes questions: with no scan
# there is no word for the wear, and with the knee alone there are no questions on the disc. The
# outcome is then no milder than it was, or at least as grave as the one named here.
CLOSES_QUESTIONS = {"imaging_done": Outcome.NEED_INFORMATION, "region": Outcome.DISCUSS}
# Of these, only an answer just as bad does so, and a worse one never.
ONLY_AS_BAD = frozenset({"region"})


def worse_never_milder(prover: Prover) -> Iterator[Story]:
    """Two people answer everything that is asked and differ in one answer, and in what it opens and
    closes. Where that answer of the other one ranks as high or higher, the outcome of the other one
    is not milder. For CLOSES_QUESTIONS, and for nothing else, it is as said there and in `_stays`.
    """
    one, other = prover.one, prover.other
    for question in one.must():
        worse = other.rank[question] >= one.rank[question]
        differ = (*_complete_but_for(prover, question), worse)
        if question.slug in CLOSES_QUESTIONS:
            yield from _mostly_never_milder(prover, question, *differ)
        elif people := prover.pair(*differ, other.outcome > one.outcome):
            problem = f"An answer to {question.slug} that is no better gives a milder outcome."
            yield Story(problem=problem, people=people)


def _mostly_never_milder(prover: Prover, question: Question, *differ: BoolRef) -> Iterator[Story]:
    """What is true of an answer that closes questions, and that the plain statement is not."""
    one, other = prover.one, prover.other
    milder = other.outcome > one.outcome
    if not prover.exists(*differ, milder):
        yield Story(problem=f"{question.slug} does no harm. Take it off CLOSES_QUESTIONS.")
    worse = BoolVal(question.slug in ONLY_AS_BAD), other.rank[question] > one.rank[question]
    if people := prover.pair(*differ, *worse, milder):
        problem = f"A worse answer to {question.slug} gives a milder outcome."
        yield Story(problem=problem, people=people)
    stays = (
        And(holds, other.outcome > finding.outcome.gravity, _stays(prover, finding))
        for finding, holds in one.raised
    )
    if people := prover.pair(*differ, Or(*stays)):
        problem = f"An answer to {question.slug} drops a finding that it does not close."
        yield Story(problem=problem, people=people)
    floor = CLOSES_QUESTIONS[question.slug]
    too_mild = (milder, other.outcome > floor.gravity, Not(_back_in_scope(one, other)))
    if people := prover.pair(*differ, *too_mild):
        problem = f"An answer to {question.slug} makes the outcome milder than {floor.value}."
        yield Story(problem=problem, people=people)


def _stays(prover: Prover, finding: Finding) -> BoolRef:
    """Nothing takes this finding away: both people are asked all that its rule reads, and it does
    not say that the person is out of scope."""
    read = (*finding.rule.questions, *finding.rule.scope.questions())
    both = (And(prover.one.asked[q], prover.other.asked[q]) for q in read)
    return And(finding.kind is not Kind.OUT_OF_SCOPE, *both)


def _back_in_scope(one: World, other: World) -> BoolRef:
    """The first person is out of scope and the other one is not."""
    outside = [key for key in one.findings if key[0] is Kind.OUT_OF_SCOPE]
    return Or(*(And(one.findings[key], Not(other.findings[key])) for key in outside))


def closed_never_counts(prover: Prover) -> Iterator[Story]:
    """Two people who answer everything the same that one of them is asked get the same questions,
    findings and outcome, whatever else they said. Silence is allowed."""
    one, other = prover.one, prover.other
    agree = (Or(Not(one.asked[q]), one.same(q, other)) for q in one.questions)
    if people := prover.pair(*agree, _apart(one, other)):
        yield Story(problem="An answer counts although its question is closed.", people=people)


def _apart(one: World, other: World) -> BoolRef:
    """They differ in the questions that are asked, in a finding or in the outcome."""
    asked = (one.asked[q] != other.asked[q] for q in one.must())
    found = (one.findings[key] != other.findings[key] for key in one.findings)
    return Or(one.outcome != other.outcome, *asked, *found)


def every_question_matters(prover: Prover) -> Iterator[Story]:
    """For every question that must be answered there are two people who differ in that answer, and
    in what it opens and closes, and in the outcome. The others never change anything."""
    one, other = prover.one, prover.other
    for question in one.must():
        differ = _complete_but_for(prover, question)
        if not prover.exists(*differ, Not(one.same(question, other)), one.outcome != other.outcome):
            yield Story(problem=f"No answer to {question.slug} changes any outcome.")
    agree = (one.same(question, other) for question in one.must())
    if people := prover.pair(*agree, _apart(one, other)):
        yield Story(problem="An answer that may be left empty changes something.", people=people)


def _complete_but_for(prover: Prover, question: Question) -> tuple[BoolRef, ...]:
    """Two people who are asked this, answer all they are asked, and agree on the rest."""
    one, other = prover.one, prover.other
    same = prover.same_where_both_are_asked(question)
    return one.complete, other.complete, one.asked[question], other.asked[question], same
