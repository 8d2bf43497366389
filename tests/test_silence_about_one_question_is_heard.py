"""One answer left out of a clear person's: a rule says so, and it is not left to the last net."""

import pytest

from eligibility.core.answers import Answers
from eligibility.protocol import PROTOCOL
from tests import oracle


def silent_about(slug: str) -> set[str]:
    """What is found for a clear person who leaves out one answer."""
    given = {name: answer for name, answer in oracle.CLEAR.items() if name != slug}
    answers = Answers.parse(PROTOCOL.screening_questions, given)
    return {finding.slug for finding in PROTOCOL.assess(answers).findings}


@pytest.mark.parametrize("slug", ["age", *oracle.RAISES])
def test_a_rule_speaks_where_an_answer_is_left_out(
    slug: str,
) -> None:
    assert silent_about(slug) - {"not_covered"}


def test_a_rule_about_what_silence_leaves_closed_finds_nothing() -> None:
    assert silent_about("region") == {"region"}
    assert silent_about("active_infection") == {"infection"}
