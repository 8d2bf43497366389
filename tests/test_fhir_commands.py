"""`manage.py fhir`: what it prints, and what it refuses with which words."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from config.names import checked_base
from eligibility import versions
from eligibility.interop.contract import assess
from eligibility.interop.fhir import answers_from
from eligibility.protocol import PROTOCOL
from tests.journey import CLEAR

ROOT = Path(__file__).parent.parent
BARE = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}


def run(*options: str) -> str:
    """What the command prints."""
    printed = StringIO()
    call_command("fhir", *options, stdout=printed)
    return printed.getvalue()


def file_of(folder: Path, given: Any) -> str:
    """The path of a file with this JSON."""
    path = folder / "given.json"
    path.write_text(given if isinstance(given, str) else json.dumps(given))
    return str(path)


def test_it_needs_no_secrets_and_takes_the_base_of_the_clinic() -> None:
    """As anyone would run it: no settings but one, no database, answers by standard input."""
    base, given = "https://clinic.example/fhir", {"answers": CLEAR | {"age": 80}}
    done = subprocess.run(
        [sys.executable, "manage.py", "fhir", "response", "--language", "es"],
        input=json.dumps(given).encode(),
        capture_output=True,
        cwd=ROOT,
        env=BARE | {"FHIR_BASE": base},
    )
    response = json.loads(done.stdout)
    QuestionnaireResponse.model_validate(response)
    back = {"answers": answers_from(response, PROTOCOL, base=base)}
    assert assess(PROTOCOL, back)["findings"] == assess(PROTOCOL, given)["findings"]
    assert not {"subject", "identifier", "contained"} & set(response)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Candor: questions about back pain"),
        ("es", "Candor: preguntas sobre el dolor de espalda"),
    ],
)
def test_it_prints_the_questionnaire_in_the_language_asked_for(language: str, title: str) -> None:
    found = Questionnaire.model_validate_json(run("questionnaire", "--language", language))
    assert (found.title, found.language) == (title, language)
    assert found.url == f"{settings.FHIR_BASE}/Questionnaire/candor"


def test_a_version_is_a_draft_until_patients_have_used_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("questionnaire", "--version", PROTOCOL.version)
    monkeypatch.setattr(versions, "released", dict)
    assert json.loads(run(*asked))["status"] == "draft"
    monkeypatch.setattr(versions, "released", lambda: {PROTOCOL.version: "its digest"})
    assert json.loads(run(*asked))["status"] == "active"


def test_an_array_becomes_a_bundle_or_lines(tmp_path: Path) -> None:
    file = file_of(tmp_path, [{"answers": CLEAR}, {"answers": CLEAR}])
    assert len(Bundle.model_validate_json(run("response", file)).entry) == 2
    lines = run("response", file, "--ndjson").splitlines()
    assert [json.loads(line)["resourceType"] for line in lines] == ["QuestionnaireResponse"] * 2


REFUSED: dict[str, tuple[Any, str]] = {
    "unknown choice": ({"answers": CLEAR | {"cancer": "maybe"}}, "cancer"),
    "one bad of two": ([{"answers": CLEAR}, {"answers": {}}], "age"),
    "no JSON": ("{", "not JSON"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_answer_is_refused_by_name_and_nothing_printed(case: str, tmp_path: Path) -> None:
    given, named = REFUSED[case]
    printed = StringIO()
    with pytest.raises(CommandError, match=named) as why:
        call_command("fhir", "response", file_of(tmp_path, given), stdout=printed)
    assert (why.value.returncode, printed.getvalue()) == (2, "")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["response", "/nowhere/answers.json"], "/nowhere/answers.json"),
        (["questionnaire", "--version", "1999"], "'1999'"),
        (["questionnaire", "--language", "fr"], "fr"),
        ([], "what"),
    ],
)
def test_what_is_not_here_is_refused_by_name(options: list[str], named: str) -> None:
    with pytest.raises(CommandError, match=named):
        run(*options)


@pytest.mark.parametrize("address", ["https://clinic.example/fhir", "urn:uuid:5-a", "http://x"])
def test_a_good_base_for_names_is_taken(address: str) -> None:
    assert checked_base("FHIR_BASE", address) == address


@pytest.mark.parametrize(
    "address", ["", "clinic", "https://", "https://x/", "https://x|1", "https://x#a", "urn:a b"]
)
def test_a_bad_base_for_names_stops_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="FHIR_BASE"):
        checked_base("FHIR_BASE", address)
