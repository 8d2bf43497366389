"""What is measured against the product must be the same rules, or the figures mean nothing."""

import json
import random
from dataclasses import replace

import pytest

from bench.rules import __main__ as runner
from bench.rules import dict_table
from bench.rules.contestants import CONTESTANTS, DICT, PARSE_AND_ASSESS, Given, Result
from tests import oracle

RANDOM_SETS = 400


def assert_all_alike(given: Given) -> None:
    ours = PARSE_AND_ASSESS.result(given)
    for each in CONTESTANTS:
        theirs = each.result(given)
        assert theirs.in_any_order() == ours.in_any_order(), (each.name, given)
        assert theirs.is_gravest_first(), (each.name, given)


def test_all_evaluators_read_every_single_answer_alike() -> None:
    for given in oracle.every_single_answer():
        assert_all_alike(given)


def test_all_evaluators_read_random_answers_alike() -> None:
    rng = random.Random(9)
    for _ in range(RANDOM_SETS):
        assert_all_alike(oracle.random_answers(rng))


def test_the_evaluators_are_the_product_the_dict_table_and_zen() -> None:
    names = {each.name for each in CONTESTANTS}
    assert names == {"dict table", "parse and assess", "assess", "zen table", "zen expression"}


def test_a_strange_answer_is_refused_by_the_dict_table_too() -> None:
    with pytest.raises(KeyError, match="perhaps"):
        dict_table.assess(oracle.CLEAR | {"cancer": "perhaps"})


def test_the_answer_sets_to_be_timed_are_all_different_and_come_again() -> None:
    sets = runner.answer_sets(RANDOM_SETS, seed=1)
    assert len({json.dumps(given, sort_keys=True) for given in sets}) == RANDOM_SETS
    assert sets == runner.answer_sets(RANDOM_SETS, seed=1)


def test_a_difference_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    lenient = replace(DICT, name="lenient", evaluate=lambda given: ("possible", []))
    monkeypatch.setattr(runner, "CONTESTANTS", (*CONTESTANTS, lenient))
    runner.check(oracle.CLEAR)
    with pytest.raises(SystemExit, match="lenient and dict table differ"):
        runner.check(oracle.CLEAR | {"cancer": "now"})


def test_findings_out_of_order_are_noticed() -> None:
    graver = ("exclusion", "cancer", "not_now", None)
    lesser = ("weigh", "cost", "discuss", None)
    assert Result("not_now", (graver, lesser)).is_gravest_first()
    assert not Result("not_now", (lesser, graver)).is_gravest_first()
