"""What was left open is locked after half an hour: someone else may sit there now. The answers are
safe, and what was typed on the last page waits until the lock is opened."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility import errors
from eligibility.models import Draft, Submission
from eligibility.protocol.questions.safety import AGE
from eligibility.security.attempts import Guard
from eligibility.security.codes import TypingSlip, read_code
from eligibility.security.tokens import fingerprints
from eligibility.wizard.keys import Key, hand_over

CODE = "come-back code"
BY_AGE = Guard("unlock by age", in_all=5)
BY_CODE = Guard("unlock by code")


class Locked(Exception):
    """The browser has the right key, but left it alone for too long. `problem` says what is wrong
    with what was sent to open the lock, and in which input."""

    def __init__(self, record: Draft | Submission, problem: tuple[str, str] | None) -> None:
        super().__init__()
        self.record, self.problem = record, problem


def let_in(request: HttpRequest, record: Draft | Submission, key: Key) -> None:
    """Raises Locked for a key that was idle, unless this very request opens the lock. A draft
    without an answer has nothing to hide."""
    if not key.is_idle:
        return
    age = _age(record)
    if age is None:
        return
    problem = _problem(request, record, age) if "unlock-age" in request.POST else ("", "")
    if problem:
        raise Locked(record, problem if problem[0] else None)


def _age(record: Draft | Submission) -> int | None:
    given = record.content["answers"] if isinstance(record, Draft) else record.answers
    age: int | None = given.get(AGE.slug)
    return age


def _problem(request: HttpRequest, record: Draft | Submission, age: int) -> tuple[str, str] | None:
    """What is wrong with the age or the code that was sent, and where; None if one is right."""
    code, years = (request.POST.get(f"unlock-{what}", "").strip() for what in ("code", "age"))
    if code:
        return _problem_with_code(request, record, code)
    if not (years.isascii() and years.isdecimal() and len(years) <= 3):
        return "age", _("Type your age as a number, such as 58. Or type your code.")
    if _may_try(BY_AGE, request, record.pk) and int(years) == age:
        BY_AGE.forget(str(record.pk))
        return None
    return "age", _(
        "That did not open it. Type the age you gave at the start. After five tries, use the "
        "other way below."
    )


def _problem_with_code(
    request: HttpRequest, record: Draft | Submission, typed: str
) -> tuple[str, str] | None:
    try:
        found = fingerprints(CODE, read_code(typed))
    except TypingSlip:
        return "code", errors.slip()
    if _may_try(BY_CODE, request, record.pk) and getattr(record, "code", None) in found:
        BY_CODE.forget(str(record.pk))
        return None
    return "code", _("That code did not open it. Check it, or type your age.")


def _may_try(guard: Guard, request: HttpRequest, record: UUID) -> bool:
    return guard.lets_in(request) and guard.may_try(str(record))


class KeepOpen:
    """Gives each browser its keys with the time of this request, and answers for what is locked,
    whichever view met it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        hand_over(request, response)
        return response

    def process_exception(self, request: HttpRequest, why: Exception) -> HttpResponse | None:
        """The page of what is locked, with what was typed kept on it; None for any other case."""
        return locked_page(request, why) if isinstance(why, Locked) else None


def locked_page(request: HttpRequest, locked: Locked) -> HttpResponse:
    """Why it is locked and how to open it. The form goes to where the last page was sent."""
    typed = errors.typed_answers(request)
    where, words = locked.problem or ("", "")
    target = f"unlock-{where}"
    context = {
        "minutes": settings.IDLE_MINUTES,
        "sent": isinstance(locked.record, Submission),
        "kept_until": getattr(locked.record, "erased_after", None),
        "typed": [item for item in typed if not item[0].startswith("unlock-")],
        "wrong": where,
        "page": {"problems": [{"text": words, "target": target}] if words else []},
        "action": request.path
        if request.method == "POST"
        else reverse("resume", kwargs={"draft": locked.record.pk}),
    }
    return render(request, "locked.html", context, status=422 if words else 403)
