"""Stopping for now: the code to come back with, and leaving a device that others use too."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eligibility import errors
from eligibility.models import Draft
from eligibility.security.codes import code_of
from eligibility.security.tokens import fingerprint, fingerprints
from eligibility.wizard import danger, drafts, keys
from eligibility.wizard.idle import CODE


def untouched(posted: Any) -> bool:
    """Whether nothing was answered on the page that was sent."""
    return not any(
        value.strip()
        for name, values in posted.lists()
        if errors.ANSWER_NAME.fullmatch(name)
        for value in values
    )


def fingerprint_of_code(request: HttpRequest, draft: Draft, number: int | None = None) -> str:
    """What to store of the code that this browser shows."""
    return fingerprint(CODE, _code(request, draft, number))


def _code(request: HttpRequest, draft: Draft, number: int | None = None) -> str:
    key = keys.held(request, draft.pk)
    assert key, "whoever found the draft has its key"  # noqa: S101
    return code_of(key.token, draft.code_number if number is None else number)


@require_safe
def saved(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The page with the code. The code is stored nowhere: it is worked out from the key that this
    browser holds, and shown if it is the one that opens the draft."""
    found = drafts.find_draft(request, draft)
    if found is None:
        return errors.cannot_open(request)
    return saved_page(request, found)


def saved_page(
    request: HttpRequest, draft: Draft, problems: list[Any] | None = None
) -> HttpResponse:
    """Where to come back to, until when, and what could not be stored of the last page."""
    code, request.draft = _code(request, draft), draft
    storage = drafts.DraftStorage("screening", request)
    context = {
        "draft": draft,
        "code": code.split("-") if draft.code in fingerprints(CODE, code) else None,
        "address_to_type": request.build_absolute_uri(reverse("come-back")),
        "danger": danger.help_page(storage) if not draft.completed_at else None,
        "next_url": reverse("resume", kwargs={"draft": draft.pk}),
        "page": {"problems": problems or []},
        "typed": errors.typed_answers(request) if problems else [],
    }
    return render(request, "saved.html", context, status=422 if problems else 200)


def new_code(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Makes a first code, or a new one that stops the one before. `instead_of` is the number of the
    code that the page showed, so a second click changes nothing."""
    if request.method == "POST":
        found = drafts.find_draft(request, draft)
        if found is None:
            return errors.cannot_open(request)
        number = found.code_number + 1
        if request.POST.get("instead_of") == str(found.code_number):
            Draft.objects.filter(pk=draft, code_number=found.code_number).update(
                code=fingerprint_of_code(request, found, number), code_number=number
            )
    return redirect("saved", draft=draft)


def leave(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Closes the draft in this browser; only its code opens it again. Without a code it stays: no
    one should lose answers by a button. Asking twice is fine. Only a POST does it."""
    if request.method != "POST":
        return redirect("saved", draft=draft)
    found = drafts.find_draft(request, draft, even_idle=True)
    if found and not found.code:
        return redirect("saved", draft=draft)
    if found:
        Draft.objects.filter(pk=draft, key=found.key).update(key="")
    response = redirect("left")
    drafts.forget(response, drafts.cookie_name(draft))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
