"""Who comes back is known by name and birth date, and the clinic sees what changed since."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from eligibility.models import AccessLog, Submission
from tests.clinic import LIST, address, member, nurse, sent, signed_in
from tests.test_recall_lists_what_would_differ import second_version

pytestmark = pytest.mark.django_db


def pair(before: dict[str, Any], after: dict[str, Any]) -> tuple[Submission, Submission]:
    """Two submissions of one person, the first of them of last year."""
    old = sent("José  Álvarez", **before)
    last_year = timezone.now() - timedelta(days=365)
    Submission.objects.filter(pk=old.pk).update(received_at=last_year)
    return old, sent("jose alvarez", **after)


def against(one: Submission, other: Submission | None = None, status: int = 200) -> str:
    query = f"?other={other.pk}" if other else ""
    answer = nurse().get(f"{LIST}{one.pk}/against/{query}")
    assert answer.status_code == status
    return str(answer.content.decode())


def marked(page: str, what: str) -> list[str]:
    return re.findall(rf'data-{what}="(\w+)"', page)


def test_the_page_lists_the_other_submissions_of_the_same_person_only() -> None:
    old, new = pair({"severity": "severe"}, {})
    stranger = sent("Jose Alvares")
    page = nurse().get(address(new)).content.decode().partition('id="h-others"')[2]
    assert old.reference in page and "Listed reason, not now" in page
    assert stranger.reference not in page
    page = nurse().get(address(stranger)).content.decode().partition('id="h-others"')[2]
    assert "No other submission has this name and date of birth." in page


def test_every_record_that_is_listed_or_compared_is_recorded() -> None:
    old, new = pair({}, {})
    clinic = nurse()
    for url in (address(new), f"{LIST}{new.pk}/against/?other={old.pk}"):
        last = AccessLog.objects.count()
        assert clinic.get(url).status_code == 200
        seen = AccessLog.objects.filter(number__gt=last).values_list("submission", flat=True)
        assert set(seen) == {old.pk, new.pk}


def test_a_graver_outcome_is_put_down_to_the_findings_that_are_now_the_gravest() -> None:
    old, new = pair({"cost_concern": "yes"}, {"cost_concern": "yes", "severity": "severe"})
    page = against(new, old)
    assert "It became graver: from “Talk over first” to “Listed reason, not now”." in page
    assert marked(page, "because") == ["severity"]
    assert (marked(page, "came"), marked(page, "gone")) == (["severity"], [])
    assert marked(page, "stayed") == ["cost"]


def test_a_milder_outcome_is_put_down_to_what_no_longer_comes_up() -> None:
    old, new = pair({"red_flags": ["bladder"], "severity": "severe"}, {"severity": "severe"})
    page = against(new, old)
    assert "It became milder" in page
    assert marked(page, "because") == ["cauda_equina"]
    assert marked(page, "gone") == ["cauda_equina"]
    left = page.partition("The gravest that is left:")[2].partition("</p>")[0]
    assert "Your disc is very worn" in left


def test_an_outcome_that_did_not_move_says_so() -> None:
    old, new = pair({"severity": "severe"}, {"severity": "severe"})
    page = against(new, old)
    assert "It did not move: “Listed reason, not now” both times." in page
    assert "All answers are the same." in page
    assert marked(page, "because") == []


def test_answers_that_changed_stand_side_by_side_and_the_others_are_left_out() -> None:
    old, new = pair({"imaging_done": "no"}, {"severity": "mild"})
    changed = against(new, old).partition('id="h-changed"')[2]
    heads = re.findall(r'<th scope="row">([^<]+)<', changed)
    assert len(heads) == 2
    assert "Not asked" in changed  # the word for the worn disc, without a scan
    assert "Mild" in changed


def test_the_older_one_stands_first_whichever_page_it_was_opened_from() -> None:
    old, new = pair({"cost_concern": "yes"}, {"severity": "severe"})
    for page in (against(new, old), against(old, new), against(old), against(new)):
        assert "It became graver" in page
        assert page.index(f">{old.reference}</a></td>") < page.index(f">{new.reference}</a></td>")


def test_two_people_are_never_set_side_by_side() -> None:
    one, stranger = sent("Jose Alvarez"), sent("Ruth Sample")
    last = AccessLog.objects.count()
    for other in (stranger, one, None):
        against(one, other, status=404)
    assert AccessLog.objects.filter(number__gt=last, submission__isnull=False).count() == 0


def test_different_rules_are_named_as_a_possible_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_version(tmp_path, monkeypatch)
    old, new = pair({"severity": "severe"}, {"severity": "severe"})
    assert "The rules are not the same" not in against(new, old)
    Submission.objects.filter(pk=old.pk).update(protocol="2025.9", digest="")
    page = against(new, old)
    assert "The rules are not the same: version 2025.9 before, 2026.1 after." in page


def test_only_who_may_see_submissions_compares_them() -> None:
    old, new = pair({}, {})
    clinic = signed_in(member("view_review", "add_review"))
    assert clinic.get(f"{LIST}{new.pk}/against/?other={old.pk}").status_code == 403


def test_a_person_is_found_again_after_the_data_key_changed(settings: Any) -> None:
    old = sent("Jose Alvarez")
    settings.DATA_KEYS = {"k2": b"2" * 32} | settings.DATA_KEYS
    new = sent("Jose Alvarez")
    for one, other in ((old, new), (new, old)):
        assert other.reference in against(one)
