"""What is not known about a listed reason becomes a line on the list to bring or ask for."""

import pytest

from eligibility.core.answers import Answers
from eligibility.core.rules import Kind, Rule
from eligibility.protocol import PROTOCOL
from tests import oracle
from tests.patient import KEPT, Patient

UNSURE = [rule for rule in PROTOCOL.rules if rule.unknown and rule.can_be_unsure]


@pytest.mark.parametrize("rule", UNSURE, ids=lambda rule: rule.slug)
def test_every_unknown_has_something_to_bring(rule: Rule) -> None:
    (question,) = rule.questions
    code = sorted(question.unknown_codes)[0]
    given = [code] if isinstance(question.clear_answer, tuple) else code
    answers = Answers.parse(PROTOCOL.screening_questions, oracle.CLEAR | {question.slug: given})
    (finding,) = PROTOCOL.assess(answers).findings
    assert finding.kind is Kind.UNKNOWN
    assert finding.says.bring


@pytest.mark.django_db
def test_the_list_is_on_the_sheet_with_each_line_once() -> None:
    page = Patient(KEPT | {"instability": "unsure", "imaging_done": "no"}).start().walk()
    bring = page.html.partition('id="bring"')[2].partition("</section>")[0]
    assert bring.count("<li>") == 2
    assert "A report of bending X-rays" in bring
    assert "Your scan report" in bring
    assert 'id="bring"' not in Patient(KEPT).start().walk().html
