"""What is proved, what runs and what a table says are the same; and a difference would be seen."""

from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import pytest
import z3

from eligibility.core.rules import Outcome
from eligibility.proof.logic import World
from eligibility.protocol import PROTOCOL
from tests import agreement, oracle
from tests.bits import People

SOME = 3_000


def test_they_agree_on_some_people_here_and_on_a_million_by_their_own_command() -> None:
    everyone = agreement.groups(SOME)
    assert agreement.disagreement(agreement.random_people(1, SOME)) is None
    assert agreement.disagreement(agreement.silent_people(2, SOME), complete=False) is None
    first, complete = next(everyone)
    assert complete and len(first()) == agreement.BATCH


def test_every_answer_to_the_questions_of_each_rule_is_among_them() -> None:
    sets = [{q.slug for q in questions} for questions in agreement.question_sets()]
    for rule in PROTOCOL.rules:
        needed = {q.slug for q in (*rule.questions, *rule.scope.questions())}
        assert any(needed <= questions for questions in sets)
    assert {"region", "condition", "imaging_done", "severity"} in sets
    signs = PROTOCOL.by_slug["red_flags"]
    assert len(agreement.every_answer(signs)) == 2**18 - 1
    assert len(agreement.every_answer(PROTOCOL.by_slug["age"])) == 121


def test_a_table_that_says_something_else_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(oracle.RAISES["cancer"], "past", "weigh:cost")
    found = agreement.disagreement([oracle.CLEAR, oracle.CLEAR | {"cancer": "past"}])
    assert found == oracle.CLEAR | {"cancer": "past"}


@pytest.mark.parametrize("change", ["outcome", "finding", "extra"])
def test_terms_that_say_something_else_are_seen(
    monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    rules = list(PROTOCOL.rules)
    place = next(n for n, rule in enumerate(rules) if rule.slug == "blood_thinner")
    bent = {
        "outcome": [replace(rules[place], outcome=Outcome.NOT_NOW)],
        "finding": [replace(rules[place], when=PROTOCOL.by_slug["allergy"].is_yes)],
        "extra": [],
    }
    rules[place : place + 1] = bent[change]
    other = World(replace(PROTOCOL, rules=tuple(rules)), "anyone")
    monkeypatch.setattr(agreement, "world", lambda: other)
    thin = oracle.CLEAR | {"blood_thinner": "yes"}
    assert agreement.disagreement([oracle.CLEAR, thin]) == thin


def test_a_difference_stops_the_command() -> None:
    wrong = oracle.CLEAR | {"cancer": "past"}
    with pytest.raises(AssertionError, match="'cancer': 'past'"):
        agreement.compare([(partial(list, [wrong]), True), (partial(_bad, wrong), True)])


def _bad(raw: dict[str, Any]) -> list[dict[str, Any]]:
    """Bends the table in the process that compares, and only there."""
    oracle.RAISES["cancer"]["past"] = "weigh:cost"
    return [raw]


def test_what_is_worked_out_by_bits_is_what_the_solver_works_out() -> None:
    raws = agreement.silent_people(7, 40)
    everyone = [agreement.read(raw) for raw in raws]
    people, world = People(agreement.world(), everyone), agreement.world()
    for place in Random(3).sample(range(40), 8):
        solver = z3.Solver()
        solver.add(world.valid, world.fixed(everyone[place]))
        assert solver.check() == z3.sat
        model = solver.model()
        for term in (*world.findings.values(), world.complete, *world.clear.values()):
            assert bool(people.holds(term) >> place & 1) is z3.is_true(model.eval(term, True))
        gravity = model.eval(world.outcome, True).as_long()
        assert people.cases(world.outcome)[gravity] >> place & 1


def test_a_kind_of_term_that_it_does_not_know_is_refused() -> None:
    people = People(agreement.world(), [])
    with pytest.raises(TypeError, match="not worked out here"):
        people.holds(z3.Xor(z3.BoolVal(True), z3.BoolVal(False)))
