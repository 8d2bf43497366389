"""When the rules change, the clinic lists whose result would be another one. Nothing is changed."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from eligibility import versions
from eligibility.models import AccessLog, Submission
from eligibility.protocol import PROTOCOL
from eligibility.review.recall import page as recall_page
from eligibility.review.recall import recalling
from tests.clinic import LIST, member, nurse, sent, signed_in, stored
from tests.test_old_versions_stay_alive import older

pytestmark = pytest.mark.django_db

PAGE = f"{LIST}recall/"
OLD = "2025.9"  # it called 66 old, and it asked nobody about allergies


def second_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that also has an older version, as a file."""
    monkeypatch.setattr(versions, "FOLDER", folder)
    (folder / versions.RELEASED).write_text("{}")
    versions.write(older())
    versions.write(PROTOCOL)


@pytest.fixture
def two_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second_version(tmp_path, monkeypatch)


def sent_before(**differs: Any) -> Submission:
    """A submission that was made with the older version, with an answer to each question of both,
    so that its result can be told under either."""
    submission = sent(**differs)
    Submission.objects.filter(pk=submission.pk).update(protocol=OLD, digest="")
    return Submission.objects.get(pk=submission.pk)


def recall(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("recall", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_one_version_alone_says_so_plainly(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(versions, "FOLDER", tmp_path)
    sent(severity="severe")
    assert recall() == ["There is only one version, 2026.1. So nothing can differ."]
    page = nurse().get(PAGE).content.decode()
    assert "There is only one version of the rules, 2026.1. So no result can differ." in page


def test_the_command_prints_reference_and_outcomes_and_nothing_else(two_versions: None) -> None:
    same, today = sent_before(severity="severe"), sent(age=70)
    differs = sent_before(allergy="yes")  # as stored, it is what today's rules say of it
    Submission.objects.filter(pk=differs.pk).update(outcome="possible")
    assert recall() == [
        f"{differs.reference}: possible -> discuss",
        "1 of 2 would differ under 2026.1, or cannot be told.",
    ]
    assert today.reference not in str(recall()) and same.reference not in str(recall())


def test_another_version_can_be_named_and_one_that_is_not_here_is_refused(
    two_versions: None,
) -> None:
    with pytest.raises(CommandError, match="not in this installation"):
        recall("--version", "2031.4")
    known = sent(age=70)
    del known.answers["allergy"]
    answers = {slug: value for slug, value in known.answers.items() if slug != "allergy"}
    found = recalling.under(_with(known, answers), versions.protocol_of(OLD))
    assert found is not None
    assert (found.after, found.came, found.gone) == ("discuss", [("weigh", "age")], [])
    assert recall("--version", OLD) == [
        f"{known.reference}: possible -> cannot be told",
        f"1 of 1 would differ under {OLD}, or cannot be told.",
    ]


def _with(submission: Submission, answers: dict[str, Any]) -> Submission:
    submission.answers = answers
    return submission


def test_what_cannot_be_told_is_a_line_of_its_own_and_says_why(two_versions: None) -> None:
    whole = sent()
    protocol = versions.protocol_of(PROTOCOL.version)
    plain = dict(whole.answers)
    without = {slug: value for slug, value in plain.items() if slug != "allergy"}
    reasons = {
        "This version asks something that was not asked then.": without,
        "One of its answers is not among those of this version.": plain | {"severity": "awful"},
        "It answers a question that this version does not ask.": plain | {"horoscope": "lion"},
    }
    for why, answers in reasons.items():
        found = recalling.under(_with(whole, answers), protocol)
        assert found is not None
        assert (found.after, found.why) == ("", why)
        assert "awful" not in found.why and "horoscope" not in found.why


def test_the_page_lists_what_would_come_and_go_and_what_cannot_be_told(two_versions: None) -> None:
    sent(age=70)
    differs = sent_before(allergy="yes")
    Submission.objects.filter(pk=differs.pk).update(outcome="possible")
    page = nurse().get(PAGE).content.decode()
    assert re.findall(r'data-recalled="([^"]+)"', page) == [differs.reference]
    page = nurse().get(PAGE, {"version": OLD}).content.decode()
    assert "Cannot be told" in page
    assert "It answers a question that this version does not ask." in page


def test_nothing_in_a_record_is_changed(two_versions: None) -> None:
    differs = sent_before(allergy="yes")
    before = stored(differs)
    recall()
    nurse().get(PAGE)
    assert stored(differs) == before


def test_each_look_is_recorded_and_what_was_only_worked_through_is_not(two_versions: None) -> None:
    _same, differs = sent_before(), sent_before(allergy="yes")
    Submission.objects.filter(pk=differs.pk).update(outcome="possible")
    clinic = nurse()
    for act, who in ((recall, "command recall"), (lambda: clinic.get(PAGE), "user")):
        last = AccessLog.objects.count()
        act()
        rows = AccessLog.objects.filter(number__gt=last)
        assert [row.submission for row in rows] == [differs.pk]
        assert rows[0].who.startswith(who)


@pytest.mark.shows("ASVS 15.2.2")
def test_only_a_few_records_are_held_at_a_time_and_none_is_left_out(
    two_versions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [sent_before(allergy="yes") for _ in range(7)]
    Submission.objects.update(outcome="possible")
    monkeypatch.setattr(recalling, "CHUNK", 3)
    assert len(recall()) == 8
    read = [one.pk for one in recalling.of_other_versions(PROTOCOL.version)]
    assert sorted(read) == sorted(one.pk for one in made)


def test_the_page_goes_on_with_older_ones(
    two_versions: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        sent_before(allergy="yes")
    Submission.objects.update(outcome="possible")
    monkeypatch.setattr(recall_page, "AT_ONCE", 2)
    clinic, url, found = nurse(), PAGE, []
    for _ in range(3):
        page = clinic.get(url).content.decode()
        found += re.findall(r'data-recalled="([^"]+)"', page)
        more = re.search(r'href="(\?version=[^"]+)"', page)
        url = PAGE + more[1].replace("&amp;", "&") if more else ""
    assert url == ""
    assert sorted(found) == sorted(Submission.objects.values_list("reference", flat=True))


def test_only_who_may_see_submissions_opens_the_page_and_the_list_leads_to_it() -> None:
    assert signed_in(member("add_review")).get(PAGE).status_code == 403
    assert f'href="{PAGE}"' in nurse().get(LIST).content.decode()
