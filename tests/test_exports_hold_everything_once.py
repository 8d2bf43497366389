"""An export holds each submission once, whole and as it is, and says what it cannot read."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import override
from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from eligibility.core.choices import Choosing
from eligibility.interop.contract import assess
from eligibility.interop.fhir import answers_from
from eligibility.models import Submission
from eligibility.protocol import PROTOCOL
from eligibility.protocol.questions.finish import RISKS_READ, SHARE
from eligibility.review.export import columns as export_columns
from eligibility.review.export import records, stored
from eligibility.review.export.columns import FIXED, LAST, columns
from eligibility.review.queue.filters import findings
from eligibility.versions import protocol_of, versions
from tests.clinic import overwrite, sent
from tests.exports import (
    DICTIONARY,
    FORMATS,
    KINDS,
    asked,
    cells_of_csv,
    cells_of_xlsx,
    lead,
    lines,
    made_up,
    table,
    whole,
)

pytestmark = pytest.mark.django_db


def counted(file: bytes, kind: str) -> str:
    """What the end of a file says."""
    if kind in ("csv", "xlsx"):
        last = table(file, kind)[-1]
        assert last["reference"] == "END"
        assert not any(last[name] for name in list(last)[1:-1])
        return str(last["problem"])
    last = lines(file)[-1]
    if kind == "fhir":
        return str(last["issue"][0]["diagnostics"])
    return "rows={rows} unreadable={unreadable}".format(**last["end"])


def shown(value: Any) -> str:
    """An answer as a table has it."""
    if isinstance(value, list):
        return " | ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.shows("ASVS 15.2.2")
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_each_submission_is_there_once_whatever_the_size_of_a_chunk(
    kind: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "AT_ONCE", size)
    made = made_up(9)
    file = asked(lead(), kind, "identified")
    assert counted(file, kind) == "rows=9 unreadable=0"
    if kind in ("csv", "xlsx"):
        references = [row["reference"] for row in table(file, kind)[:-1]]
    elif kind == "jsonl":
        references = [line["reference"] for line in lines(file)[:-1]]
    else:
        references = [line["identifier"]["value"] for line in lines(file)[:-1]]
    assert sorted(references) == sorted(one.reference for one in made)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_has_every_answer_and_every_detail_as_it_is_stored(kind: str) -> None:
    made = {one.reference: one for one in made_up(40)}
    for row in table(asked(lead(), kind, "identified"), kind)[:-1]:
        one = made.pop(row.pop("reference"))
        expected = {
            "outcome": one.outcome,
            "status": one.status,
            "language": one.language,
            "rules_version": one.protocol,
            "origin": one.origin,
            "risks_version": one.identity[RISKS_READ.slug],
            "findings": " | ".join(f"{f['kind']}:{f['rule']}" for f in one.assessment["findings"]),
            **{slug: shown(value) for slug, value in (one.answers | one.identity).items()},
        }
        del expected[RISKS_READ.slug], expected[SHARE.slug]
        assert row.pop("received").startswith("20")
        assert {name: value for name, value in row.items() if value} == {
            name: value for name, value in expected.items() if value
        }
    assert not made


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("who", KINDS)
def test_the_columns_are_those_of_the_dictionary_and_so_is_every_code(
    who: str, language: str
) -> None:
    made_up(60)
    client = lead()
    client.cookies["language"] = language
    file = asked(client, "xlsx", who)
    names = [cell.value for cell in cells_of_xlsx(file)[0]]
    told = [[cell.value or "" for cell in row] for row in cells_of_xlsx(file, 1)][1:]
    assert names == list(columns(who == "identified"))
    assert list(dict.fromkeys(row[0] for row in told)) == names
    assert len(names) == len(set(names))
    codes = {(row[0], row[2]) for row in told if row[2]}
    for row in table(file, "xlsx")[:-1]:
        for name, text in row.items():
            if name in CODED:
                for code in filter(None, str(text).split(" | ")):
                    assert (name, code) in codes
    age = protocol_of(PROTOCOL.version).by_slug["age"]
    with override(language):
        assert [str(age.text)] == [row[1] for row in told if row[0] == "age" and not row[2]]


CODED = {
    *("outcome", "status", "language", "origin", "findings", "problem"),
    *(q.slug for q in PROTOCOL.screening_questions if isinstance(q, Choosing)),
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_dictionary_has_each_question_code_and_finding_in_the_language_of_the_reader(
    language: str,
) -> None:
    client = lead()
    client.cookies["language"] = language
    _headings, *rows = cells_of_csv(whole(client.get(DICTIONARY)))
    assert list(dict.fromkeys(row[0] for row in rows)) == list(columns(identified=True))
    told = {(row[0], row[2]): (row[1] or row[3], row[4]) for row in rows}
    assert len(told) == len(rows)
    with override(language):
        for version in versions():
            for question in protocol_of(version).screening_questions:
                assert version in told[question.slug, ""][1]
                for choice in question.choices if isinstance(question, Choosing) else ():
                    words, where = told[question.slug, choice.code]
                    assert words.lstrip("'")
                    assert version in where
        for question in PROTOCOL.screening_questions:
            assert told[question.slug, ""][0] == str(question.text)
        every = {
            (k.value, slug): title for k, some in findings().items() for slug, title in some.items()
        }
        for (kind, slug), title in every.items():
            assert told["findings", f"{kind}:{slug}"][0] == str(title)
    assert set(FIXED) | set(LAST) <= {name for name, _code in told}


@pytest.mark.parametrize("who", KINDS)
def test_json_lines_go_back_through_assess_to_the_same_findings(who: str, tmp_path: Any) -> None:
    made_up(40)
    *records, _end = lines(asked(lead(), "jsonl", who))
    assert len(records) == 40
    for record in records:
        protocol = protocol_of(record["rules_version"])
        again = assess(protocol, record)
        assert (again["findings"], again["outcome"]) == (record["findings"], record["outcome"])
        assert again["ignored"] == []
    (tmp_path / "some.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    call_command("assess", str(tmp_path / "some.jsonl"), "--jsonl")


@pytest.mark.parametrize("who", KINDS)
def test_each_line_of_fhir_is_fhir_and_its_answers_come_back(who: str) -> None:
    made = made_up(12)
    *responses, end = lines(asked(lead(), "fhir", who))
    assert len(responses) == 12
    OperationOutcome.model_validate(end)
    given = {json.dumps(one.answers, sort_keys=True) for one in made}
    for response in responses:
        QuestionnaireResponse.model_validate(response)
        assert ("contained" in response) is (who == "identified")
        read = answers_from(response, PROTOCOL, base=settings.FHIR_BASE)
        told = {slug: list(v) if isinstance(v, tuple) else v for slug, v in read.items()}
        assert json.dumps(told, sort_keys=True) in given


@pytest.mark.parametrize("who", KINDS)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_record_that_cannot_be_read_says_so_in_its_place(kind: str, who: str) -> None:
    wrong = {
        "cannot_open": ("identity", "no sealed value"),
        "unknown_version": ("protocol", "1999.1"),
    }
    for column, text in wrong.values():
        overwrite(sent(), column, text)
    strange = sent()
    field = Submission._meta.get_field("answers")
    for answers in (strange.answers | {"age": "old"}, strange.answers | {"no_such": "yes"}):
        overwrite(one := sent(), "answers", field.seal(answers, one.pk).text)
    file = asked(lead(), kind, who)
    assert counted(file, kind) == "rows=5 unreadable=4"
    if kind in ("csv", "xlsx"):
        rows = [row for row in table(file, kind)[:-1] if row["problem"]]
        problems = [row["problem"] for row in rows]
        assert all(row["reference"] and row["received"] and not row["age"] for row in rows)
    elif kind == "jsonl":
        problems = [line["problem"] for line in lines(file)[:-1] if "problem" in line]
        assert not any("answers" in line for line in lines(file) if "problem" in line)
    else:
        outcomes = [one for one in lines(file)[:-1] if one["resourceType"] == "OperationOutcome"]
        assert all(OperationOutcome.model_validate(one) for one in outcomes)
        problems = [one["issue"][0]["diagnostics"].rpartition(" ")[2] for one in outcomes]
    assert sorted(problems) == [
        "cannot_open",
        "unknown_answer",
        "unknown_answer",
        "unknown_version",
    ]


def test_a_result_that_would_be_another_today_is_not_told_as_fhir() -> None:
    one = sent()
    field = Submission._meta.get_field("assessment")
    more = {"rule": "x", "kind": "weigh", "outcome": "discuss", "when": None}
    other = one.assessment | {"findings": [*one.assessment["findings"], more]}
    overwrite(one, "assessment", field.seal(other, one.pk).text)
    file = asked(lead(), "fhir")
    assert "result_differs" in lines(file)[0]["issue"][0]["diagnostics"]
    assert counted(file, "fhir") == "rows=1 unreadable=1"


def test_a_record_of_an_old_version_has_the_columns_of_its_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = replace(PROTOCOL.screening_questions[0], slug="asked_once", optional=True)
    part = PROTOCOL.parts[0]
    step = replace(part.steps[0], slug="once", questions=(gone,), page="step")
    parts = (replace(part, steps=(*part.steps, step)), *PROTOCOL.parts[1:])
    old = replace(PROTOCOL, version="2025.9", parts=parts)
    known = {version: protocol_of(version) for version in versions()} | {"2025.9": old}
    for room in (export_columns, records):
        monkeypatch.setattr(room, "protocol_of", known.__getitem__)
    monkeypatch.setattr(export_columns, "versions", lambda: sorted(known))
    clear_caches()
    try:
        value = shown(sent().answers[PROTOCOL.screening_questions[0].slug])
        one = sent()
        field = Submission._meta.get_field("answers")
        first = one.answers[PROTOCOL.screening_questions[0].slug]
        overwrite(one, "answers", field.seal(one.answers | {"asked_once": first}, one.pk).text)
        overwrite(one, "protocol", "2025.9")
        rows = {row["rules_version"]: row for row in table(asked(lead(), "csv"), "csv")[:-1]}
        assert rows["2025.9"]["asked_once"] == value
        assert rows[PROTOCOL.version]["asked_once"] == ""
        assert not any(row["problem"] for row in rows.values())
    finally:
        clear_caches()


def clear_caches() -> None:
    for remembered in (export_columns._asked, export_columns._slugs, export_columns._found_by):
        remembered.cache_clear()
