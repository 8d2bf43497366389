"""Pages that allauth has, and that we need a little otherwise."""

from typing import Any

from allauth.account.views import PasswordChangeView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.usersessions.views import ListUserSessionsView
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy

from eligibility.staff.factors import factors_of
from eligibility.staff.session import why_over
from eligibility.staff.site import WANTED


class Password(PasswordChangeView):
    """Changes a password. Who signs in with passkeys alone has none to change; allauth would lead
    them to a page that is not here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_usable_password():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        """Where the person wanted to go, if only the password was in the way."""
        if self.request.user.has_own_password:
            return str(super().get_success_url())
        return str(self.request.session.get(WANTED) or reverse("admin:index"))


class Passkeys(RemoveWebAuthnView):
    """Removes a passkey, but not the last second factor: that one is not found here."""

    success_url = reverse_lazy("mfa_index")

    def get_queryset(self) -> QuerySet:
        found = super().get_queryset()
        return found if factors_of(self.request.user).count() > 1 else found.none()


class Sessions(ListUserSessionsView):
    """Where one is signed in. A session that is over opens nothing, so it is not in the list."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["sessions"] = [
            one for one in context["sessions"] if not why_over(one._session_store(one.session_key))
        ]
        return context


password, remove_passkey, sessions = Password.as_view(), Passkeys.as_view(), Sessions.as_view()
