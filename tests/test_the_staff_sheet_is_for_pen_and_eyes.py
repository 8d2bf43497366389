"""The staff sheet: a page for the clinic with room to write, then the sheet the patient has."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from eligibility.models import Submission
from eligibility.summary.contents import contents
from eligibility.summary.records import sheet_of
from tests.clinic import LIST, MAY_REVIEW, address, member, nurse, review_of, sent, signed_in
from tests.tagged import Tagged, squeezed

pytestmark = pytest.mark.django_db

ASSIGN = (*MAY_REVIEW, "assign_submission")
WRONG = {"understood_proven": "yes"}
PARTS = [
    "Findings, gravest first",
    "Points to explain",
    "What happened, newest first",
    "Clinician’s notes",
]


def page(submission: Submission, client: Any = None) -> str:
    answer = (client or nurse()).get(address(submission, "staff-sheet"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def pdf(submission: Submission, client: Any = None) -> Tagged:
    answer = (client or nurse()).get(f"{LIST}{submission.pk}/staff-sheet.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert submission.reference in answer["Content-Disposition"]
    return Tagged(answer.content)


def words(html: str) -> str:
    return squeezed(re.sub(r"<[^>]+>", " ", html.replace("&#x27;", "'")))


def test_the_clinics_page_comes_first_in_its_order_and_then_the_patients_sheet() -> None:
    submission = sent(severity="severe", autoimmune="unsure")
    html, file = page(submission), pdf(submission)
    sheet = sheet_of(submission)
    order = [f"Reference {submission.reference}", *PARTS, str(sheet.title), "Your answers"]
    found = [html.index(f">{part}</h") for part in order]
    assert found == sorted(found)
    heard = [
        file.headings.index(squeezed(f"h{n}{p}")) for n, p in zip("1222212", order, strict=True)
    ]
    assert heard == sorted(heard)


def test_a_finding_has_its_answer_condition_source_check_and_verdict() -> None:
    submission, clinic = sent(severity="severe", autoimmune="unsure"), nurse()
    said = {"verdict-exclusion-severity": "disagree", "reason-exclusion-severity": "It is mild."}
    clinic.post(address(submission), review_of("", "", **said))
    for text in (words(page(submission, clinic)), pdf(submission, clinic).text):
        for told in (
            "Word used for the most worn disc: Severe",  # the answer
            "Word used for the most worn disc: Moderate to severe; Severe",  # the condition
            "Not sure: Some answers are needed first",
            "“Who May Not Be a Good Candidate”: Severe Disc Degeneration",
            "Ask for the grade",
            "Disagrees (",
            "It is mild.",
            "None yet",
        ):
            assert squeezed(told) in text, told


def test_it_says_in_which_language_the_patient_read_and_speaks_the_readers() -> None:
    submission, clinic = sent("Ana Ejemplo", "es", severity="severe"), nurse()
    assert squeezed("Patient read it in Español") in words(page(submission))
    clinic.cookies["language"] = "es"
    with override("es"):
        html = page(submission, clinic)
    assert '<html lang="es">' in html
    assert not [part for part in PARTS if part in html]
    assert "El paciente la leyó en" in html


def test_points_to_explain_are_told_or_said_to_be_clear() -> None:
    right = {
        "understood_proven": "no",
        "understood_sham": "same",
        "understood_choices": "all_three",
    }
    assert "Whether it is proven: Yes, it is proven." in page(sent(**WRONG))
    assert "All three points were clear to the patient." in page(sent(**right))


def test_the_newest_status_and_every_review_are_on_it() -> None:
    submission, writer = sent(severity="severe"), member(*ASSIGN)
    clinic = signed_in(writer)
    clinic.post(address(submission), review_of("The first.", "in_review", assign_to=writer.pk))
    clinic.post(address(submission), review_of("The second.", "scheduled"))
    for text in (words(page(submission)), pdf(submission).text):
        for told in (
            "Status Visit scheduled",
            f"Assigned to {writer}",
            "The first.",
            "The second.",
        ):
            assert squeezed(told) in text, told
        assert text.index(squeezed("The second.")) < text.index(squeezed("The first."))


def test_there_are_lines_to_write_on_and_for_name_signature_and_date() -> None:
    html = page(sent())
    notes = html.partition("Clinician’s notes")[2].partition("</section>")[0]
    assert notes.count('class="c-rule"') >= 6
    assert re.findall(r"<strong>(\w+)</strong>", notes) == ["Name", "Signature", "Date"]
    assert squeezed("Name Signature Date") in pdf(sent()).text


@pytest.mark.parametrize("differs", [{}, {"red_flags": ["bladder"], "severity": "severe"}])
def test_the_patients_part_is_word_for_word_the_patients_sheet(differs: dict[str, Any]) -> None:
    submission = sent(**differs)
    alone = Tagged(nurse().get(f"{LIST}{submission.pk}/sheet.pdf").content)
    assert pdf(submission).text.endswith(alone.text)
    for block in contents(sheet_of(submission))["blocks"]:
        if block["kind"] == "heading":
            assert f">{block['runs'][0][1]}" in page(submission)


def test_every_page_has_the_reference_and_its_number() -> None:
    submission = sent(severity="severe")
    pages = pdf(submission).pages
    for number, text in enumerate(pages, 1):
        assert f"Reference {submission.reference}" in text
        assert f"Page {number} of {len(pages)}" in text


def test_the_pdf_is_tagged_black_and_white_and_opens_nothing() -> None:
    file = pdf(sent(severity="severe"))
    assert "<pdfuaid:part>1</pdfuaid:part>" in file.root["/Metadata"].get_data().decode()
    for sheet in file.reader.pages:
        content = sheet.get_contents()
        assert content is not None
        colors = re.findall(rb"([\d. ]+) (?:rg|RG|scn|SCN|sc|SC)\b", content.get_data())
        assert all(len(set(color.split())) == 1 for color in colors)


def test_what_staff_wrote_is_never_on_the_patients_sheet() -> None:
    submission, clinic = sent(severity="severe"), nurse()
    clinic.post(address(submission), review_of("The canary Zebulon sang."))
    alone = clinic.get(address(submission, "sheet")).content.decode()
    assert "Zebulon" not in alone and "To check" not in alone
    assert "Zebulon" not in Tagged(clinic.get(f"{LIST}{submission.pk}/sheet.pdf").content).text


def test_a_page_of_a_submission_takes_at_most_eight_queries(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    made = [sent(severity="severe", autoimmune="unsure") for _ in range(4)]
    clinic = signed_in(member(*ASSIGN))
    for status in ("in_review", "contacted", "closed"):
        clinic.post(address(made[0]), review_of("a note", status))
    clinic.get(address(made[0]))  # shows, and so forgets, that the review was saved
    for name in ("change", "staff-sheet", "sheet", "against"):
        with django_assert_max_num_queries(8):
            assert clinic.get(address(made[0], name)).status_code == 200
