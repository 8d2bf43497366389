"""Who looked at what. Rows are added and never changed: the database refuses it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


def actions() -> list[tuple[str, Any]]:
    """What the access log knows. Asked for when needed, so that a new action is no migration."""
    return list(AccessLog.Action.choices)


class AccessLog(models.Model):
    """One look at one record, or one act, of one person. Rows are added and never changed: the
    database refuses it, and `mac` chains each row to the one before.

    `eligibility.audit` writes and checks it. No row points at another table, so that each outlives
    the record and the person it tells of. `submission` is empty when no record was shown, and
    `actor` when a command did it. `detail` is JSON text of counts and codes: never a name, an
    answer or what was searched for.
    """

    class Action(models.TextChoices):
        LIST = "list", _("Saw the list")
        SEARCH = "search", _("Searched")
        DETAIL = "detail", _("Opened")
        HISTORY = "history", _("Saw the history")
        PRINT = "print", _("Opened the sheet to print")
        PDF = "pdf", _("Opened the PDF")
        EXPORT = "export", _("Exported")
        REVIEW = "review", _("Added a review")
        ASSIGN = "assign", _("Assigned")
        ERASE = "erase", _("Erased")
        ENTER = "enter", _("Entered a paper form")
        NOTICE = "notice", _("Told staff by e-mail")
        ROLES = "roles", _("Changed rights")
        EMERGENCY = "emergency", _("Used emergency access")
        SIGN_IN = "sign_in", _("Signed in")
        SIGN_OUT = "sign_out", _("Signed out")
        REFUSED = "refused", _("Failed to sign in")
        LOG = "log", _("Read this log")

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.BigIntegerField(null=True)
    who = models.CharField(_("who"), max_length=150)
    action = models.CharField(_("action"), max_length=16, choices=actions)
    submission = models.UUIDField(_("submission"), null=True, db_index=True)
    detail = models.CharField(_("detail"), max_length=200)
    address = models.CharField(_("address"), max_length=45)
    key_id = models.CharField(max_length=16)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        verbose_name = _("entry of the access log")
        verbose_name_plural = _("access log")
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("who", "number"), name="accesslog_who"),
            models.Index(fields=("action", "number"), name="accesslog_action"),
        )

    def __str__(self) -> str:
        return f"{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError: `eligibility.audit.record` adds rows, and nothing changes one."""
        raise TypeError("A row of the access log is recorded, never saved.")


class AccessLogHead(models.Model):
    """The last row of the access log, kept by the database itself, so that it is noticed when the
    newest rows are gone. There is exactly one of these."""

    id = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    mac = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number}:{self.mac}"
