"""Anyone can read every rule, where it comes from, what was shown of it and what is still open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext as _
from django.utils.translation import override

from eligibility.core.conditions import Condition, all_of, any_of
from eligibility.core.rules import Kind, Rule
from eligibility.proof import record
from eligibility.proof.statements import THEOREMS
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.decisions import DECISIONS
from eligibility.protocol.content.outcomes import OUTCOMES
from eligibility.protocol.questions.safety import AGE, RED_FLAGS
from eligibility.summary.how_we_decide import answers_for, kinds_of_rules
from eligibility.versions import digest_of

URL = "/how-we-decide/"


@pytest.fixture(params=["en", "es"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """A language, which stays on while the test compares."""
    with override(request.param):
        yield request.param


@pytest.fixture
def page(language: str) -> str:
    return shown(language, URL)


def shown(language: str, url: str) -> str:
    """What this page says in this language."""
    client = Client()
    client.cookies["language"] = language
    reply = client.get(url)
    assert reply.status_code == 200
    return " ".join(unescape(reply.content.decode()).split())


def test_every_rule_is_there_by_its_name(page: str) -> None:
    assert page.count("data-rule=") == len(PROTOCOL.rules)
    for rule in PROTOCOL.rules:
        marks = f'data-kind="{rule.kind.value}" data-rule="{rule.slug}"'
        link = f'<a href="{URL}{rule.kind.value}/{rule.slug}/" {marks}>'
        assert f"{link}{rule.says.title}</a>" in page


@pytest.mark.parametrize("rule", PROTOCOL.rules, ids=lambda rule: f"{rule.kind.value} {rule.slug}")
def test_every_rule_has_a_page_with_all_it_says_its_sources_and_what_is_open(
    rule: Rule, language: str
) -> None:
    card = shown(language, f"{URL}{rule.kind.value}/{rule.slug}/")
    for cite in rule.cites:
        for text in (cite.says, cite.section, cite.item, cite.source.title, cite.source.worth):
            assert str(text) in card
    texts = [
        rule.says.title,
        rule.says.why,
        rule.differs or _("We know of no source that says otherwise."),
    ]
    for answer in answers_for(rule.when):
        texts += [answer.question.label, *answer.said]
    for each in (decision for decision in DECISIONS if decision.code in rule.decisions):
        texts += [each.code, each.built, each.alternative]
    assert [text for text in map(str, texts) if text not in card] == []


def test_a_rule_that_does_not_exist_has_no_page() -> None:
    assert Client().get(f"{URL}weigh/luck/").status_code == 404
    assert Client().get(f"{URL}exclusion/cost/").status_code == 404


def test_the_results_the_theorems_and_the_open_decisions_are_there(
    page: str, language: str
) -> None:
    proved, undecided = (shown(language, f"{URL}{name}/") for name in ("shown", "open"))
    results = [text.title for text in OUTCOMES.values()]
    theorems = [text for theorem in THEOREMS for text in (theorem.title, theorem.claim)]
    open_ones = [text for each in DECISIONS for text in (each.code, each.built, each.alternative)]
    for texts, where in ((results, page), (theorems, proved), (open_ones, undecided)):
        assert [text for text in map(str, texts) if text not in where] == []
    assert PROTOCOL.version in page and digest_of(PROTOCOL)[:16] in page
    assert f'href="{URL}shown/"' in page and f'href="{URL}open/"' in page


def test_it_says_when_the_theorems_were_last_shown_of_these_very_rules() -> None:
    made = record.proved_on(PROTOCOL, THEOREMS)
    assert made, "The rules or the theorems have changed. Run: python manage.py prove --write"
    assert made <= date.today()
    assert f"Last shown on {made:%B} {made.day}, {made.year}" in shown("en", f"{URL}shown/")


def test_no_date_is_shown_for_other_rules_or_other_theorems(monkeypatch: Any) -> None:
    assert record.proved_on(PROTOCOL, THEOREMS[1:]) is None
    assert record.proved_on(replace(PROTOCOL, rules=PROTOCOL.rules[1:]), THEOREMS) is None
    monkeypatch.setattr("eligibility.pages.proved_on", lambda *_: None)
    assert "It must be shown again for this version." in shown("en", f"{URL}shown/")


def test_not_being_sure_is_told_only_where_one_can_be_unsure() -> None:
    cards = {
        (card.rule.kind, card.rule.slug): str(card.not_known)
        for kind in kinds_of_rules(PROTOCOL)
        for card in kind.cards
    }
    assert cards[Kind.EXCLUSION, "cancer"] == "Some answers are needed first"
    assert cards[Kind.WEIGH, "allergy"] == "Counts as if it were so"
    assert cards[Kind.WEIGH, "past_cancer"] == cards[Kind.WEIGH, "age"] == "None"


def test_each_kind_of_condition_has_plain_words() -> None:
    def said(condition: Condition) -> list[str]:
        return [str(text) for answer in answers_for(condition) for text in answer.said]

    assert said(any_of(AGE.below(18), all_of(AGE.above(75)))) == ["under 18", "over 75"]
    assert said(RED_FLAGS.disagrees("none")) == ["“None of these”, and another box as well"]
    assert said(RED_FLAGS.said_only("chest_pain")) == [
        "Chest pain along with back pain, and no other"
    ]
    assert said(RED_FLAGS.said("bowel")) == ["I cannot control my bowels"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Odd(Condition):
    """A kind of condition that nobody has words for."""


@pytest.mark.parametrize("odd", [Odd(), all_of(AGE.below(18), AGE.above(75))])
def test_a_rule_that_cannot_be_told_to_a_patient_is_refused(odd: Condition) -> None:
    with pytest.raises(TypeError, match="has no plain words yet"):
        list(answers_for(odd))
