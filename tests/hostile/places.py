"""Every place that shows what was stored: pages, sheets, PDFs and files. It stands there unchanged,
once for each time it should, and the page has the elements of a page about somebody harmless."""

import json
from typing import Any

from django.test import Client

from eligibility.models import Review, Submission
from tests.clinic import address
from tests.exports import asked, cells_of_csv, cells_of_xlsx, lead, lines, named, table
from tests.hostile import expected
from tests.hostile.seen import Checks, Seen
from tests.patient import Patient
from tests.tagged import Tagged, squeezed
from tests.test_exports_are_safe_to_open import starts_formula
from tests.test_many_sheets_print_at_once import printed

HARMLESS = "Ruth Harmless"
PRINTED = ("full_name", "phone")
FOREIGN = {"img", "iframe", "b", "math", "base", "style", "video", "template", "plaintext", "xmp"}
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
MOST = 50  # sheets in one print


def stored(text: str) -> Submission | None:
    """A submission of someone called this, as the form of the journey stores it."""
    name = expected.line(text, 200)
    phone = expected.line(text, 40, optional=True) or "555"
    return named(name, phone=phone) if name else None


def through_the_form(checks: Checks, text: str) -> None:
    """The whole way: typed in, sent, and on the result page of this patient."""
    name = expected.line(text, 200)
    if name is None:
        return
    patient = Patient.at("contact", full_name=text)
    sent = patient.send("contact")
    checks.that("full_name", "sent", sent.status == 302, text)
    checks.that("full_name", "stored", patient.sent.identity["full_name"] == name, text)
    seen = Seen(patient.get(patient.url("result")))
    checks.that("full_name", "result page", seen.inside["bdi"] == [name, name], text)
    other = Patient.at("contact", full_name=HARMLESS)
    other.send("contact")
    plain = Seen(other.get(other.url("result")))
    checks.that("full_name", "result page, no element added", seen.shape == plain.shape, text)


class Pages:
    """What staff see of one submission after another, beside a harmless one."""

    def __init__(self, checks: Checks, clinic: Client) -> None:
        self.checks, self.clinic, self.shapes = checks, clinic, {}
        self.harmless = named(HARMLESS, phone="555")
        self.seen(self.harmless, "change")  # takes away what earlier acts had to say

    def seen(self, submission: Submission, page: str) -> Seen:
        return Seen(self.clinic.get(address(submission, page)))

    def check(self, submission: Submission) -> None:
        who = submission.identity
        for page, times in (("change", 1), ("sheet", 2)):
            seen = self.seen(submission, page)
            if page not in self.shapes:
                self.shapes[page] = self.seen(self.harmless, page).shape
            self.checks.that(page, "answered", seen.status == 200, who)
            found = seen.inside["bdi"].count(who["full_name"])
            phone = page == "sheet" or who["phone"] in seen.inside["bdi"]
            fits = found >= times and phone
            self.checks.that("full_name, phone", f"admin {page}", fits, who)
            same = seen.shape == self.shapes[page]
            self.checks.that("full_name, phone", f"admin {page}, no element added", same, who)


def upright(name: str) -> str:
    """The name as it is printed: without signs that turn the direction of what follows."""
    return "".join(c for c in name if c not in TURNS)


def crowds(submissions: list[Submission]) -> list[list[Submission]]:
    """So many at a time as one print takes."""
    return [submissions[at : at + MOST] for at in range(0, len(submissions), MOST)]


def many_at_once(checks: Checks, clinic: Client, some: list[Submission]) -> None:
    """The prints of a day: every name, and the elements of as many harmless people."""
    harmless = [named(HARMLESS, phone="555") for _ in some]
    for action in ("staff_page", "patient_page"):
        seen, plain = (Seen(printed(clinic, action, of)) for of in (some, harmless))
        checks.that("full_name", f"print, {action}, no element added", seen.shape == plain.shape)
        for one in some:
            name = one.identity["full_name"]
            checks.that("full_name", f"print, {action}", upright(name) in seen.text, name)


def with_notes(severe: Submission, author: Any, texts: list[str]) -> list[str]:
    """One submission with a note for each text that a form takes."""
    taken = [note for text in texts if (note := expected.note(expected.as_sent(text)))]
    for note in taken:
        Review(submission=severe, author=author, note=note).save()
    return taken


def notes_shown(checks: Checks, clinic: Client, noted: Submission, taken: list[str]) -> None:
    """All notes of a submission on its page and on the staff sheet."""
    for page in ("change", "staff-sheet"):
        seen = Seen(clinic.get(address(noted, page)))
        for note in taken:
            checks.that("note", f"admin {page}", note in seen.text, note)
        foreign = {tag for tag, *_names in seen.shape} & FOREIGN
        checks.that("note", f"admin {page}, no element added", not foreign, foreign)


def pdfs(checks: Checks, clinic: Client, some: list[Submission]) -> None:
    """The sheets of these people in one PDF: the signs of each name stand there, or a mark in their
    place, and nothing in it runs or was brought along."""
    answer = printed(clinic, "staff_pdf", some)
    made = Tagged(answer.content)
    brought = {"/EmbeddedFiles", "/JavaScript"} & set(made.root.get("/Names", {}))
    checks.that("full_name", "PDF, nothing runs", not brought and "/OpenAction" not in made.root)
    shown = made.text.replace("\u25a1", "")
    for one in some:
        name = one.identity["full_name"]
        # A wide plus is no plus: print has a mark for it, where `squeezed` has the plain one.
        whole = squeezed(_ascii(name))
        stands = whole in (made.text if name.isascii() else _ascii(shown))
        checks.that("full_name", "PDF", stands or set(squeezed(name)) <= set(shown), name)


def _ascii(text: str) -> str:
    return "".join(filter(str.isascii, text))


def files(checks: Checks, submissions: list[Submission]) -> None:
    """Every export: each cell is the text, and none starts a formula."""
    who = {str(one.reference): one.identity for one in submissions}
    client = lead()
    for kind in ("csv", "xlsx"):
        file = asked(client, kind, "identified")
        rows = {row["reference"]: row for row in table(file, kind)}
        for reference, identity in who.items():
            for field in PRINTED:
                same = rows[reference][field] == identity[field]
                checks.that(field, f"{kind}, unchanged", same, identity[field])
        _no_formula(checks, kind, file)
    told = {row["reference"]: row for row in lines(asked(client, "jsonl", "identified"))[:-1]}
    fhir = list(_patients(asked(client, "fhir", "identified")))
    for reference, identity in who.items():
        for field in PRINTED:
            same = told[reference]["identity"][field] == identity[field]
            checks.that(field, "jsonl, unchanged", same, identity[field])
        in_fhir = (identity["full_name"], identity["phone"]) in fhir
        checks.that("full_name, phone", "fhir, unchanged", in_fhir, identity)


def _no_formula(checks: Checks, kind: str, file: bytes) -> None:
    if kind == "csv":
        for cell in (cell for row in cells_of_csv(file) for cell in row):
            checks.that("every cell", "csv, starts no formula", not starts_formula(cell), cell)
        return
    for cell in (cell for row in cells_of_xlsx(file) for cell in row if cell.value is not None):
        is_text = cell.data_type in ("s", "n") and not cell.hyperlink
        checks.that("every cell", "xlsx, is text", is_text, cell.value)


def _patients(file: bytes) -> Any:
    for resource in map(json.loads, file.decode().splitlines()):
        for one in resource.get("contained", ()):
            if one["resourceType"] == "Patient":
                ways = {way["system"]: way["value"] for way in one.get("telecom", ())}
                yield one["name"][0]["text"], ways.get("phone", "")
