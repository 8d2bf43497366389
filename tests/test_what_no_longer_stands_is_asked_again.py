"""A stored answer that its question no longer takes is asked again, with the reason, and no other
answer is. So it is with a version of the rules that was withdrawn."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eligibility import versions
from eligibility.models import Draft
from eligibility.protocol import PROTOCOL
from eligibility.security.sealed import seal
from eligibility.versions.frozen import as_text, freeze
from tests.page import Page
from tests.patient import KEPT, Patient
from tests.test_old_versions_stay_alive import older

pytestmark = [pytest.mark.django_db, pytest.mark.shows("F30", "F19")]
WHY = "Your answer does not fit this question now."


def put(patient: Patient, **answers: Any) -> None:
    """These answers as an older release, or nobody we know, has stored them."""
    content = patient.row.content
    content["answers"] |= answers
    sealed = seal(Draft, "content", patient.id, content)
    Draft.objects.filter(pk=patient.id).update(content=sealed)


def test_the_end_leads_to_what_fell_and_what_was_typed_last_is_kept() -> None:
    patient = Patient.at("contact")
    typed = patient.filled(patient.show("contact"))
    put(patient, cancer="no-such-code")
    page = patient.send_raw("contact", typed)
    assert page.location == patient.url("cancer")
    page = Page(patient.get(page.location))
    assert page.errors == ["cancer-cancer"] and WHY in page.text
    assert patient.kept["full_name"] == "Ruth Alvarez"
    assert patient.press(page).location == patient.url("check")
    assert patient.press(patient.show("check")).location == patient.url("result")


def test_a_later_page_cannot_be_opened_past_what_fell() -> None:
    patient = Patient.at("contact")
    put(patient, cancer="no-such-code")
    assert patient.show("contact").location == patient.url("cancer")


def test_what_is_behind_a_gate_that_fell_is_not_asked_again() -> None:
    patient = Patient.at("contact")
    before = patient.kept
    put(patient, region=["no-such-code"], age=999)
    assert patient.send("age").location == patient.url("region")
    assert patient.send("region").location == patient.url("check")
    assert patient.kept == before


def test_what_fell_behind_a_gate_that_is_closed_leaves_no_trace() -> None:
    patient = Patient.at("check")
    put(patient, infection_recent="no-such-code")
    patient.send("active_infection", active_infection="yes")
    assert "infection_recent" not in patient.kept
    assert "again" not in patient.row.content
    assert patient.walk().kind == "result"


@pytest.fixture
def withdrawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A version that asked about cancer in other words and never about allergies. It is withdrawn,
    and one that is pinned stands beside it."""
    asked = replace(PROTOCOL.by_slug["cancer"], text="Other words?")
    data = freeze(older()) | {"version": "2025.9"}
    data["questions"]["cancer"]["text"] = asked.text
    monkeypatch.setattr(versions, "FOLDER", tmp_path)
    (tmp_path / "2025.9.json").write_text(as_text(data))
    (tmp_path / versions.WITHDRAWN).write_text(json.dumps(["2025.9"]))
    return "2025.9"


def test_of_a_withdrawn_version_only_what_is_new_or_reads_otherwise_is_asked(
    withdrawn: str,
) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    content = patient.row.content
    del content["answers"]["allergy"], content["passed"]["allergy"]
    sealed = seal(Draft, "content", patient.id, content)
    Draft.objects.update(protocol=withdrawn, content=sealed)
    asked = ["", *(patient.show("contact").location.split("/")[-2:-1])]
    while asked[-1] != "contact":
        page = patient.show(asked[-1])
        asked.append(patient.press(page).location.split("/")[-2])
    assert asked[1:] == ["cancer", "allergy", "check", "contact"]
    assert patient.kept == before
    assert patient.row.protocol == PROTOCOL.version
    assert patient.walk().kind == "result"
    assert patient.sent.protocol == PROTOCOL.version


def test_a_withdrawn_version_is_no_version_of_its_own(withdrawn: str) -> None:
    assert versions.versions() == [withdrawn, PROTOCOL.version]
    assert versions.goes_on_with(PROTOCOL.version) == (PROTOCOL, frozenset())
    protocol, changed = versions.goes_on_with(withdrawn)
    assert protocol is PROTOCOL and changed == {"cancer", "allergy"}


def test_a_finished_result_stays_with_its_version_although_that_was_withdrawn(
    withdrawn: str,
) -> None:
    patient = Patient(KEPT).start()
    Draft.objects.update(protocol=withdrawn)
    versions._withdrawn.cache_clear()
    (versions.FOLDER / versions.WITHDRAWN).unlink()
    patient.walk()
    (versions.FOLDER / versions.WITHDRAWN).write_text(json.dumps([withdrawn]))
    versions._withdrawn.cache_clear()
    assert patient.row.protocol == withdrawn
    assert patient.show("result").kind == "result"


def test_threads_that_ask_at_the_same_moment_get_one_object(
    withdrawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = versions._read

    def slowly(path: Path) -> dict[str, str]:
        time.sleep(0.05)
        return read(path)

    monkeypatch.setattr(versions, "_read", slowly)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(versions.protocol_of, [withdrawn] * 8))
    assert len({id(protocol) for protocol in found}) == 1
