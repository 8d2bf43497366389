"""A patient has what they sent deleted: at once, with every copy that the clinic has of it here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from eligibility import errors
from eligibility.lifecycle.erasing import PATIENT, erase_on_request
from eligibility.models import Draft, Submission
from eligibility.wizard import drafts, keys


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Asks once more, and erases on a POST. It opens to whom the result page opens. Asking twice is
    fine."""
    sent = drafts.find_submission(request, draft)
    if request.method != "POST" and sent:
        return render(request, "erase.html", {"reference": sent.reference, "draft": draft})
    if sent is None and not (request.method == "POST" and _was_here(request, draft)):
        return errors.cannot_open(request)
    erase_on_request(draft, PATIENT, "patient_asked")
    response = redirect("erased")
    drafts.forget(response, drafts.cookie_name(draft))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _was_here(request: HttpRequest, draft: UUID) -> bool:
    """Whether this browser was given a key to what is gone by now: a second click came late. It is
    not said of what is still there, whatever the key."""
    there = any(model.objects.filter(pk=draft).exists() for model in (Submission, Draft))
    return not there and keys.held(request, draft) is not None
