"""What we check was understood: which answers are right, and on whose word."""

from dataclasses import replace

import pytest

from eligibility.core.statements import Check
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content import understanding
from tests.test_a_bad_protocol_cannot_be_imported import CITE
from tests.test_no_content_can_be_lost import sources_of
from tests.test_the_language_means_what_it_says import GRADE


def test_what_was_understood_is_checked_by_right_answers_with_their_sources() -> None:
    checked = {c.slug: (*c.right, sources_of(c)) for c in understanding.CHECKS}
    assert checked == {
        "proven": ("no", "soufi_2023 review_2025 disc_article"),
        "sham": ("same", "respine_2024 levi_2025 dream_2025"),
        "choices": ("all_three", "nice_ng59 disc_article nice_ng59"),
    }
    codes = [[*check.question.by_code] for check in understanding.CHECKS]
    assert codes == [
        ["yes", "no", "unsure"],
        ["cells", "same", "unsure"],
        ["cells_only", "all_three", "unsure"],
    ]
    for question in (check.question for check in understanding.CHECKS):
        assert question.unknown_codes == {"unsure"}
        assert question.optional and not question.identity and not question.clear_codes
        assert PROTOCOL.step_of[question].page == "understanding"


def test_a_check_names_right_answers_of_a_question_that_nobody_has_to_answer() -> None:
    good = {"slug": "x", "cites": (CITE,), "question": replace(GRADE, optional=True)}
    assert Check(**good, right=("good", "best"))
    for wrong in ({"right": ()}, {"right": ("good", "x")}, {"right": ("good",), "question": GRADE}):
        with pytest.raises(ValueError, match="`right` names choices"):
            Check(**(good | wrong))
    with pytest.raises(ValueError, match="citation"):
        Check(**(good | {"cites": ()}), right=("good",))
