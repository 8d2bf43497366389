"""Entering a paper form: staff type in what a patient filled in by hand, and it becomes a
submission like any other, which says who typed it in."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from eligibility.audit.recording import Action, person, record
from eligibility.models import Draft, Review, Submission
from eligibility.protocol import PROTOCOL
from eligibility.review.paper.typed_in import BLANK, TypedIn
from eligibility.review.staff_page import StaffPages, staff_page
from eligibility.versions import digest_of
from eligibility.wizard.submit import store, submission_from


class PaperEntry(StaffPages):
    """The page to type in a paper form."""

    @staff_page("paper", "paper/", needs="enter_submission")
    def paper_view(self, request: HttpRequest) -> HttpResponse:
        """Shows the form, or stores what was typed in once all of it is right. The id of the
        submission is on the page, so a second click leads to what the first one stored."""
        entry = _entry_id(request.POST.get("entry", ""))
        if Submission.objects.filter(pk=entry).exists():
            return redirect("admin:eligibility_submission_change", entry)
        typed = TypedIn(request.POST if request.method == "POST" else None, _language(request))
        if not typed.is_right:
            return self._asked(request, entry, typed)
        try:
            enter(request, entry, typed)
        except IntegrityError:  # the other click was faster
            if not Submission.objects.filter(pk=entry).exists():
                raise
        else:
            messages.success(request, _told(typed))
        return redirect("admin:eligibility_submission_change", entry)

    def _asked(self, request: HttpRequest, entry: UUID, typed: TypedIn) -> HttpResponse:
        return self.shown(
            request,
            "staff/paper_entry.html",
            _("Enter a paper form"),
            refused=typed.is_sent,
            entry=entry,
            typed=typed,
            problems=typed.problems,
            languages=settings.LANGUAGES,
            protocol=PROTOCOL,
            digest=digest_of(PROTOCOL),
            blank=BLANK,
            blank_words=_("Left blank on paper"),
        )


def enter(request: HttpRequest, entry: UUID, typed: TypedIn) -> None:
    """Stores the submission, with a note of what was blank, and writes it down: all or nothing.
    Raises IntegrityError if it is stored already."""
    answers = typed.read.answers
    submission = submission_from(Draft(pk=entry, protocol=PROTOCOL.version), answers)
    submission.origin = Submission.Origin.PAPER
    submission.entered_by = request.user
    submission.language = typed.language
    with transaction.atomic():
        store(submission)
        if blank := typed.left_blank:
            labels = ", ".join(str(question.label) for question in blank)
            note = _("Left blank on paper, so entered as “I’m not sure”: %(questions)s.")
            note %= {"questions": labels}
            Review(submission=submission, author=request.user, note=note).save()
        record(Action.ENTER, person(request), [submission.pk])


def _told(typed: TypedIn) -> str:
    """What the page of the new submission says first."""
    said = _("The paper form is entered. Please compare the answers below with the paper.")
    if count := typed.left_out:
        said += " " + ngettext(
            "%(count)s answer was left out, because other answers close its question.",
            "%(count)s answers were left out, because other answers close their questions.",
            count,
        ) % {"count": count}
    return said


def _entry_id(text: str) -> UUID:
    """The id on the page that was sent, or a new one."""
    try:
        found = UUID(text)
    except ValueError:
        return uuid4()
    return found if found.version == 4 else uuid4()


def _language(request: HttpRequest) -> str:
    """The language of the paper: as chosen, else that of the reader."""
    asked = request.POST.get("paper") or request.GET.get("paper")
    known = [code for code, _name in settings.LANGUAGES]
    return asked if asked in known else get_language()
