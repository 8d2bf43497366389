"""Erasing a submission, for a lead of the clinic: typed out, with a reason, and for good."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility.audit.recording import person
from eligibility.lifecycle.erasing import erase_on_request
from eligibility.review.staff_page import StaffPages, staff_page


class Reason(TextChoices):
    """Why a submission is erased. A list, so that no name comes into the access log."""

    PATIENT = "patient_asked", gettext_lazy("The patient asked for it")
    TWICE = "sent_twice", gettext_lazy("It was sent twice")
    WRONG = "wrong_person", gettext_lazy("It is about another person")
    TRIAL = "trial", gettext_lazy("It was only a trial")


class EraseForm(forms.Form):
    """The reference, typed by hand, and the reason. Only the right reference is valid."""

    typed = forms.CharField(
        label=gettext_lazy("Type the reference of this submission"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "size": 12}),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it erased?"),
        choices=[("", gettext_lazy("Choose a reason")), *Reason.choices],
    )

    def __init__(self, *args: Any, reference: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reference = reference

    def clean_typed(self) -> str:
        """However it is written: with spaces, small letters, or without the dash."""
        typed = "".join(filter(str.isalnum, self.cleaned_data["typed"].upper()))
        if typed != self.reference.replace("-", ""):
            raise ValidationError(
                _("This is not the reference of this submission. Nothing was erased.")
            )
        return typed


class Erasing(StaffPages):
    """The page that erases one submission."""

    @staff_page("erase", "<uuid:pk>/erase/", needs="erase_submission")
    def erase_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Asks for the reference and a reason, and erases on a POST that has both right."""
        submission = self.found(request, pk)
        form = EraseForm(request.POST or None, reference=submission.reference)
        if form.is_valid():
            return self.erased(request, pk, form.cleaned_data["reason"])
        told = {"form": form, "submission": submission}
        title = _("Erase this submission")
        return self.shown(request, "staff/erase.html", title, form.errors, **told)

    def erased(self, request: HttpRequest, pk: UUID, reason: str) -> HttpResponse:
        """Erases it and goes to the list."""
        erase_on_request(pk, person(request), reason)
        list(messages.get_messages(request))  # one that names it would be kept with this session
        messages.success(request, _("The submission was erased, with its reviews and its history."))
        return redirect("admin:eligibility_submission_changelist")
