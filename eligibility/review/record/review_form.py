"""The form that adds reviews: a status, someone to take care of it, a note, and a verdict on each
finding. What it saves are new rows; what is there never changes."""

import unicodedata
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from eligibility.models import Review, Submission
from eligibility.review.queue.acts import who_may_be_assigned
from eligibility.review.record.thread import Entry, Name, Thread, findings_of
from eligibility.security.blind_index import mark

LONGEST = 4000
AGREES = {"agree": True, "disagree": False}
VERDICTS = (("", _("No verdict")), ("agree", _("Agree")), ("disagree", _("Disagree")))
LEAVE = ("", _("Leave as it is"))
NOTHING = _("There is nothing to save yet. Fill in at least one field, then save.")
NO_REASON = _("You disagree, so say why. The next reader needs the reason.")
NOT_SEEN = _(
    "Someone saved a review after you opened this page. It is marked “New” below. Nothing you "
    "typed is lost and nothing of it is saved yet. Read the new review, then save yours again."
)
GONE = _("The review to correct is not here, or it was corrected before. Read it, then begin anew.")
SAME = _("It had one of these, so say what is right. Choose one.")
BAD_CHARACTER = _("There is a character in it that we cannot store. Please type it again.")


class NoteField(forms.CharField):
    """Text in lines, composed, with one sign for each end of a line. What no one can type is not
    taken: it would be stored as something else, or shown as nothing."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", "\n".join(super().to_python(value).split("\r\n")))
        controls = (unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text)
        if any(controls) or "\ufffd" in text:
            raise ValidationError(BAD_CHARACTER, code="bad_character")
        return text


class ReviewForm(forms.ModelForm):
    """Bound to a submission, of which it changes nothing. `member` is who reviews, and `corrects`
    the review to be corrected; the page sets both on a class of its own."""

    member: User
    corrects: UUID | None = None

    new_status = forms.ChoiceField(
        label=_("New status"), choices=[LEAVE, *Submission.Status.choices], required=False
    )
    assign_to = forms.ModelChoiceField(
        label=_("Assign to"), queryset=User.objects.none(), required=False, empty_label=LEAVE[1]
    )
    note = NoteField(
        label=_("Note"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "class": "c-note vLargeTextField"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Submission
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict = False
        self.findings = {_field(name): name for name in findings_of(self.instance)}
        for slug in self.findings:
            self.fields[f"verdict-{slug}"] = _verdict()
            self.fields[f"reason-{slug}"] = _reason()
        if self.may_assign:
            self.fields["assign_to"].queryset = who_may_be_assigned()
        else:
            del self.fields["assign_to"]
        if self.corrects:
            self._only_what_it_corrects()

    @cached_property
    def thread(self) -> Thread:
        """The reviews that are there. In a form that is sent, as they are under the lock."""
        if self.is_bound:
            list(Submission.objects.select_for_update().filter(pk=self.instance.pk).only("pk"))
        return Thread(self.instance)

    @property
    def corrected(self) -> Entry | None:
        """The review that this form corrects, if it can be corrected."""
        entry = self.thread.by_id.get(self.corrects)
        if entry is None or not entry.in_force:
            return None
        return None if entry.review.assigned_to_id and not self.may_assign else entry

    @property
    def may_assign(self) -> bool:
        return bool(self.member.has_perm("eligibility.assign_submission"))

    def _only_what_it_corrects(self) -> None:
        """Leaves the fields that can put it right, filled in with what holds now. They stay where
        someone else was first, so that nothing typed is lost."""
        entry = self.thread.by_id.get(self.corrects)
        about = entry.finding if entry else None
        kept = {"seen"} | ({"new_status", "assign_to", "note"} if not about else set())
        if about:
            kept |= {f"verdict-{_field(about)}", f"reason-{_field(about)}"}
        for name in set(self.fields) - kept:
            del self.fields[name]
        if entry:
            self.initial |= self._as_it_was(entry)

    def _as_it_was(self, entry: Entry) -> dict[str, Any]:
        """A status or assignee begins as it stands now, so that putting a note right moves
        nothing."""
        review, now = entry.review, self.instance
        if entry.finding:
            slug, said = _field(entry.finding), {True: "agree", False: "disagree"}[review.agrees]
            return {f"verdict-{slug}": said, f"reason-{slug}": review.note or ""}
        return {
            "note": review.note or "",
            "new_status": now.status if review.status else "",
            "assign_to": now.assigned_to_id if review.assigned_to_id else None,
        }

    def clean(self) -> dict[str, Any]:
        """One round at a time: what others saved meanwhile is told first."""
        cleaned: dict[str, Any] = super().clean()
        if self.thread.since(cleaned.get("seen") or 0):
            self.conflict = True
            self.add_error(None, NOT_SEEN)
        elif self.corrects and self.corrected is None:
            self.add_error(None, GONE)
        self._check_reasons(cleaned)
        self._check_correction(cleaned)
        if not self.errors and not self.reviews():
            self.add_error(None, NOTHING)
        return cleaned

    def _check_reasons(self, cleaned: dict[str, Any]) -> None:
        for slug in self.findings:
            said, why = cleaned.get(f"verdict-{slug}"), cleaned.get(f"reason-{slug}")
            if said == "disagree" and not why:
                self.add_error(f"reason-{slug}", NO_REASON)
            elif why and not said:
                self.add_error(f"verdict-{slug}", _("You gave a reason. Choose a verdict too."))

    def _check_correction(self, cleaned: dict[str, Any]) -> None:
        """What a corrected review had moved must be said anew, else nobody knows what holds."""
        if not (entry := self.corrected if self.corrects else None):
            return
        review = entry.review
        moved = {"new_status": review.status, "assign_to": review.assigned_to_id}
        if entry.finding:
            moved = {f"verdict-{_field(entry.finding)}": "said"}
        for name, before in moved.items():
            if before and name in self.fields and not cleaned.get(name):
                self.add_error(name, SAME)

    def reviews(self) -> list[Review]:
        """The rows to add: one for status, assignee and note, and one for each verdict."""
        cleaned = self.cleaned_data
        one = self._review(
            status=cleaned.get("new_status") or "",
            assigned_to=cleaned.get("assign_to"),
            note=cleaned.get("note") or None,
        )
        some = [one] if one.status or one.assigned_to_id or one.note else []
        return some + [
            self._review(
                mark=mark(*name),
                agrees=AGREES[said],
                note=cleaned.get(f"reason-{slug}") or None,
            )
            for slug, name in self.findings.items()
            if (said := cleaned.get(f"verdict-{slug}"))
        ]

    def _review(self, **given: Any) -> Review:
        return Review(
            submission=self.instance, author=self.member, corrects_id=self.corrects, **given
        )

    def fields_of(self, name: Name) -> list[Any]:
        """The two fields of a finding, none where a correction is about something else."""
        names = (f"verdict-{_field(name)}", f"reason-{_field(name)}")
        return [self[one] for one in names if one in self.fields]


def _field(name: Name) -> str:
    return "-".join(name)


def _verdict() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Verdict"), choices=VERDICTS, required=False)


def _reason() -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 2, "class": "c-note"})
    return NoteField(label=_("Reason"), required=False, max_length=LONGEST, widget=box)
