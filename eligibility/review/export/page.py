"""The page that makes a file of submissions, for a lead of the clinic who has just shown that it is
still them. Each record is in the access log before it leaves."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, TextChoices
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from eligibility.audit.recording import Action, Who, person, record
from eligibility.models import Submission
from eligibility.review.export.columns import HEADINGS, dictionary
from eligibility.review.export.formats import BYTE_ORDER, STREAMED, as_csv
from eligibility.review.export.records import Tally, opened
from eligibility.review.export.stored import Row, chunks
from eligibility.review.export.workbook import KIND, workbook
from eligibility.review.staff_page import StaffPages, staff_page

WITH_NAMES, WITHOUT_NAMES = "identified", "de_identified"
Rows = Iterator[list[Row]]


class Format(TextChoices):
    """The kinds of file. The codes are in the access log."""

    CSV = "csv", _("CSV: a table for any spreadsheet")
    XLSX = "xlsx", _("XLSX: a table for Excel, with the data dictionary")
    JSONL = "jsonl", _("JSON lines: for programs")
    FHIR = "fhir", _("FHIR NDJSON: for health record systems")


class ExportForm(forms.Form):
    """What to export, and how. The dates are days of the clinic, both included."""

    format = forms.ChoiceField(
        label=_("Kind of file"), choices=Format, initial=Format.CSV, widget=forms.RadioSelect
    )
    who = forms.ChoiceField(
        label=_("Who the patients are"),
        choices=(
            (WITHOUT_NAMES, _("Left out: no name, birth date, contact or reference")),
            (WITH_NAMES, _("Included: name, birth date, contact and reference")),
        ),
        initial=WITHOUT_NAMES,
        widget=forms.RadioSelect,
    )
    since = forms.DateField(
        label=_("Received from"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("Received until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All")), *Submission.Status.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuses days in the wrong order: the file would be empty, as if nobody had come."""
        cleaned: dict[str, Any] = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise ValidationError(_("The first day is after the last. Exchange the two."))
        return cleaned

    @property
    def identified(self) -> bool:
        return bool(self.cleaned_data["who"] == WITH_NAMES)

    def found(self) -> QuerySet:
        """The submissions that were there when it was asked."""
        found = Submission.objects.filter(received_at__lte=timezone.now())
        if since := self.cleaned_data["since"]:
            found = found.filter(received_at__gte=_midnight(since))
        if until := self.cleaned_data["until"]:
            found = found.filter(received_at__lt=_midnight(until + timedelta(days=1)))
        status = self.cleaned_data["status"]
        return found.filter(status=status) if status else found


class Export(StaffPages):
    """The page "Export", and the data dictionary."""

    @staff_page("export", "export/", needs="export_submission")
    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Asks what to export, and gives it."""
        if is_reauthentication_required(request, app="eligibility"):
            return redirect_to_login(_back_to(request), reverse("account_reauthenticate"))
        form = ExportForm(
            request.POST if request.method == "POST" else None, initial=_asked(request)
        )
        if form.is_valid():
            return given(form, person(request))
        return self.shown(request, "staff/export.html", _("Export"), form.errors, form=form)

    @staff_page("export_dictionary", "export/dictionary.csv", needs="export_submission")
    def dictionary_view(self, request: HttpRequest) -> HttpResponse:
        """What each column of a table means, as a table of its own."""
        return words(request)


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The data dictionary as a file."""
    text = BYTE_ORDER + as_csv([list(map(str, HEADINGS)), *dictionary(identified=True)])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="candor-dictionary.csv"'
    return response


def given(form: ExportForm, who: Who) -> HttpResponseBase:
    """The file that was asked for."""
    kind, tally = form.cleaned_data["format"], Tally()
    told = {"format": kind, "kind": form.cleaned_data["who"]}
    rows = recorded(form.found(), who, tally, told)
    records = (opened(some, form.identified, tally) for some in rows)
    name = f"candor-{timezone.localdate()}-{form.cleaned_data['who'].replace('_', '-')}"
    if kind == Format.XLSX:
        file = workbook(records, form.identified, tally)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=KIND)
    content_type, ending, write = STREAMED[kind]
    text = _begun(write(records, form.identified, tally))
    response = StreamingHttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def recorded(found: QuerySet, who: Who, tally: Tally, told: dict[str, Any]) -> Rows:
    """The rows of a file, each in the access log before it is given, and how many there were at the
    end, also when whoever waited for them has gone."""

    try:
        with closing(chunks(found)) as rows:
            for some in rows:
                record(Action.EXPORT, who, [UUID(row[0]) for row in some], **told)
                yield some
    finally:
        record(Action.EXPORT, who, rows=tally.rows, **told)
        if tally.unreadable:
            record(Action.EXPORT, who, rows=tally.unreadable, **told | {"kind": "unreadable"})


def _begun(text: Iterator[str]) -> Iterator[str]:
    """With its first part made already, so that a database that is away leads to a page about it
    and not to an empty file."""
    return _joined(list(islice(text, 2)), text)


def _joined(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _asked(request: HttpRequest) -> dict[str, str]:
    """What an address says of the form."""
    return {name: request.GET[name] for name in ExportForm.base_fields if name in request.GET}


def _back_to(request: HttpRequest) -> str:
    """The page with what was chosen. A file is never made by coming back to it."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = {name: sent[name] for name in ExportForm.base_fields if name in sent}
    return f"{request.path}?{urlencode(chosen)}" if chosen else request.path
