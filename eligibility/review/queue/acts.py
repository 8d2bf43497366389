"""Acts on several submissions at once: who takes care of them, and their status.

Each act adds one review to each submission, under the name of who did it, all or none of them, and
is recorded in the access log with them. There are as many at once as a page shows.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME as CHOSEN
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from eligibility.audit.recording import Action, person, record
from eligibility.models import Review, Submission
from eligibility.review.staff_page import StaffPages

DONE = "done"  # the button of the page that asks which
BACKEND = "eligibility.staff.backend.StaffBackend"


def who_may_be_assigned() -> QuerySet:
    """Active staff who may see submissions."""
    users = get_user_model()
    may_see = users.objects.with_perm("eligibility.view_submission", backend=BACKEND)
    return may_see.filter(is_staff=True).order_by(users.USERNAME_FIELD)


class ChoosePerson(forms.Form):
    choice = forms.ModelChoiceField(
        queryset=None,
        label=_("Assign to"),
        empty_label=None,
        error_messages={"invalid_choice": _("Choose someone of the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].queryset = who_may_be_assigned()


class ChooseStatus(forms.Form):
    choice = forms.ChoiceField(
        choices=Submission.Status,
        label=_("New status"),
        error_messages={"invalid_choice": _("Choose a status of the list.")},
    )


class Acts(StaffPages):
    """The acts, as stock admin actions."""

    actions = ("assign_to_me", "assign_to", "set_status")

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("eligibility.assign_submission")

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("eligibility.add_review")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the stock one that deletes."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """On the submissions that were ticked, also those that a colleague has moved to another
        view meanwhile. Never on more than a page, and never on what has no tick."""
        ticked = request.POST.getlist(CHOSEN)
        if len(ticked) > self.list_per_page or request.POST.get("select_across", "0") != "0":
            most = gettext("Choose at most %(number)d submissions at once. Nothing was changed.")
            self.message_user(request, most % {"number": self.list_per_page}, messages.ERROR)
            return None
        if not all(map(_is_key, ticked)):
            gone = gettext("These submissions are not there. Nothing was changed.")
            self.message_user(request, gone, messages.ERROR)
            return None
        return super().response_action(request, self.get_queryset(request))

    @admin.action(description=_("Assign to me"), permissions=["assign"])
    def assign_to_me(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.assign(request, queryset, request.user)

    @admin.action(description=_("Assign to …"), permissions=["assign"])
    def assign_to(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self.ask(request, queryset, "assign_to", ChoosePerson, self.assign)

    @admin.action(description=_("Set the status …"), permissions=["review"])
    def set_status(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return self.ask(request, queryset, "set_status", ChooseStatus, self.move)

    def assign(self, request: HttpRequest, queryset: QuerySet, to: Any) -> None:
        """Gives them to `to`."""
        count = self.review_each(request, queryset, Action.ASSIGN, assigned_to=to)
        done = ngettext(
            "%(count)d submission is assigned to %(name)s.",
            "%(count)d submissions are assigned to %(name)s.",
            count,
        )
        self.message_user(request, done % {"count": count, "name": to}, messages.SUCCESS)

    def move(self, request: HttpRequest, queryset: QuerySet, status: str) -> None:
        """Gives them this status."""
        count = self.review_each(request, queryset, Action.REVIEW, status=status)
        done = ngettext(
            "The status of %(count)d submission is now: %(status)s.",
            "The status of %(count)d submissions is now: %(status)s.",
            count,
        )
        told = {"count": count, "status": Submission.Status(status).label}
        self.message_user(request, done % told, messages.SUCCESS)

    def review_each(
        self, request: HttpRequest, queryset: QuerySet, action: Action, **said: Any
    ) -> int:
        """Adds a review to each, and tells how many there are. Rows are locked in one order, so
        that two such acts wait for each other."""
        with transaction.atomic():
            chosen = list(queryset.select_for_update().order_by("pk"))
            for submission in chosen:
                Review(submission=submission, author=request.user, **said).save()
            if chosen:
                detail = {"status": said["status"]} if "status" in said else {}
                record(action, person(request), [one.pk for one in chosen], **detail)
        return len(chosen)

    def ask(
        self, request: HttpRequest, queryset: QuerySet, name: str, form_class: Any, act: Any
    ) -> HttpResponse | None:
        """Asks which on a page of its own, and then does it."""
        form = form_class(request.POST if DONE in request.POST else None)
        if form.is_valid():
            act(request, queryset, form.cleaned_data["choice"])
            return None
        chosen = queryset.order_by("-received_at", "-pk")
        told = {"form": form, "action": name, "chosen": chosen}
        title = self.get_action(name)[2]
        return self.shown(request, "staff/act.html", title, form.errors, **told)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
