"""Exports in tests: who may ask for one, what the form sends, and the files read back."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from eligibility.management.commands.demo import made_up as made_up_person
from eligibility.management.made_up import fill
from eligibility.models import AccessLog, Submission
from eligibility.review.export.cells import plain
from eligibility.wizard.submit import store
from tests.clinic import LIST, member, signed_in

EXPORT, DICTIONARY = f"{LIST}export/", f"{LIST}export/dictionary.csv"
MAY_EXPORT = ("view_submission", "export_submission")
FORMATS = ("csv", "xlsx", "jsonl", "fhir")
KINDS = ("identified", "de_identified")
Row = dict[str, Any]


def lead() -> Client:
    """A browser of someone who may export, and has just signed in."""
    return signed_in(member(*MAY_EXPORT))


def asked(client: Client, kind: str, who: str = "de_identified", **more: str) -> bytes:
    """The file, as it arrives."""
    answer = client.post(EXPORT, {"format": kind, "who": who} | more)
    assert answer.status_code == 200, answer.status_code
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    return whole(answer)


def whole(answer: HttpResponse) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def cells_of_csv(file: bytes) -> list[list[str]]:
    """Every cell, as a spreadsheet gets it."""
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def cells_of_xlsx(file: bytes, sheet: int = 0) -> list[list[Any]]:
    """The cells of a sheet, with all that openpyxl knows of each."""
    book = load_workbook(io.BytesIO(file))
    return [list(row) for row in book.worksheets[sheet].iter_rows()]


def table(file: bytes, kind: str) -> list[Row]:
    """The rows of a table by the names of its columns, the last row too."""
    if kind == "csv":
        names, *rows = cells_of_csv(file)
        return [dict(zip(names, map(plain, row), strict=True)) for row in rows]
    names, *rows = [[cell.value for cell in row] for row in cells_of_xlsx(file)]
    # A workbook spells characters that XML has no room for, such as a line end of its own.
    as_text = [["" if one is None else unescape(str(one)) for one in row] for row in rows]
    return [dict(zip(names, row, strict=True)) for row in as_text]


def lines(file: bytes) -> list[Row]:
    return [json.loads(line) for line in file.decode().splitlines()]


def named(name: str, **identity: Any) -> Submission:
    """A stored submission of someone called exactly this, whatever the form would say of it."""
    submission = made_up_person("Ruth Sample", "en", {})
    submission.id = uuid4()
    submission.identity |= {"full_name": name} | identity
    store(submission)
    return Submission.objects.get(pk=submission.pk)


def exported(**filters: Any) -> list[AccessLog]:
    """The rows of the access log on exports, oldest first."""
    return list(AccessLog.objects.filter(action="export", **filters).order_by("number"))


def made_up(count: int, seed: int = 3) -> list[Submission]:
    """So many of all kinds, and whatever else is stored."""
    for _stored in fill(count, seed):
        pass
    return list(Submission.objects.all())
