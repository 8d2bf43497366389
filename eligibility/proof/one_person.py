"""What holds for each person alone: the outcome, and the answers that lead to it."""

from __future__ import annotations

from collections.abc import Iterator

from z3 import And, BoolRef, BoolVal, Not, Or, PbEq

from eligibility.core.plans import key_of
from eligibility.core.questions import Question
from eligibility.core.rules import LISTED, Kind, Outcome
from eligibility.proof.logic import Key, World
from eligibility.proof.prover import Prover
from eligibility.proof.story import Story

# Findings that answers raise although each of them is clear by itself. "Only the knee" is one: the
# knee is no reason against the treatment, but this tool is about the spine.
CLEAR_AND_YET = frozenset({(Kind.OUT_OF_SCOPE, "knee")})


def one_result(prover: Prover) -> Iterator[Story]:
    """Whatever order the rules are tried in, one outcome comes out, and it is the same one."""
    world = prover.one
    can_be = {outcome: _in_some_order(world, outcome) for outcome in Outcome}
    one = PbEq([(term, 1) for term in can_be.values()], 1)
    this = Or(*(And(can_be[o], world.outcome == o.gravity) for o in Outcome))
    if person := prover.person(Not(And(one, this))):
        yield Story(problem="Which of two rules stands first decides the outcome.", people=person)


def _in_some_order(world: World, outcome: Outcome) -> BoolRef:
    """There is an order of the rules in which this is the outcome: one name that came up can mean
    it, and every other one can mean something that is not graver."""
    meanings: dict[Key, set[Outcome]] = {}
    for finding, _ in world.raised:
        meanings.setdefault(key_of(finding), set()).add(finding.outcome)
    found = world.findings
    mild = {k for k, can in meanings.items() if any(o.gravity >= outcome.gravity for o in can)}
    none_graver = And(*(Not(found[key]) for key in meanings if key not in mild))
    names = (found[key] for key, can in meanings.items() if outcome in can)
    nothing = And(outcome is Outcome.POSSIBLE, Not(Or(*found.values())))
    return And(none_graver, Or(nothing, *names))


def gravest_wins(prover: Prover) -> Iterator[Story]:
    """The outcome is the gravest of the findings, and POSSIBLE exactly where there is none."""
    world = prover.one
    milder = (And(holds, world.outcome > f.outcome.gravity) for f, holds in world.raised)
    equal = (And(holds, world.outcome == f.outcome.gravity) for f, holds in world.raised)
    nothing = Not(Or(*world.findings.values()))
    if person := prover.person(Or(*milder, Not(Or(nothing, *equal)))):
        yield Story(problem="The outcome is not the gravest of the findings.", people=person)
    possible = world.outcome == Outcome.POSSIBLE.gravity
    if person := prover.person(possible != nothing):
        yield Story(problem="The outcome is possible, and yet there is a finding.", people=person)


def only_clear_passes(prover: Prover) -> Iterator[Story]:
    """POSSIBLE exactly where every question that is asked is answered, known and clear, and none of
    CLEAR_AND_YET came up."""
    world = prover.one
    clear = And(*(_is_clear(world, question) for question in world.must()))
    possible = world.outcome == Outcome.POSSIBLE.gravity
    if person := prover.person(possible, Not(clear)):
        yield Story(problem="The outcome is possible, and an answer is not clear.", people=person)
    declared = {key: world.findings.get(key, BoolVal(False)) for key in CLEAR_AND_YET}
    if person := prover.person(clear, Not(possible), Not(Or(*declared.values()))):
        yield Story(problem="Every answer is clear, and yet something came up.", people=person)
    for (_, slug), term in declared.items():
        if not prover.exists(clear, term):
            yield Story(problem=f"{slug} never comes of clear answers. Take it off CLEAR_AND_YET.")


def _is_clear(world: World, question: Question) -> BoolRef:
    fine = And(world.given[question], world.known[question], world.clear[question])
    return Or(Not(world.asked[question]), fine)


def unknown_never_passes(prover: Prover) -> Iterator[Story]:
    """Where a listed reason is in scope and cannot be told, or a question it reads is asked and not
    answered with something known, the outcome is NEED_INFORMATION or graver; and with any question
    left empty it is not POSSIBLE. Silence is allowed throughout."""
    world = prover.one
    listed = [rule for rule in prover.protocol.rules if rule.kind in LISTED]
    in_doubt = [And(world.scope[r], *map(Not, world.when[r])) for r in listed]
    read = dict.fromkeys(question for rule in listed for question in rule.questions)
    in_doubt += [_not_known(world, question) for question in read]
    if person := prover.person(Or(*in_doubt), world.outcome > Outcome.NEED_INFORMATION.gravity):
        yield Story(problem="A listed reason is not known, and that is passed over.", people=person)
    if person := prover.person(Not(world.complete), world.outcome == Outcome.POSSIBLE.gravity):
        yield Story(problem="A question is left empty, and the outcome is possible.", people=person)


def _not_known(world: World, question: Question) -> BoolRef:
    known = And(world.given[question], world.known[question])
    return And(world.asked[question], Not(known))


def nothing_falls_through(prover: Prover) -> Iterator[Story]:
    """The safety net never holds: whatever is answered or left empty, a rule names it."""
    _, net = prover.one.raised[-1]
    if person := prover.person(net):
        yield Story(problem="No rule names one of these answers.", people=person)
