"""What of allauth's tables the admin shows: second factors, to take away a lost one."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest


class LostFactor(admin.ModelAdmin):
    """Whoever lost their factors sets up new ones at the next sign-in, once the old are deleted
    here. Nothing of a secret is shown, and none is made by hand."""

    list_display = ("user", "type", "created_at", "last_used_at")
    fields = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__username",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


for model in (EmailAddress, EmailConfirmation, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
admin.site.register(Authenticator, LostFactor)
