"""Submissions in the stock admin: read them, add a review, print the sheet. Nothing is edited."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Outcome
from eligibility.models import Review, Submission
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.outcomes import OUTCOMES
from eligibility.protocol.questions import finish
from eligibility.summary.answered import AnswerRow
from eligibility.summary.pdf import pdf_response
from eligibility.summary.records import sheet_of, why_it_differs
from eligibility.summary.to_explain import to_explain

admin.site.site_header = admin.site.site_title = _("Candor staff")
admin.site.index_title = _("Screening")
admin.site.enable_nav_sidebar = False  # one list: the room is better spent on its columns


class OutcomeFilter(admin.SimpleListFilter):
    """By outcome, in the words of the list."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(outcome.value, OUTCOMES[outcome].staff) for outcome in Outcome]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(outcome=self.value()) if self.value() else queryset


class ReviewForm(forms.ModelForm):
    """A new review: the next status and a note. A sealed field is never a form field by itself, so
    the text has a name of its own."""

    text = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "c-note vLargeTextField"}),
    )

    class Meta:
        model = Review
        fields = ("status",)

    def save(self, commit: bool = True) -> Review:
        self.instance.note = self.cleaned_data["text"] or None
        return super().save(commit=commit)


class NewReview(admin.StackedInline):
    """One empty form. The reviews that are there are shown, not edited."""

    model = Review
    form = ReviewForm
    extra = max_num = 1
    verbose_name = _("Add a review")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Review.objects.none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin):
    """The list shows no names. A submission opens with its findings."""

    list_display = ("reference", "received_at", "outcome_in_words", "status", "language")
    list_filter = (OutcomeFilter, "status", "language", "received_at")
    search_fields = ("reference",)
    search_help_text = _("Type a whole reference, such as 7F3K-2QXM.")
    list_per_page = 50
    show_full_result_count = False
    actions = None
    inlines = (NewReview,)
    change_form_template = "staff/submission.html"

    class Media:
        css = {"all": ["staff.css"]}

    @admin.display(description=_("outcome"), ordering="outcome")
    def outcome_in_words(self, submission: Submission) -> SafeString:
        """The outcome as a mark with text and shape."""
        outcome = Outcome(submission.outcome)
        return format_html(
            '<span class="c-badge" data-outcome="{}">{}</span>',
            outcome.value,
            OUTCOMES[outcome].staff,
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By whole reference only: a part of one must not list other patients."""
        typed = "".join(search_term.upper().split())
        return (queryset.filter(reference=typed) if typed else queryset), False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """None: the page shows everything itself, and no field can be posted."""
        return ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may add a review may post the page; no field of the submission is in it."""
        may_review = request.user.has_perm("eligibility.add_review")
        return may_review and self.has_view_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A submission is never saved again."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Adds the new review under the name of who wrote it."""
        for review in formset.save(commit=False):
            review.author = request.user
            review.save()
        formset.save_m2m()

    def get_urls(self) -> list[URLPattern]:
        sheet = path(
            "<uuid:pk>/sheet/",
            self.admin_site.admin_view(self.sheet_view),
            name="eligibility_submission_sheet",
        )
        pdf = path(
            "<uuid:pk>/sheet.pdf",
            self.admin_site.admin_view(self.pdf_view),
            name="eligibility_submission_pdf",
        )
        return [sheet, pdf, *super().get_urls()]

    def sheet_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The patient's sheet, to print for the consultation."""
        submission = self.found(request, pk)
        context = {
            "sheet": sheet_of(submission),
            "submission": submission,
            "explain": to_explain(submission.answers),
        }
        return render(request, "staff/sheet.html", context)

    def pdf_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The patient's sheet as a PDF, as the patient has it."""
        return pdf_response(sheet_of(self.found(request, pk)))

    def found(self, request: HttpRequest, pk: UUID) -> Submission:
        """The submission, if it exists and this person may see it."""
        submission = self.get_object(request, str(pk))
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        if submission is None:
            raise Http404
        return submission

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The stock list; it is called what it is, for nothing in it can be changed."""
        return super().changelist_view(request, {"title": _("Submissions"), "subtitle": None})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Adds the findings, the answers and the patient to the stock page."""
        submission = kwargs["obj"]
        sheet = sheet_of(submission)
        cited = (cite for point in sheet.points for cite in point.finding.rule.cites)
        context |= {
            "sheet": sheet,
            "finding_sources": dict.fromkeys(cite.source for cite in cited),
            "explain": to_explain(submission.answers),
            "differs": why_it_differs(submission),
            "badge": self.outcome_in_words(submission),
            "reviews": submission.reviews.select_related("author"),
            "identity": identity_rows(submission),
            "title": _("Submission"),
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, **kwargs)


def identity_rows(submission: Submission) -> list[AnswerRow]:
    """Who the patient is and what was agreed to, question by question."""
    asked = (*PROTOCOL.step_of[finish.FULL_NAME].questions, finish.RISKS_READ)
    given = submission.identity
    return [
        AnswerRow(None, question, question.says(given[question.slug]))
        for question in asked
        if question.slug in given
    ]
