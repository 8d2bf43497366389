"""What can happen: every rule, outcome and page has someone it fits. And how the parts are tied."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from z3 import BoolRef, Not, Or, PbEq

from eligibility.core.parts import Step
from eligibility.core.plans import key_of
from eligibility.core.protocol import Protocol
from eligibility.core.rules import LISTED, Kind, Outcome, Rule
from eligibility.proof.logic import Key, World
from eligibility.proof.prover import Prover
from eligibility.proof.story import Story

# Findings that take an empty answer: the question has no "not sure" among its answers.
ONLY_BY_SILENCE = frozenset({(Kind.UNKNOWN, "age")})
# Findings that never stand alone, and the kind that is always beside them. Two ticks that do not
# match are "None of these" and a danger sign, and the sign is a finding of its own. An age left
# empty is a point to weigh too: it could be over 75.
NEVER_ALONE = {
    (Kind.CONTRADICTION, "red_flags"): Kind.RED_FLAG,
    (Kind.UNKNOWN, "age"): Kind.WEIGH,
}


def every_rule_can_fire(prover: Prover) -> Iterator[Story]:
    """Complete answers exist under which each rule holds, under which each outcome comes out, and
    under which each listed reason is not known; for ONLY_BY_SILENCE an answer must be left out."""
    world, protocol = prover.one, prover.protocol
    for rule in protocol.rules:
        if not prover.exists(world.complete, world.scope[rule], world.when[rule][0]):
            read = ", ".join(question.slug for question in rule.questions)
            problem = f"No complete answers make the {rule.kind.value} {rule.slug} hold."
            yield Story(problem=f"{problem} It reads: {read}.")
    for outcome in Outcome:
        if not prover.exists(world.complete, world.outcome == outcome.gravity):
            yield Story(problem=f"No complete answers lead to the outcome {outcome.value}.")
    for kind, slug in _of_rules(world):
        if kind is Kind.UNKNOWN:
            yield from _can_be_unknown(prover, slug)


def _can_be_unknown(prover: Prover, slug: str) -> Iterator[Story]:
    world, found = prover.one, prover.one.findings[Kind.UNKNOWN, slug]
    by_silence = (Kind.UNKNOWN, slug) in ONLY_BY_SILENCE
    if prover.exists(world.complete, found):
        if by_silence:
            yield Story(problem=f"unknown {slug} needs no silence. Take it off ONLY_BY_SILENCE.")
    elif not by_silence:
        yield Story(problem=f"No complete answers give the finding unknown {slug}.")
    elif not prover.exists(found):
        yield Story(problem=f"Nothing gives the finding unknown {slug}, not even silence.")


def no_rule_hides(prover: Prover) -> Iterator[Story]:
    """For each finding, complete answers exist under which it is the only one. One of NEVER_ALONE
    is always beside a finding of the kind named there, and can be beside one and no more."""
    world = prover.one
    for key in _of_rules(world):
        answers = () if key in ONLY_BY_SILENCE else (world.complete,)
        stands = (*answers, world.findings[key])
        if key in NEVER_ALONE:
            yield from _never_alone(prover, key, *stands)
        elif not prover.exists(*stands, _how_many(world, 1)):
            people = prover.person(*stands)
            yield Story(problem=f"{_name(key)} never stands alone.", people=people)


def _never_alone(prover: Prover, key: Key, *stands: BoolRef) -> Iterator[Story]:
    world, beside = prover.one, NEVER_ALONE[key]
    kin = Or(*(term for (kind, _), term in world.findings.items() if kind is beside))
    if people := prover.person(world.findings[key], Not(kin)):
        yield Story(problem=f"{_name(key)} stands without a {beside.value}.", people=people)
    if not prover.exists(*stands, kin, _how_many(world, 2)):
        people = prover.person(*stands)
        yield Story(problem=f"{_name(key)} is never beside one finding only.", people=people)


def _name(key: Key) -> str:
    return f"{key[0].value} {key[1]}"


def _of_rules(world: World) -> Iterator[Key]:
    """Every finding that a rule can give: all but the safety net."""
    net = key_of(world.raised[-1][0])
    return (key for key in world.findings if key != net)


def _how_many(world: World, number: int) -> BoolRef:
    return PbEq([(term, 1) for term in world.findings.values()], number)


def sound_structure(prover: Prover) -> Iterator[Story]:
    """Exclusions cite documents and nothing else; study exclusions and danger signs cite no
    document; each of them has words for "not known". No step waits for itself, and each opens for
    someone who answers everything before it."""
    for rule in prover.protocol.rules:
        if rule.kind in LISTED:
            yield from _listed(rule)
    yield from _circles(prover.protocol)
    yield from _unreachable(prover)


def _listed(rule: Rule) -> Iterator[Story]:
    for citation in rule.cites:
        if (citation.source.document is not None) is not (rule.kind is Kind.EXCLUSION):
            where = f"{citation.source.slug}, {citation.section}, {citation.item}"
            yield Story(problem=f"The {rule.kind.value} {rule.slug} cites the wrong kind: {where}.")
    if rule.unknown is None:
        yield Story(problem=f"The {rule.kind.value} {rule.slug} has no words for not known.")


def _circles(protocol: Protocol) -> Iterator[Story]:
    waits_for = {
        step: [protocol.step_of[question] for question in step.asked_when.questions()]
        for step in protocol.steps
    }
    try:
        TopologicalSorter(waits_for).prepare()
    except CycleError as why:
        circle: list[Step] = why.args[1]
        names = " and ".join(dict.fromkeys(step.slug for step in circle))
        yield Story(problem=f"These steps wait for each other: {names}.")


def _unreachable(prover: Prover) -> Iterator[Story]:
    """Every step is looked at, also those that no rule reads."""
    world = World(prover.protocol, "all", prover.protocol.steps)
    for step, shown in world.open.items():
        if not prover.exists(world.valid, world.complete, shown):
            yield Story(problem=f"Nobody can reach the step {step.slug}.")
