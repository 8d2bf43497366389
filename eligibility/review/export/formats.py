"""The files that are written line by line, and so leave while they are made: CSV, JSON lines, FHIR.

The last line of each says how many records it holds. A file without it was cut off.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings

from eligibility.core.answers import Answers
from eligibility.core.protocol import Assessment
from eligibility.interop.contract import describe
from eligibility.interop.fhir import ndjson, patient, questionnaire_response
from eligibility.protocol.questions.finish import DATE_OF_BIRTH, EMAIL, FULL_NAME, PHONE, RISKS_READ
from eligibility.review.export.cells import safe
from eligibility.review.export.columns import FIXED, RESULT_DIFFERS, columns, last_row, values
from eligibility.review.export.records import Record, Tally
from eligibility.versions import protocol_of

Chunks = Iterable[Iterator[Record]]
Resource = dict[str, Any]
BYTE_ORDER = "\ufeff"  # without it, a spreadsheet takes UTF-8 for something else
LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}  # some readers end a line there
ISSUE = {"information": "informational", "error": "not-supported"}


def as_csv(rows: Iterable[Iterable[str | int]]) -> str:
    """Rows as lines of a CSV file, each cell safe to open."""
    text = io.StringIO()
    # Almost every cell is a code or empty, and is not worth a call.
    csv.writer(text).writerows(
        [v if not v or type(v) is int or v[:1].isalnum() else safe(v) for v in row] for row in rows
    )
    return text.getvalue()


def csv_text(chunks: Chunks, identified: bool, tally: Tally) -> Iterator[str]:
    """A table, a piece for each chunk."""
    yield BYTE_ORDER + as_csv([columns(identified)])
    for records in chunks:
        yield as_csv(values(record, identified) for record in records)
    yield as_csv([last_row(identified, tally.rows, tally.unreadable)])


def json_text(chunks: Chunks, identified: bool, tally: Tally) -> Iterator[str]:
    """One object a line. Its answers can be assessed again as they are."""
    for records in chunks:
        yield "".join(_line(_told(record, identified)) for record in records)
    yield _line({"end": {"rows": tally.rows, "unreadable": tally.unreadable}})


def fhir_text(chunks: Chunks, identified: bool, tally: Tally) -> Iterator[str]:
    """One QuestionnaireResponse a line, or an OperationOutcome for what cannot be read, and one of
    those at the end."""
    for records in chunks:
        yield "".join(ndjson(_resource(record, identified, tally) for record in records))
    counted = f"rows={tally.rows} unreadable={tally.unreadable}"
    yield from ndjson([_outcome("information", counted)])


def _line(told: dict[str, Any]) -> str:
    text = json.dumps(told, ensure_ascii=False, default=date.isoformat)
    return text.translate(LINE_ENDS) + "\n"


def _told(record: Record, identified: bool) -> dict[str, Any]:
    """A record under the names of the columns."""
    told: dict[str, Any] = dict(zip(FIXED, record.plain, strict=False))
    if record.problem:
        return told | {"problem": record.problem}
    told |= {"risks_version": record.identity.get(RISKS_READ.slug, "")}
    told |= {"answers": record.answers, "findings": record.findings}
    return told | ({"identity": record.identity} if identified else {})


def _resource(record: Record, identified: bool, tally: Tally) -> Resource:
    if record.problem:
        return _outcome("error", f"{record.reference}: cannot be read: {record.problem}")
    assessment = _again(record)
    if describe(protocol_of(record.protocol), assessment)["findings"] != record.findings:
        tally.unreadable += 1
        return _outcome("error", f"{record.reference}: cannot be read: {RESULT_DIFFERS}")
    return _response(record, assessment, identified)


def _again(record: Record) -> Assessment:
    """FHIR needs the words of each finding, so the result is worked out again."""
    protocol = protocol_of(record.protocol)
    return protocol.assess(Answers.parse(protocol.screening_questions, record.answers))


def _response(record: Record, assessment: Assessment, identified: bool) -> Resource:
    who = record.identity
    response = questionnaire_response(
        protocol_of(record.protocol),
        assessment,
        language=record.language,
        authored=datetime.fromisoformat(record.received if identified else f"{record.received}-01"),
        base=settings.FHIR_BASE,
        reference=record.reference,
        patient=_patient(who) if identified else None,
    )
    return response | {"authored": record.received}  # FHIR allows a month alone


def _patient(who: dict[str, Any]) -> Resource:
    return patient(
        name=who.get(FULL_NAME.slug, ""),
        born=who.get(DATE_OF_BIRTH.slug),
        phone=who.get(PHONE.slug, ""),
        email=who.get(EMAIL.slug, ""),
    )


def _outcome(severity: str, says: str) -> Resource:
    issue = {"severity": severity, "code": ISSUE[severity], "diagnostics": says}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


Text = Callable[[Chunks, bool, Tally], Iterator[str]]
# The code of each, its kind of content, the end of its file name, and what writes it.
STREAMED: dict[str, tuple[str, str, Text]] = {
    "csv": ("text/csv; charset=utf-8", "csv", csv_text),
    "jsonl": ("application/jsonl; charset=utf-8", "jsonl", json_text),
    "fhir": ("application/fhir+ndjson; charset=utf-8", "ndjson", fhir_text),
}
