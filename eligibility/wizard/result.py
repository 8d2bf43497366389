"""The end of the journey: the result in the browser it was made in, and clearing it away."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from eligibility import errors
from eligibility.models import Submission
from eligibility.summary.records import sheet_of
from eligibility.wizard import drafts


@require_safe
def result(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The result page. It opens only in the browser that made it, for a day."""
    found = drafts.find_draft(request, draft)
    if drafts.is_open(found):
        return redirect("resume", draft=draft)
    record = found or drafts.find_submission(request, draft)
    if record is None:
        return errors.cannot_open(request)
    return render(request, "result.html", {"sheet": sheet_of(record), "draft": draft})


def clear(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Finish and clear: a private result is erased; what was sent stays with the clinic, but this
    browser can no longer open it. Asking twice is fine. Only a POST does it."""
    if request.method != "POST":
        return redirect("result", draft=draft)
    found = drafts.find_draft(request, draft)
    if found:
        found.delete()
    elif sent := drafts.find_submission(request, draft):
        Submission.objects.filter(pk=sent.pk).update(patient_key="")
    response = redirect("finished")
    drafts.forget(response, drafts.cookie_name(draft))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
