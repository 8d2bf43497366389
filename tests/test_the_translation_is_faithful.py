"""The logic that is proved says what production does, answer set by answer set."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from z3 import Not, Or, Solver, sat

from config.keys import fresh
from eligibility.core.answers import Answers
from eligibility.core.choices import Choice, Many, YesNo
from eligibility.core.conditions import Condition, IsOneOf, Truth, all_of, any_of
from eligibility.core.details import Line
from eligibility.core.parts import Part, Step
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Band, Change, Number
from eligibility.core.rules import Kind, Outcome, Rule
from eligibility.proof.logic import World
from eligibility.protocol import PROTOCOL
from eligibility.protocol.rules.talk_over import KNEE
from tests.oracle import random_answers

FIXED = Change.FIXED
AGE = Number(
    slug="age",
    text="Age",
    least=3,
    most=9,
    clear=range(4, 7),
    bands=(
        Band(numbers=range(4), worse=2, change=FIXED),
        Band(numbers=range(7, 10), worse=1, change=FIXED),
    ),
)
SIGNS = Many(
    slug="signs",
    text="Signs",
    choices=(
        Choice(code="fever", text="Fever", worse=3, change=FIXED),
        Choice(code="maybe", text="Maybe", unknown=True, change=FIXED),
        Choice(code="none", text="None", alone=True, clear=True),
        Choice(code="nothing", text="Nothing", alone=True, clear=True),
        Choice(code="unsure", text="Not sure", alone=True, unknown=True, worse=2, change=FIXED),
    ),
)
SMOKES, DRINKS, SLEEPS = (
    YesNo(
        slug=slug,
        text=slug,
        choices=(
            Choice(code="yes", text="Yes", worse=2, change=FIXED),
            Choice(code="no", text="No", clear=True),
            Choice(code="unsure", text="Not sure", unknown=True, change=FIXED),
        ),
    )
    for slug in ("smokes", "drinks", "sleeps")
)
NOTES = replace(SIGNS, slug="notes", optional=True)
REMARK = Line(slug="remark", text="Remark", longest=9, autocomplete="off", optional=True)


def rule(slug: str, when: Condition, outcome: Outcome, **changes: Any) -> Rule:
    return replace(KNEE, **{"slug": slug, "when": when, "outcome": outcome, **changes})


# Every kind of condition, nested; a chain of steps; two rules that give one finding.
SMALL = Protocol(
    version="1",
    parts=(
        Part(
            slug="all",
            title="All",
            steps=(
                Step(slug="age", questions=(AGE, SIGNS)),
                Step(
                    slug="smokes",
                    questions=(SMOKES,),
                    asked_when=any_of(AGE.above(6), SIGNS.said("fever"), SIGNS.disagrees("none")),
                ),
                Step(slug="drinks", questions=(DRINKS, NOTES), asked_when=SMOKES.said("yes")),
                Step(
                    slug="sleeps",
                    questions=(SLEEPS, REMARK),
                    asked_when=all_of(DRINKS.said_only("yes", "no"), AGE.below(8)),
                ),
            ),
        ),
    ),
    rules=(
        rule("young", AGE.below(5), Outcome.NOT_NOW, unknown=KNEE.says, unknown_slug="shared"),
        rule("shared", SIGNS.is_one_of("fever"), Outcome.NEED_INFORMATION, kind=Kind.UNKNOWN),
        rule("old", all_of(AGE.above(7), any_of(SMOKES.is_yes, DRINKS.is_yes)), Outcome.DISCUSS),
        rule("ill", SIGNS.is_one_of("fever", "none"), Outcome.URGENT, scope=SMOKES.is_yes),
        rule("odd", SIGNS.disagrees("none"), Outcome.NEED_INFORMATION),
        rule("calm", SIGNS.said_only("nothing"), Outcome.DISCUSS, scope=any_of()),
        rule("tired", SLEEPS.is_one_of("no"), Outcome.NOT_NOW, scope=DRINKS.said_only("yes", "no")),
    ),
    otherwise=PROTOCOL.otherwise,
)


def some_answers(rng: random.Random) -> Answers:
    """Answers to the small protocol, each question silent now and then."""
    given: dict[str, Any] = {"age": rng.randint(3, 9)}
    for question in (SIGNS, NOTES):
        given[question.slug] = rng.sample(list(question.by_code), rng.randint(1, 3))
    for question in (SMOKES, DRINKS, SLEEPS):
        given[question.slug] = rng.choice(list(question.by_code))
    silence = rng.choice((0, 0.1, 0.5))
    heard = {slug: value for slug, value in given.items() if rng.random() >= silence}
    return Answers.parse(SMALL.questions, heard)


def real_answers(rng: random.Random) -> Answers:
    """Answers to the real protocol, some to closed questions, some left out."""
    given, silence = random_answers(rng), random.Random(rng.random())
    share = silence.choice((0, 0, 0.1, 0.5))
    heard = {slug: value for slug, value in given.items() if silence.random() >= share}
    return Answers.parse(PROTOCOL.screening_questions, heard)


def check(protocol: Protocol, each: Iterator[Answers]) -> set[Outcome]:
    """Compares one world, fixed to each answer set in turn, with production."""
    world, solver, seen = World(protocol, "fixed"), Solver(), set()
    solver.add(world.valid)
    for answers in each:
        solver.push()
        solver.add(world.fixed(answers))
        assert solver.check() == sat
        model, real = solver.model(), protocol.assess(answers)
        found = frozenset((finding.kind, finding.slug) for finding in real.findings)
        assert world.came_out(model) == (found, real.outcome)
        assert world.read(model) == answers
        asked = [q for q in protocol.open_questions(answers) if q in world.asked]
        assert asked == [q for q in world.questions if model.eval(world.asked[q], True)]
        check_worth(world, model, answers)
        solver.pop()
        seen.add(real.outcome)
    return seen


def check_worth(world: World, model: Any, answers: Answers) -> None:
    """What each answer is worth by itself is what its question says."""
    for question, value in answers.items():
        assert bool(model.eval(world.clear[question], True)) is question.is_clear(value)
        if value != ():
            assert model.eval(world.rank[question], True).as_long() == question.rank(value)


def test_it_finds_what_production_finds() -> None:
    rng = random.Random(2026)
    assert check(PROTOCOL, (real_answers(rng) for _ in range(300))) == set(Outcome)


def test_it_finds_what_production_finds_for_conditions_the_protocol_does_not_use() -> None:
    rng = random.Random(2026)
    assert check(SMALL, (some_answers(rng) for _ in range(600))) == set(Outcome)


def test_it_knows_empty_ticks_where_they_are_allowed() -> None:
    empty = Answers.parse(SMALL.questions, {"age": 6, "notes": []})
    assert check(SMALL, iter([empty])) == {SMALL.assess(empty).outcome}


def test_that_a_line_was_written_is_modeled_and_its_words_are_not() -> None:
    world, solver = World(SMALL, "fixed"), Solver()
    solver.add(world.valid, world.fixed(Answers.parse(SMALL.questions, {"remark": "Hello"})))
    assert solver.check() == sat
    assert solver.model().eval(world.given[REMARK])
    assert world.read(solver.model()) == {}


def test_only_answers_that_a_person_can_give_are_valid() -> None:
    world, solver = World(SMALL, "anyone"), Solver()
    smokes, signs, age = (world.replies[question] for question in (SMOKES, SIGNS, AGE))
    solver.add(world.valid)
    for wrong in (
        [smokes.codes["yes"], smokes.codes["no"]],
        [smokes.given, Not(Or(*smokes.codes.values()))],
        [smokes.silent(), smokes.codes["yes"]],
        [signs.given, Not(Or(*signs.codes.values()))],
        [age.number == 2],
        [age.number == 10],
    ):
        assert solver.check(*wrong) != sat


@dataclass(frozen=True, eq=False, kw_only=True)
class Often(IsOneOf):
    """A condition nobody taught to the logic."""

    def evaluate(self, answers: Any) -> Truth:
        return Truth.NO


@pytest.mark.parametrize(
    "strange",
    [Often(question=SMOKES, codes=frozenset({"yes"})), Condition()],
    ids=["a kind of one it knows", "no kind of its own"],
)
def test_a_condition_it_does_not_know_is_refused(strange: Condition) -> None:
    protocol = replace(SMALL, rules=(rule("strange", all_of(strange), Outcome.DISCUSS),))
    with pytest.raises(TypeError, match=f"{type(strange).__name__} has no translation"):
        World(protocol, "anyone")


@pytest.mark.shows("ASVS 15.2.3")
def test_no_web_server_loads_the_solver() -> None:
    code = (
        "import sys, config.wsgi, config.urls, eligibility.proof.statements; "
        "sys.exit('z3' in sys.modules)"
    )
    env = {**os.environ, **fresh("test"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0
