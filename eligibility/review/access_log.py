"""The access log in the admin: a list to read and to search, for who may view it. It shows no
patient, and each page of it that is read is itself in the log."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from eligibility.audit.recording import Action, person, record
from eligibility.models import AccessLog

FARTHEST = 10_000  # pages; whoever looks for older rows filters by date


class NextOnly(ChangeList):
    """Pages that know whether there is a next one, and never count the table."""

    def get_results(self, request: HttpRequest) -> None:
        self.page_num = min(max(self.page_num, 1), FARTHEST)
        before = (self.page_num - 1) * self.list_per_page
        found = list(self.queryset[before : before + self.list_per_page + 1])
        self.result_list = found[: self.list_per_page]
        # A page past the end is empty, but there: it leads back.
        self.result_count = before + max(len(found), min(before, 1))
        self.full_result_count = self.result_count  # else a search would tell it as the total
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = False
        self.multi_page = self.result_count > self.list_per_page
        self.paginator = Paginator(range(self.result_count), self.list_per_page)


@admin.register(AccessLog)
class AccessLogAdmin(admin.ModelAdmin):
    """The list alone: no page of one row, and nothing to add, change or delete."""

    list_display = ("number", "at", "who", "action", "submission", "address")
    list_display_links = None
    list_filter = ("action", "at")
    list_per_page = 100
    search_fields = ("who",)
    search_help_text = _("Type a whole user name, or the whole id of a submission.")
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER  # they count the table
    actions = None

    def get_urls(self) -> list[URLPattern]:
        return [url for url in super().get_urls() if (url.name or "").endswith("_changelist")]

    def get_changelist(self, request: HttpRequest, **more: Any) -> type[ChangeList]:
        return NextOnly

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By the whole of either, so that an index finds it."""
        typed = search_term.strip()
        try:
            found = queryset.filter(submission=UUID(typed))
        except ValueError:
            found = queryset.filter(who=typed) if typed else queryset
        return found, False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Recorded first: an error of the database leads to a page that shows nothing."""
        if self.has_view_permission(request):
            record(Action.LOG, person(request))
        return super().changelist_view(request, {"title": _("Access log"), "subtitle": None})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
