"""The sheets of a submission, to print for the consultation."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eligibility.models import Submission
from eligibility.review.record.thread import Thread
from eligibility.review.sheets.contents import Record, staff_contents
from eligibility.review.staff_page import StaffPages, staff_page
from eligibility.summary.pdf import as_response, pdf_of_contents, pdf_response
from eligibility.summary.records import sheet_of


class Sheets(StaffPages):
    """The pages to print, and the files: the patient's sheet, and the staff sheet that has a page
    for the clinic before it."""

    @staff_page("sheet", "<uuid:pk>/sheet/")
    def sheet_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The patient's sheet, to print for the consultation."""
        submission = self.found(request, pk)
        context = {"sheet": sheet_of(submission), "submission": submission}
        return render(request, "staff/sheet.html", context)

    @staff_page("pdf", "<uuid:pk>/sheet.pdf")
    def pdf_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The patient's sheet as a PDF, as the patient has it."""
        return pdf_response(sheet_of(self.found(request, pk)))

    @staff_page("staff_sheet", "<uuid:pk>/staff-sheet/")
    def staff_sheet_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The staff sheet, to print."""
        submission = self.found(request, pk)
        shown = {"sheets": [staff_contents(record_of(submission))], "submission": submission}
        return render(request, "staff/print.html", shown | {"title": submission.reference})

    @staff_page("staff_pdf", "<uuid:pk>/staff-sheet.pdf")
    def staff_pdf_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The staff sheet as a PDF."""
        submission = self.found(request, pk)
        pdf = pdf_of_contents(staff_contents(record_of(submission)), submission.received_at)
        return as_response(pdf, f"candor-staff-{submission.reference}")


def record_of(submission: Submission) -> Record:
    """A submission with all that its staff sheet tells."""
    return Record(submission, sheet_of(submission), Thread(submission))
