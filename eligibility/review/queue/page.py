"""The list of submissions: what waits for the clinic, the most urgent first. It shows no names."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Outcome
from eligibility.models import Submission
from eligibility.protocol.content.outcomes import OUTCOMES
from eligibility.review.queue import shortcuts
from eligibility.review.queue.acts import Acts
from eligibility.review.queue.filters import CLOCKS, FILTERS
from eligibility.review.queue.find import Find, reference_in
from eligibility.review.queue.paging import AFTER, BEFORE, LAST, BadCursor, Cursor, Page, Place
from eligibility.review.queue.shelves import all_of, read

PLACES = (AFTER, BEFORE, LAST)
SEALED = ("answers", "assessment", "identity")


class Pages(ChangeList):
    """The stock list, but it never counts, and knows only first, previous, next and last."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        for name in PLACES:
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        return super().get_queryset(request, exclude_parameters)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        """None that can be asked for: the order of the pages is the order of the indexes."""
        return []

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page. An act on some of them reads only those."""
        page = Page([], False, False) if request.method == "POST" else self._read(request)
        self.result_list = rows = page.rows
        self.result_count = self.full_result_count = len(rows)
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = bool(rows)
        self.paginator = Paginator(rows, self.list_per_page)
        self.staff = shortcuts.staff_of(rows)
        self.shortcuts = list(shortcuts.links(rows, self.get_filters_params()))
        self.ways = list(self._ways(page))

    def _read(self, request: HttpRequest) -> Page:
        try:
            place = Place.parse(request.GET.dict())
        except BadCursor as why:
            raise IncorrectLookupParameters from why
        whole = self.apply_select_related(self.root_queryset).defer(*SEALED)
        whole = whole.annotate(**shortcuts.aside(request))
        narrow = all_of(spec.narrow(request) for spec in self.filter_specs)
        if self.query:  # a whole reference, so there is one at most
            found = narrow.among(self.queryset.order_by()).values("pk")
            return Page(list(whole.filter(pk__in=found)), False, False)
        return read(whole, narrow, place, self.list_per_page)

    def _ways(self, page: Page) -> Any:
        """The links to other pages: what each is called, and its address, if there is one."""
        first, last = page.rows[:1], page.rows[-1:]
        before = {BEFORE: str(Cursor.of(first[0]))} if first and page.more_before else None
        after = {AFTER: str(Cursor.of(last[0]))} if last and page.more_after else None
        elsewhere = page.more_before or page.more_after
        yield _("First page"), self.get_query_string() if page.more_before else None, "first"
        yield _("Previous page"), before and self.get_query_string(before), "prev"
        yield _("Next page"), after and self.get_query_string(after), "next"
        end = elsewhere and page.more_after
        yield _("Last page"), self.get_query_string({LAST: 1}) if end else None, "last"


class Queue(Find, Acts, admin.ModelAdmin):
    """The list page."""

    list_display = (
        "reference",
        "received_at",
        "outcome_in_words",
        "to_be_seen",
        "status",
        "assigned_to",
        "language",
        "origin",
    )
    list_filter = FILTERS
    list_select_related = ("assigned_to",)
    search_fields = ("reference",)
    search_help_text = _("Type a whole reference, such as 7F3K-2QXM.")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count the table
    sortable_by = ()

    @admin.display(description=_("outcome"))
    def outcome_in_words(self, submission: Submission) -> SafeString:
        """The outcome as a mark with text and shape."""
        outcome = Outcome(submission.outcome)
        return format_html(
            '<span class="c-badge" data-outcome="{}">{}</span>',
            outcome.value,
            OUTCOMES[outcome].staff,
        )

    @admin.display(description=_("to be seen"))
    def to_be_seen(self, submission: Submission) -> SafeString | str:
        """The clock of a danger sign that nobody has acted on, and how long it has waited."""
        if submission.waiting not in CLOCKS:
            return ""
        waited = timesince(submission.received_at, depth=1)
        return format_html(
            '<strong class="c-clock" data-clock="{}">{}</strong> <span class="c-waited">{}</span>',
            submission.waiting,
            submission.get_waiting_display(),
            gettext("waited %(time)s") % {"time": waited},
        )

    def get_changelist(self, request: HttpRequest, **more: Any) -> type[ChangeList]:
        return Pages

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only our own filters. No other word in an address is a question to the database."""
        return lookup in shortcuts.FILTER

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By whole reference only: a part of one must not list other patients."""
        if not search_term.strip():
            return queryset, False
        reference = reference_in(search_term)
        return queryset.filter(reference=reference) if reference else queryset.none(), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The stock list; it is called what it is, for nothing in it can be changed. A post that
        asks for no act leads back to it."""
        no_act = request.method == "POST" and "action" not in request.POST
        if no_act and self.has_view_permission(request):
            return HttpResponseRedirect(request.get_full_path())
        more = {"title": _("Submissions"), "subtitle": None, "find_form": self.find_form()}
        return super().changelist_view(request, more)
