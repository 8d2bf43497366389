"""Finding a submission: by its whole reference, or by the exact name and birth date of a patient.

A name is never part of an address, so it is posted to a page of its own. What is searched for is
compared by its keyed fingerprint, and is not recorded; that there was a search is.
"""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from eligibility.audit.recording import Action, person, record
from eligibility.protocol.questions.finish import FULL_NAME
from eligibility.review.recorded import LOOKS
from eligibility.review.staff_page import StaffPages, staff_page
from eligibility.security.blind_index import person_may_be
from eligibility.security.tokens import ALPHABET

REFERENCE = re.compile(f"([{ALPHABET}]{{4}})[-‐‑–]?([{ALPHABET}]{{4}})")
MOST = 50


def reference_in(typed: str) -> str:
    """The reference that was typed, in the way it is stored; nothing if it cannot be one."""
    found = REFERENCE.fullmatch("".join(typed.upper().split()))
    return f"{found[1]}-{found[2]}" if found else ""


class FindForm(forms.Form):
    """Name and birth date. Each alone finds nobody."""

    full_name = forms.CharField(
        label=FULL_NAME.text,
        max_length=FULL_NAME.longest,
        error_messages={"required": _("Enter the full name, as the patient wrote it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    date_of_birth = forms.DateField(
        label=_("Date of birth"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Enter the date of birth."),
            "invalid": _("This is not a date. Write year, month and day, such as 1963-03-29."),
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
    )


class Find(StaffPages):
    """The page that finds a patient's submissions."""

    def find_form(self, posted: Any = None) -> FindForm:
        return FindForm(posted, auto_id="find_%s")

    @staff_page("find", "find/")
    def find_view(self, request: HttpRequest) -> HttpResponse:
        """The form, and what a filled one finds. One submission alone is opened at once."""
        form = self.find_form(request.POST if request.method == "POST" else None)
        found = self.found_by(request, form) if form.is_valid() else None
        if found and len(found) == 1:
            record(Action.SEARCH, person(request), [found[0].pk])
            return redirect("admin:eligibility_submission_change", found[0].pk)
        rows = [self.found_row(submission) for submission in found or ()]
        told = {"form": form, "found": found, "rows": rows}
        title = _("Find by name and date of birth")
        return self.shown(request, "staff/find.html", title, form.errors, **told)

    def found_by(self, request: HttpRequest, form: FindForm) -> list[Any]:
        """The newest submissions of this name and birth date."""
        getattr(request, LOOKS).action = Action.SEARCH
        told = form.cleaned_data
        fingerprints = person_may_be(told["full_name"], told["date_of_birth"])
        same = self.get_queryset(request).filter(person__in=fingerprints)
        return list(same.select_related("assigned_to").order_by("-received_at", "-pk")[:MOST])

    def found_row(self, submission: Any) -> dict[str, Any]:
        """What the list says of it."""
        return {
            "submission": submission,
            "outcome": self.outcome_in_words(submission),
            "to_be_seen": self.to_be_seen(submission),
        }
