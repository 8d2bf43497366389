"""A draft ends, and a result is worked out again, with the protocol version it began with."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from eligibility import versions
from eligibility.core.answers import Answers
from eligibility.core.parts import Part
from eligibility.core.protocol import Protocol
from eligibility.core.rules import Outcome
from eligibility.interop.contract import assess
from eligibility.models import Draft, Submission
from eligibility.protocol import PROTOCOL
from eligibility.protocol.questions.safety import AGE
from eligibility.protocol.rules.talk_over_health import OVER_75
from eligibility.summary.records import sheet_of, why_it_differs
from eligibility.summary.rulebook import rulebook
from eligibility.versions import frozen
from tests import oracle
from tests.clinic import address, nurse, sent
from tests.patient import Patient

LAST = tuple(part for part in PROTOCOL.parts if not part.screening)


def older() -> Protocol:
    """A real version before today's: it called 66 old, it asked nobody about allergies, and it had
    other words for the place of the pain."""
    rules = tuple(rule for rule in PROTOCOL.rules if rule.slug != "allergy" and rule is not OVER_75)
    over_65 = replace(OVER_75, when=AGE.above(65))
    parts = tuple(_without_allergy(part) for part in PROTOCOL.parts)
    return replace(PROTOCOL, version="2025.9", parts=parts, rules=(*rules, over_65))


def _without_allergy(part: Part) -> Part:
    return replace(part, steps=tuple(step for step in part.steps if step.slug != "allergy"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation that also has the older version, as a file."""
    monkeypatch.setattr(versions, "FOLDER", tmp_path)
    (tmp_path / versions.RELEASED).write_text("{}")
    versions.write(older())
    versions.write(PROTOCOL)
    yield tmp_path


def begun_before() -> None:
    """Makes the one draft one that was begun before today's version was installed."""
    assert Draft.objects.update(protocol="2025.9") == 1


def test_every_version_in_this_house_can_be_loaded_and_is_what_it_was() -> None:
    for name in versions.versions():
        data = json.loads((versions.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        thawed = frozen.thaw(data, LAST)
        assert thawed.version == name
        assert frozen.digest(frozen.freeze(thawed)) == frozen.digest(data)
        digest = versions.released().get(name)
        assert digest in (None, frozen.digest(data))


def test_a_protocol_read_back_from_its_file_is_the_same_in_both_languages() -> None:
    thawed = frozen.thaw(json.loads(frozen.as_text(frozen.freeze(PROTOCOL))), LAST)
    for language in ("en", "es"):
        with override(language):
            assert rulebook(thawed, "") == rulebook(PROTOCOL, "")
    for seed in range(1_000):
        answers = oracle.random_answers(Random(seed))
        assert assess(thawed, {"answers": answers}) == assess(PROTOCOL, {"answers": answers})


def test_the_same_answers_give_what_their_own_version_gives(folder: Path) -> None:
    given = oracle.CLEAR | {"age": 70}
    before, today = versions.protocol_of("2025.9"), versions.protocol_of(PROTOCOL.version)
    assert today is PROTOCOL
    assert assess(today, {"answers": given})["outcome"] == "possible"
    del given["allergy"]
    assert assess(before, {"answers": given})["outcome"] == "discuss"


@pytest.mark.shows("F30")
@pytest.mark.django_db
def test_a_patient_who_is_half_way_ends_on_the_version_begun(folder: Path) -> None:
    patient = Patient().start()
    patient.send("age", age=70)
    begun_before()
    assert patient.walk().kind == "result"
    sent = Submission.objects.get()
    assert sent.protocol == "2025.9"
    assert sent.outcome == Outcome.DISCUSS.value
    assert "allergy" not in sent.answers
    assert sent.digest == versions.digest_of(versions.protocol_of("2025.9"))
    assert sent.digest != versions.digest_of(PROTOCOL)
    assert [f["rule"] for f in sent.assessment["findings"]] == ["age"]
    assert [point.finding.slug for point in sheet_of(sent).points] == ["age"]
    assert why_it_differs(sent) == ""


@pytest.mark.django_db
def test_a_question_of_another_version_is_not_a_page(folder: Path) -> None:
    patient = Patient().start()
    begun_before()
    assert patient.show("allergy").status == 404


@pytest.mark.django_db
def test_who_begins_today_begins_with_todays_version(folder: Path) -> None:
    patient = Patient().start()
    assert Draft.objects.get().protocol == PROTOCOL.version
    patient.walk()
    sent = Submission.objects.get()
    assert (sent.protocol, sent.digest) == (PROTOCOL.version, versions.digest_of(PROTOCOL))


@pytest.mark.django_db
def test_a_version_that_is_not_here_is_an_outage_and_loses_nothing(folder: Path) -> None:
    patient = Patient().start()
    Draft.objects.update(protocol="2031.4")
    reply = patient.send_raw("age", {"age-age": "58"})
    assert reply.status == 503
    assert "58" in reply.html
    Draft.objects.update(protocol=PROTOCOL.version)
    assert patient.send("age", age=58).status == 302


def without_the_word_moderate(folder: Path) -> None:
    """A version whose patients could not say "moderate"."""
    data = frozen.freeze(older()) | {"version": "2025.10"}
    asked = data["questions"]["severity"]
    asked["choices"] = [choice for choice in asked["choices"] if choice["code"] != "moderate"]
    (folder / "2025.10.json").write_text(frozen.as_text(data))


@pytest.mark.django_db
def test_staff_are_told_when_a_result_is_not_what_the_patient_saw() -> None:
    submission = sent()
    page = nurse().get(address(submission)).content.decode()
    assert submission.digest[:16] in page and "not what it was" not in page
    Submission.objects.update(digest="0" * 64)
    page = nurse().get(address(submission)).content.decode()
    assert "This result is not what it was when the patient saw it." in page
    assert "had other words or rules on that day" in page


@pytest.mark.shows("F30")
@pytest.mark.django_db
def test_every_stored_result_can_be_worked_out_again(folder: Path) -> None:
    without_the_word_moderate(folder)
    patient = Patient().start()
    patient.walk()
    out, err = StringIO(), StringIO()
    call_command("recompute", stdout=out, stderr=err)
    assert out.getvalue() == "1 results, each the same when worked out again.\n"
    for change, why in (
        ({"digest": "0" * 64}, "other words or rules"),
        ({"protocol": "2025.9"}, "another result"),
        ({"protocol": "2025.10", "digest": ""}, "severity: 'moderate' is not one of"),
        ({"protocol": "2031.4"}, "not in this installation"),
    ):
        stored = Submission.objects.values("protocol", "digest").get()
        Submission.objects.update(**change)
        with pytest.raises(CommandError, match="1 of 1 results differ"):
            call_command("recompute", stdout=out, stderr=err)
        assert why in err.getvalue().splitlines()[-1]
        Submission.objects.update(**stored)


def test_a_version_that_patients_have_used_is_never_written_over(folder: Path) -> None:
    versions.release(PROTOCOL)
    versions.write(PROTOCOL)
    changed = replace(PROTOCOL, rules=PROTOCOL.rules[1:])
    for again in (versions.write, versions.release):
        with pytest.raises(versions.Released, match="Give the protocol a new version"):
            again(changed)
    assert versions.is_written(PROTOCOL)
    assert not versions.is_written(changed)
    versions.release(replace(changed, version="2027.1"))
    assert set(versions.released()) == {PROTOCOL.version, "2027.1"}


def test_a_file_outside_the_folder_is_no_version(folder: Path) -> None:
    for name in ("../2025.9", "released", "", "2025.9.json"):
        with pytest.raises(versions.UnknownVersion):
            versions.protocol_of(name)


def test_what_has_no_frozen_form_is_refused() -> None:
    with pytest.raises(TypeError, match="no frozen form"):
        frozen.freeze(replace(PROTOCOL, otherwise=object()))  # type: ignore[arg-type]


def test_a_word_that_was_never_translated_is_said_in_english() -> None:
    assert frozen._say({"en": "Yes"}) == "Yes"
    with override("es"):
        assert frozen._say({"en": "Yes", "es": "Sí"}) == "Sí"
        assert frozen._say({"en": "Yes"}) == "Yes"


def test_answers_of_one_version_mean_nothing_to_the_questions_of_another(folder: Path) -> None:
    age = versions.protocol_of("2025.9").by_slug["age"]
    assert Answers({age: 70}).number(AGE) is None
