"""The end of the journey: the result in the browser it was made in, and clearing it away."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from eligibility import errors
from eligibility.models import Submission
from eligibility.security.packing import tightly
from eligibility.summary.pdf import pdf_response
from eligibility.summary.records import sheet_of
from eligibility.wizard import drafts


@require_safe
@tightly
def result(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The result page. It opens only in the browser that made it, for a day."""
    found = drafts.find_draft(request, draft)
    if drafts.is_open(found):
        return redirect("resume", draft=draft)
    record = found or drafts.find_submission(request, draft)
    if record is None:
        return errors.cannot_open(request)
    sent = isinstance(record, Submission)
    context = {
        "sheet": sheet_of(record),
        "draft": draft,
        "opens_until": drafts.opens_until(record) if sent else None,
    }
    return render(request, "result.html", context)


@require_safe
def result_pdf(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The sheet as a PDF, for whom the result page opens."""
    found = drafts.find_draft(request, draft)
    if drafts.is_open(found):
        return redirect("resume", draft=draft)
    record = found or drafts.find_submission(request, draft)
    return pdf_response(sheet_of(record)) if record else errors.cannot_open(request)


def clear(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Finish and clear: a private result is erased; what was sent stays with the clinic, but this
    browser can no longer open it. Asking twice is fine. Only a POST does it."""
    if request.method != "POST":
        return redirect("result", draft=draft)
    found = drafts.find_draft(request, draft, even_idle=True)
    if found:
        found.delete()
    elif sent := drafts.find_submission(request, draft, even_idle=True):
        Submission.objects.filter(pk=sent.pk).update(patient_key="")
    response = redirect("kiosk" if settings.KIOSK else "finished")
    drafts.forget(response, drafts.cookie_name(draft))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def wiped(request: HttpRequest) -> HttpResponse:
    """Where a tablet of the clinic comes to by itself: every cookie is taken away, the language and
    the key of the last patient among them. Nothing else changes, for this is a visit."""
    if not settings.KIOSK:
        return errors.not_found(request)
    response = render(request, "kiosk.html")
    for name in request.COOKIES:
        drafts.forget(response, name)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
