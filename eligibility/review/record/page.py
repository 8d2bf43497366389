"""The page of one submission: findings first, what staff did with it, and the form to do more."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from eligibility.audit.recording import Action, person, record
from eligibility.models import Submission
from eligibility.protocol import PROTOCOL
from eligibility.protocol.questions import finish
from eligibility.review.record.review_form import ReviewForm
from eligibility.review.record.same_person import others_of
from eligibility.review.record.thread import asked_id
from eligibility.review.record.timeline import judged, timeline
from eligibility.summary.answered import AnswerRow
from eligibility.summary.records import sheet_of, why_it_differs
from eligibility.summary.to_explain import to_explain

CONFLICT, INVALID = 409, 422
PLAIN = ("new_status", "assign_to", "note")  # the fields that are about no finding


class RecordPage(admin.ModelAdmin):
    """The page of a submission. Nothing of it is edited: reviews are added."""

    form = ReviewForm
    change_form_template = "staff/submission.html"

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """With its people, in one query."""
        found = self.get_queryset(request).select_related("assigned_to", "entered_by")
        return found.filter(pk=asked_id(object_id)).first()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """None of the submission: the page shows everything itself, and no field can be posted."""
        return ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The form for whoever is signed in, about the review to be corrected if one is named."""
        form = super().get_form(request, obj, **kwargs)
        form.member = request.user
        asked = request.POST if request.method == "POST" else request.GET
        form.corrects = asked_id(asked.get("corrects", ""))
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Adds the reviews under the name of who wrote them. The submission is not saved again."""
        reviews = form.reviews()
        with transaction.atomic():
            for review in reviews:
                review.save()
            if any(review.assigned_to_id for review in reviews):
                record(Action.ASSIGN, person(request), [obj.pk])

    def construct_change_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Django's own history says that reviews were added. It is not sealed, so no more."""
        return [{"added": {"name": "review", "object": ""}}]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Adds the findings, the answers and the patient to the stock page."""
        submission, form = kwargs["obj"], context["adminform"].form
        response = super().render_change_form(
            request, context | self.record_context(request, submission, form), *args, **kwargs
        )
        if form.errors:
            response.status_code = CONFLICT if form.conflict else INVALID
        return response

    def record_context(
        self, request: HttpRequest, submission: Submission, form: Any
    ) -> dict[str, Any]:
        """All that the page tells of a submission."""
        sheet = sheet_of(submission)
        thread = form.thread
        seen = form.cleaned_data.get("seen") or 0 if form.is_bound else None
        cited = (cite for point in sheet.points for cite in point.finding.rule.cites)
        return {
            "sheet": sheet,
            "judged": [(one, form.fields_of(one.name)) for one in judged(sheet, thread)],
            "form": form,
            "plain_fields": [form[name] for name in PLAIN if name in form.fields],
            "seen": len(thread),
            "events": timeline(sheet, thread, seen),
            "finding_sources": dict.fromkeys(cite.source for cite in cited),
            "explain": to_explain(submission.answers),
            "differs": why_it_differs(submission),
            "badge": self.outcome_in_words(submission),
            "identity": identity_rows(submission),
            "others": [
                (other, self.outcome_in_words(other))
                for other in others_of(submission, self.get_queryset(request))
            ],
            "title": _("Submission"),
            "errors": None,  # the page has a summary of its own
        }


def identity_rows(submission: Submission) -> list[AnswerRow]:
    """Who the patient is and what was agreed to, question by question."""
    asked = (*PROTOCOL.step_of[finish.FULL_NAME].questions, finish.RISKS_READ)
    given = submission.identity
    return [
        AnswerRow(None, question, question.says(given[question.slug]))
        for question in asked
        if question.slug in given
    ]
