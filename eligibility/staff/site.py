"""The stock admin site, but open only to staff who gave a second factor in this session, and whose
password is their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from eligibility.staff.factors import has_passed

WANTED = "staff_wanted"  # where to go on, once nothing is missing


class StaffSite(AdminSite):
    """Every page of the admin asks `has_permission`, so all else is asked here."""

    def has_permission(self, request: HttpRequest) -> bool:
        may_enter = super().has_permission(request) and has_passed(request)
        return may_enter and bool(request.user.has_own_password)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """The stock way to guard a page, but it gives back what was written on one that was sent
        after the session had ended: a note takes its time."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            words = [] if request.user.is_authenticated else written(request)
            if not words:
                return guarded(request, *args, **kwargs)
            found = {"written": words, "back": request.get_full_path()}
            return render(request, "staff/ended.html", found, status=403)

        return page

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Never signs anyone in: it leads to the page that asks for what is missing."""
        wanted = _wanted(request)
        if self.has_permission(request):
            return redirect(wanted)
        if not request.user.is_authenticated:
            return redirect_to_login(wanted, reverse("account_login"))
        if not super().has_permission(request):
            raise PermissionDenied
        request.session[WANTED] = wanted
        return redirect_to_login(wanted, reverse(what_is_missing(request)))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Ends the session and shows the sign-in page. A GET changes nothing."""
        if request.method != "POST":
            return redirect("account_logout")
        logout(request)
        return redirect("account_login")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The page that counts wrong passwords, not the stock one."""
        return redirect("account_change_password")


def written(request: HttpRequest) -> list[str]:
    """What a person wrote in words in a form: no code, no button, no password."""
    return [
        text
        for name, texts in request.POST.lists()
        for text in map(str.strip, texts)
        if len(text.split()) > 1 and "password" not in name and not name.startswith("_")
    ]


def what_is_missing(request: HttpRequest) -> str:
    """The name of the page for a person who may not enter yet: to give their second factor, to set
    up a first one, or to choose a password of their own."""
    if has_passed(request):
        return "account_change_password"
    return "mfa_reauthenticate" if request.user.has_factor else "mfa_index"


def _wanted(request: HttpRequest) -> str:
    """The address to go on to. One that is not ours, or is none at all, is not followed."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours and wanted.startswith("/") else reverse("admin:index")
