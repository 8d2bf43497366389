"""Opening again what was saved or sent, in any browser: by a code, or by reference and birth date.

Secrets are posted, never part of an address. Whatever is unknown, wrong, too old or locked gets the
same page, the same status, and the same work.
"""

import hmac
import logging
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from eligibility import errors
from eligibility.language import carry_on
from eligibility.models import Draft, Submission
from eligibility.protocol.questions.finish import DATE_OF_BIRTH
from eligibility.security.attempts import Guard
from eligibility.security.codes import TypingSlip, read_code
from eligibility.security.sealed import CannotRead, seal
from eligibility.security.tokens import ALPHABET, fingerprints
from eligibility.wizard import keys
from eligibility.wizard.asked import Asked, Problem
from eligibility.wizard.drafts import opens_until
from eligibility.wizard.fields import field_for
from eligibility.wizard.idle import CODE

log = logging.getLogger(__name__)
BY_CODE = Guard("come back by code")
BY_REFERENCE = Guard("open by reference")
ANY_METHOD = require_http_methods(["GET", "HEAD", "POST"])


class ComeBackForm(forms.Form):
    """One field for the code."""

    prefix = "resume"
    code = forms.Field(required=False)

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"] or ""
        if not typed.strip():
            raise ValidationError(_("Type the code that you wrote down."))
        try:
            return read_code(typed)
        except TypingSlip:
            raise ValidationError(errors.slip()) from None


class OpenForm(forms.Form):
    """The reference on the sheet, and the birth date that was sent with it."""

    prefix = "open"
    reference = forms.Field(required=False)
    date_of_birth = field_for(DATE_OF_BIRTH)

    def clean_reference(self) -> str:
        typed = "".join(c for c in (self.cleaned_data["reference"] or "").upper() if c.isalnum())
        if len(typed) != 8 or not set(typed) <= set(ALPHABET):
            raise ValidationError(
                _("Type the reference on your sheet. It has 8 letters and numbers.")
            )
        return f"{typed[:4]}-{typed[4:]}"


@ANY_METHOD
def come_back(request: HttpRequest) -> HttpResponse:
    """Opens a draft or a private result with the code that its patient wrote down. The browser it
    was in before is closed out. A visit to this page changes and uses up nothing."""
    form = ComeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not BY_CODE.lets_in(request):
            return errors.too_many_tries(request)
        draft = draft_with(form.cleaned_data["code"])
        if draft:
            key = keys.give_new(request, draft.pk)
            Draft.objects.filter(pk=draft.pk).update(key=key)
            return carry_on(request, redirect("resume", draft=draft.pk), draft.language)
        form.add_error("code", _NOT_OPENED)
    return shown(request, "resume.html", form)


@ANY_METHOD
def open_sheet(request: HttpRequest) -> HttpResponse:
    """Opens what was sent to the clinic, with its reference and the birth date of its patient."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not BY_REFERENCE.lets_in(request):
            return errors.too_many_tries(request)
        sent = sheet_with(form.cleaned_data["reference"], form.cleaned_data["date_of_birth"])
        if sent:
            changed = {"patient_key": keys.give_new(request, sent.pk), "opened_at": timezone.now()}
            # Not if it was cleared a moment ago: an emptied key is for good.
            Submission.objects.filter(pk=sent.pk, patient_key=sent.patient_key).update(**changed)
            return carry_on(request, redirect("result", draft=sent.pk), sent.language)
        form.add_error("reference", _NOT_OPENED_SHEET)
    return shown(request, "open.html", form)


_NOT_OPENED = _(
    "No saved answers open with this code. It may be wrong, too old, or replaced by a newer one. "
    "After five tries, we wait an hour."
)
_NOT_OPENED_SHEET = _(
    "No sheet opens with this reference and this date. One may be wrong, or the sheet is too old "
    "or was cleared. After five tries, we wait an hour."
)


def draft_with(code: str) -> Draft | None:
    """The draft that this code opens, while its time is not over and its tries are not used up."""
    if not BY_CODE.may_try(code):
        return None
    found = next(iter(Draft.objects.filter(code__in=fingerprints(CODE, code))), None)
    if found is None or timezone.now() >= found.erased_after:
        return None
    BY_CODE.forget(code)
    return found


def sheet_with(reference: str, born: date) -> Submission | None:
    """The submission with this reference, if its patient was born on this day and may still open
    it. An unknown reference costs the same decryption and comparison as a known one."""
    if not BY_REFERENCE.may_try(reference):
        return None
    columns = Submission.objects.only("identity", "patient_key", "received_at", "language")
    found = next(iter(columns.filter(reference=reference)), None)
    made_up = _nobody()
    if not _was_born(found or made_up, born) or found is None:
        return None
    if not found.patient_key or timezone.now() >= opens_until(found):
        return None
    BY_REFERENCE.forget(reference)
    return found


def _nobody() -> Submission:
    """A submission that no one sent. Sealed anew for every lookup, known reference or not."""
    nobody = Submission(pk=uuid4())
    identity = {DATE_OF_BIRTH.slug: date(1, 1, 1), "full_name": "nobody", "consent": "none"}
    nobody.identity = seal(Submission, "identity", nobody.pk, identity)
    return nobody


def _was_born(record: Submission, born: date) -> bool:
    try:
        stored = record.identity.get(DATE_OF_BIRTH.slug) or date(1, 1, 1)
    except CannotRead as why:
        log.error("%s", why)
        return False
    return hmac.compare_digest(stored.isoformat(), born.isoformat())


def shown(request: HttpRequest, template: str, form: forms.Form) -> HttpResponse:
    """The page with its form: as typed, and with what is wrong."""
    problems = {
        name: [Problem(text, f"{form.prefix}-{name}") for text in texts]
        for name, texts in form.errors.items()
    }
    context: dict[str, Any] = {
        "form": form,
        "wrong": problems,
        "page": {"problems": [one for some in problems.values() for one in some]},
        "born": _asked_birth(form, problems) if DATE_OF_BIRTH.slug in form.fields else None,
    }
    return render(request, template, context, status=422 if problems else 200)


def _asked_birth(form: forms.Form, problems: dict[str, list[Problem]]) -> Asked:
    return Asked(
        question=DATE_OF_BIRTH,
        name=f"{form.prefix}-{DATE_OF_BIRTH.slug}",
        template="questions/birth_date.html",
        value=form[DATE_OF_BIRTH.slug].data or ("", "", ""),
        problems=problems.get(DATE_OF_BIRTH.slug, []),
    )
