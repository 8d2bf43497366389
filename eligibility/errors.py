"""Error pages: what happened, why, and what to do. None loses what was typed."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

ANSWER_NAME = re.compile(r"[a-z0-9_]{1,40}-[a-z0-9_]{1,40}")


def page(
    request: HttpRequest,
    status: int,
    title: str,
    *lines: str,
    go_on: tuple[str, str] | None = None,
    typed: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """A page that only informs. `go_on` is its one way on (address, words); `typed` are fields to
    send again to the same address."""
    context = {"title": title, "lines": lines, "go_on": go_on, "typed": typed}
    return render(request, "error.html", context, status=status)


def home() -> tuple[str, str]:
    """The way to the start page."""
    return "/", _("Go to the start page")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent is no form of ours."""
    return page(
        request,
        400,
        _("We could not read what was sent"),
        _("It was not in a form that our pages send. Nothing you gave before is lost."),
        _("Go back, load the page again, and send it once more."),
        go_on=home(),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not see this."""
    return page(
        request,
        403,
        _("You may not open this page"),
        _("It is for people with other rights. Ask your clinic if you think you should see it."),
        go_on=home(),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page."""
    return page(
        request,
        404,
        _("There is no such page"),
        _("The address may have a typing mistake, or the page is gone."),
        _("Answers you gave before are safe. Go back to return to them."),
        go_on=home(),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than any of our forms can hold."""
    return page(
        request,
        413,
        _("That was too much to send"),
        _("Our pages take short answers only, and no files. Nothing you gave before is lost."),
        _("Go back and send a shorter answer."),
        go_on=home(),
    )


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake."""
    return page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Sorry. It is not your fault. The answers you sent before are safe."),
        _("Wait one minute, go back, and try again."),
        go_on=home(),
    )


def cannot_read(request: HttpRequest) -> HttpResponse:
    """500: what is stored of one record was altered, or its key is not here."""
    return page(
        request,
        500,
        _("This record cannot be read"),
        _("It was altered, or the key that opens it is missing here. We changed nothing in it."),
        _("Please tell the people who run this site. Other records open as before."),
        go_on=home(),
    )


def cannot_open(request: HttpRequest) -> HttpResponse:
    """404 for a questionnaire that is not there, is over, or belongs to another browser. One page
    for all three, so that it tells nobody which."""
    return page(
        request,
        404,
        _("We cannot open these answers here"),
        _(
            "They may be finished and cleared, or too old, or started in another browser. This "
            "site also needs cookies. Please allow cookies, or the answers cannot be kept for you."
        ),
        _("If you sent a sheet to the clinic, they still have it. You can also start again."),
        _("Do you have a code to come back, or a reference? You can use it on the start page."),
        go_on=home(),
    )


def not_asked(request: HttpRequest, next_url: str) -> HttpResponse:
    """409 for an answer to a question that is not asked, or not yet."""
    return page(
        request,
        409,
        _("This question is not asked any more"),
        _(
            "Another answer of yours, maybe in a second window, has closed it. So this answer was "
            "not saved. All your other answers are safe."
        ),
        go_on=(next_url, _("Go on with the questions")),
    )


@requires_csrf_token
def try_again(request: HttpRequest) -> HttpResponse:
    """503: the database is away. What was typed is on the page, to be sent again."""
    typed = typed_answers(request)
    lines = [_("Sorry. Our system is not working as it should. It is not your fault.")]
    if typed:
        lines.append(_("Your last answer is not saved yet. It is still here on this page."))
    lines += [
        _("The answers you sent before are safe."),
        _("Please wait one minute, then try again. We only count it once."),
    ]
    response = page(
        request,
        503,
        _("We could not do that just now"),
        *lines,
        typed=typed,
        go_on=None if typed else (request.path, _("Try again")),
    )
    response["Retry-After"] = "60"
    return response


def not_recorded(request: HttpRequest) -> HttpResponse:
    """503 for staff: the access log cannot be written, so nothing of a patient is shown."""
    response = page(
        request,
        503,
        _("This page cannot be shown just now"),
        _("Each look at what a patient sent is written down. That did not work just now."),
        _("Please wait one minute, then try again. If it stays so, tell who runs this system."),
        go_on=(request.path, _("Try again")),
    )
    response["Retry-After"] = "60"
    return response


@requires_csrf_token
def too_many_tries(request: HttpRequest) -> HttpResponse:
    """429: so many codes were tried from one address, or by everyone, that someone may be guessing.
    It says nothing of the code that was typed."""
    response = page(
        request,
        429,
        _("Too many codes were tried"),
        _("To keep answers safe, we only look up so many codes in an hour."),
        _("Your answers are safe. Please wait one hour, then try again."),
        typed=typed_answers(request),
    )
    response["Retry-After"] = "3600"
    return response


def slip() -> str:
    """What to say of a code that cannot be one of ours."""
    return _(
        "There is a slip in this code. Please check each sign against your note. This try did not "
        "count."
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form token is missing or old. What was typed is kept, unless it came from a page
    that is not ours."""
    ours = request.headers.get("Origin", _origin(request)) == _origin(request)
    typed = typed_answers(request) if ours else None
    lines = [_("Your last answer is not saved yet.")]
    if typed:
        lines.append(_("It is still here. Press the button to send it again."))
    lines.append(
        _(
            "This happens when cookies are off, or when the page was open for a long time. This "
            "site needs cookies to keep your answers for you."
        )
    )
    return page(
        request,
        403,
        _("We could not be sure that this came from you"),
        *lines,
        typed=typed,
        go_on=None if typed else home(),
    )


def _origin(request: HttpRequest) -> str:
    parts = urlsplit(request.build_absolute_uri("/"))
    return f"{parts.scheme}://{parts.netloc}"


def typed_answers(request: HttpRequest) -> list[tuple[str, str]]:
    """The answers of a POST as (name, value), and nothing else that was in it."""
    if request.method != "POST":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if ANSWER_NAME.fullmatch(name) or name in ("seen", "save")
        for value in values
    ]
