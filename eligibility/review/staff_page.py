"""A page of our own in the admin: where it is, who may open it, and how it is shown."""

from collections.abc import Callable
from functools import wraps
from inspect import getmembers
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from eligibility.models import Submission

one_of_its_methods = require_http_methods(["GET", "HEAD", "POST"])


def staff_page(name: str, at: str, needs: str = "") -> Callable[[Callable], Callable]:
    """Makes a page of a method, for whoever may see submissions and has the right that it `needs`
    beside. The last word of its name says how a look is recorded."""

    def made(view: Callable) -> Callable:
        @wraps(view)
        def page(self: Any, request: HttpRequest, **found: Any) -> Any:
            may = not needs or request.user.has_perm(f"eligibility.{needs}")
            if not (may and self.has_view_permission(request)):
                raise PermissionDenied
            return view(self, request, **found)

        page.at, page.url_name = at, f"eligibility_submission_{name}"
        return page

    return made


class StaffPages(admin.ModelAdmin):
    """An admin that has the pages among its methods."""

    def get_urls(self) -> list[URLPattern]:
        pages = getmembers(type(self), lambda member: hasattr(member, "url_name"))
        own = [(page, one_of_its_methods(getattr(self, name))) for name, page in pages]
        return [
            *(path(page.at, self.admin_site.admin_view(v), name=page.url_name) for page, v in own),
            *super().get_urls(),
        ]

    def shown(
        self, request: HttpRequest, template: str, title: Any, refused: Any = None, **more: Any
    ) -> HttpResponse:
        """What the page tells, in the frame of the admin. `refused` is what is wrong with what was
        sent, if anything is."""
        frame = self.admin_site.each_context(request) | {"opts": self.opts, "media": self.media}
        context = frame | {"title": title, "refused": refused} | more
        return render(request, template, context, status=422 if refused else 200)

    def found(self, request: HttpRequest, pk: UUID) -> Submission:
        """The submission, if it exists and this person may see it."""
        submission = self.get_object(request, str(pk))
        if not self.has_view_permission(request, submission):
            raise PermissionDenied
        if submission is None:
            raise Http404
        return submission
