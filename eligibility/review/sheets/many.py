"""Many sheets at once, for a day of consultations: one PDF with a bookmark each, or one page."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from eligibility.audit.recording import Action
from eligibility.models import Submission
from eligibility.review.record.thread import threads_of
from eligibility.review.recorded import LOOKS
from eligibility.review.sheets.contents import Record, below, reference_heading, staff_contents
from eligibility.summary.blocks import Block
from eligibility.summary.contents import contents
from eligibility.summary.pdf import as_response, pdf_of_contents
from eligibility.summary.records import sheet_of

MOST = 50


class Many(admin.ModelAdmin):
    """The actions of the list that print."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) | {
            name: (partial(_printed, made, shown), name, label)
            for name, (made, shown, label) in PRINTS.items()
        }


def _printed(
    made: Callable[[Record], Block],
    shown: Callable[..., HttpResponse],
    model_admin: Any,
    request: HttpRequest,
    queryset: QuerySet,
) -> HttpResponse | None:
    """The sheets of those that were ticked. The list they were ticked in is not shown again, so
    only these are recorded."""
    looks = getattr(request, LOOKS)
    looks.forget()
    looks.action = Action.PDF if shown is _as_pdf else Action.PRINT
    found = queryset.select_related("assigned_to", "entered_by").order_by("-received_at")
    submissions = list(found[: MOST + 1])
    if len(submissions) > MOST:
        looks.forget()
        messages.error(request, _("Tick %(most)s at most, then print them.") % {"most": MOST})
        return None
    threads = threads_of(submissions)
    records = [Record(one, sheet_of(one), threads[one.pk]) for one in submissions]
    return shown(request, [made(record) for record in records], submissions)


def _as_pdf(request: HttpRequest, sheets: list[Block], of: list[Submission]) -> HttpResponse:
    title = ngettext("%(count)s sheet", "%(count)s sheets", len(of)) % {"count": len(of)}
    return as_response(pdf_of_contents(one_document(sheets, title), of[0].received_at), "candor")


def _as_page(request: HttpRequest, sheets: list[Block], of: list[Submission]) -> HttpResponse:
    title = ngettext("%(count)s sheet", "%(count)s sheets", len(of)) % {"count": len(of)}
    return render(request, "staff/print.html", {"sheets": sheets, "title": title})


def patients_contents(record: Record) -> Block:
    """The patient's sheet under its reference."""
    found = contents(record.sheet)
    blocks = [reference_heading(record.submission), below(found["blocks"])]
    return found | {"blocks": blocks}


def one_document(sheets: list[Block], title: str) -> Block:
    """All sheets in one, each with its own numbers of pages. Typst makes them together, because
    files that are joined later lose their tags."""
    first, *others = sheets
    blocks = list(first["blocks"])
    for sheet in others:
        blocks += [{"kind": "sheet", "top": sheet["top"]}, *sheet["blocks"]]
    return first | {"title": title, "blocks": _notes_as_text(blocks)}


def _notes_as_text(part: Any) -> Any:
    """Numbers of notes that lead nowhere: each sheet has a note 1, and a link needs one goal."""
    if isinstance(part, dict):
        return {key: _notes_as_text(value) for key, value in part.items()}
    if not isinstance(part, list | tuple):
        return part
    if len(part) == 2 and part[0] == "note":
        return ("small", f"[{part[1]}]")
    return [_notes_as_text(one) for one in part]


PRINTS = {
    "staff_pdf": (staff_contents, _as_pdf, gettext_lazy("Staff sheets as one PDF")),
    "staff_page": (staff_contents, _as_page, gettext_lazy("Staff sheets as a page to print")),
    "patient_pdf": (patients_contents, _as_pdf, gettext_lazy("Patients’ sheets as one PDF")),
    "patient_page": (
        patients_contents,
        _as_page,
        gettext_lazy("Patients’ sheets as a page to print"),
    ),
}
