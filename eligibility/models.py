"""What is stored. Answers, findings and identity are sealed; the plain columns say nothing medical
but the outcome, which the clinic's list is filtered by."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility.security.kiosk import IDS_BELOW
from eligibility.security.sealed import SealedField

DRAFT_LIFE = timedelta(days=14)
PRIVATE_LIFE = timedelta(hours=24)
KIOSK_LIFE = timedelta(hours=1)


class Draft(models.Model):
    """A questionnaire in progress, or a finished one that its patient keeps private.

    One row holds all of it. `version` grows with every change, so that two windows cannot overwrite
    each other unseen. `key` is a fingerprint: the key itself is only in the patient's browser.
    `code` is one too, of the code that opens this draft on another device, which the patient has on
    paper. `code_number` grows when a new code replaces it.
    Staff have no page that shows a draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=64)
    code = models.CharField(max_length=64, null=True, blank=True, unique=True)
    code_number = models.PositiveSmallIntegerField(default=0)
    reference = models.CharField(max_length=9, blank=True)
    version = models.PositiveIntegerField(default=0)
    protocol = models.CharField(max_length=16)
    language = models.CharField(max_length=5)
    content = SealedField()
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)
    completed_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.reference or "draft"

    @property
    def erased_after(self) -> Any:
        """When the purge takes this row: a private result after a day, an idle draft after 14 days,
        and either after an hour if it was made on a tablet of the clinic."""
        if self.pk < IDS_BELOW:
            return self.updated_at + KIOSK_LIFE
        if self.completed_at:
            return self.completed_at + PRIVATE_LIFE
        return self.updated_at + DRAFT_LIFE


class Shelf(models.Model):
    """A place of the clinic's list: what is on one is alike in all of this. There are a few hundred
    at most, so the list puts a page together from the newest of each shelf that it is asked for.

    The database itself puts each submission, and the marks of its findings, on its shelf, and moves
    them when one of these columns of the submission changes.
    """

    waiting = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10)
    outcome = models.CharField(max_length=16)
    language = models.CharField(max_length=5)
    protocol = models.CharField(max_length=16)
    origin = models.CharField(max_length=6)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("waiting", "status", "outcome", "language", "protocol", "origin"),
                name="shelf_is_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"


class Submission(models.Model):
    """What a patient sent to the clinic. Its answers never change; only its place in the clinic's
    work does: its status, who it is assigned to, and how soon it waits to be seen.

    It takes the id of the draft it was made from, so one questionnaire cannot be sent twice.
    `digest` tells exactly which rules and words its `protocol` version had; it is empty in a row
    from before it was kept. `patient_key` lets one browser show the result again, for a day since
    it was sent or since `opened_at`, when it was opened with reference and birth date. "Finish and
    clear" empties the key, and then nothing opens it for the patient any more. `person` finds the
    other submissions of the same name and birth date, without saying whose they are.
    """

    class Origin(models.TextChoices):
        WEB = "web", _("Web")
        TABLET = "tablet", _("Tablet in the clinic")
        PAPER = "paper", _("Paper form")

    class Waiting(models.IntegerChoices):
        """How soon someone must act, soonest first. Once the patient is reached, nothing waits."""

        NOW = 0, _("Now")
        TODAY = 1, _("Today")
        DAYS = 2, _("Within days")
        NO_CLOCK = 3, _("No clock")
        DONE = 9, _("Nothing waits")

        @classmethod
        def of(cls, assessment: dict[str, Any]) -> int:
            """The soonest clock of the findings of a stored assessment."""
            clocks = (finding["when"] for finding in assessment["findings"])
            return min((cls[when.upper()] for when in clocks if when), default=cls.NO_CLOCK)

    class Status(models.TextChoices):
        NEW = "new", _("New")
        IN_REVIEW = "in_review", _("In review")
        CONTACTED = "contacted", _("Patient contacted")
        SCHEDULED = "scheduled", _("Visit scheduled")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(_("reference"), max_length=9, unique=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    outcome = models.CharField(_("outcome"), max_length=16)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    waiting = models.PositiveSmallIntegerField(
        _("to be seen"), choices=Waiting, default=Waiting.NO_CLOCK
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned",
        verbose_name=_("assigned to"),
    )
    origin = models.CharField(_("came by"), max_length=6, choices=Origin, default=Origin.WEB)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entered",
        verbose_name=_("typed in by"),
    )
    shelf = models.ForeignKey(
        Shelf, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    person = models.CharField(max_length=64, editable=False, default="", db_index=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    protocol = models.CharField(_("rules version"), max_length=16)
    digest = models.CharField(max_length=64, editable=False, default="")
    answers = SealedField()
    assessment = SealedField()
    identity = SealedField()
    patient_key = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-received_at",)
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        permissions = (
            ("assign_submission", "Can say who takes care of a submission"),
            ("export_submission", "Can export submissions"),
            ("erase_submission", "Can erase a submission"),
            ("enter_submission", "Can enter a paper form"),
        )
        indexes = (
            models.Index(fields=("shelf", "-received_at", "-id"), name="queue"),
            models.Index(
                fields=("assigned_to", "shelf", "-received_at", "-id"),
                name="queue_somebody",
                condition=models.Q(assigned_to__isnull=False),
            ),
            # PostgreSQL would sort all that is nobody's: in an index, NULL is no value to it.
            models.Index(
                fields=("shelf", "-received_at", "-id"),
                name="queue_nobody",
                condition=models.Q(assigned_to=None),
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new submission. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("A submission is never changed. Add a review instead.")
        super().save(*args, force_insert=True, **kwargs)


class FindingMark(models.Model):
    """One finding of one submission, as a keyed mark that only says which rows are alike. By it the
    clinic lists and counts what came up, while the findings themselves stay sealed. `shelf` and
    `assigned_to` are those of the submission; the database keeps them so."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="marks")
    mark = models.CharField(max_length=24)
    received_at = models.DateTimeField()
    shelf = models.BigIntegerField(null=True, editable=False)
    assigned_to = models.BigIntegerField(null=True, editable=False)

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(
                fields=("mark", "shelf", "-received_at", "-submission"), name="queue_finding"
            ),
            models.Index(
                fields=("mark", "assigned_to", "shelf", "-received_at", "-submission"),
                name="queue_finding_somebody",
                condition=models.Q(assigned_to__isnull=False),
            ),
            models.Index(
                fields=("mark", "shelf", "-received_at", "-submission"),
                name="queue_finding_nobody",
                condition=models.Q(assigned_to=None),
            ),
        )

    def __str__(self) -> str:
        return self.mark


class Review(models.Model):
    """What a member of staff did with a submission, a row an act: a new status, a new assignee, a
    note, or a verdict on one finding (`mark`, `agrees`, and the reason in `note`). A correction is
    a new row that names the one it `corrects`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, verbose_name=_("author")
    )
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    status = models.CharField(
        _("new status"), max_length=10, choices=Submission.Status, blank=True, default=""
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    mark = models.CharField(max_length=24, blank=True, default="", editable=False)
    agrees = models.BooleanField(_("agrees"), null=True, blank=True)
    note = SealedField(_("note"), null=True, blank=True)
    corrects = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="corrected_by"
    )

    class Meta:
        ordering = ("-at",)
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = (models.Index(fields=("mark", "agrees"), name="review_verdict"),)

    def __str__(self) -> str:
        return f"{self.submission_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds this review, and moves its submission to its status and assignee. Raises TypeError
        for a review that is stored already."""
        if not self._state.adding:
            raise TypeError("A review is never changed. Add another one.")
        with transaction.atomic():
            super().save(*args, force_insert=True, **kwargs)
            if moved := self._moves():
                Submission.objects.filter(pk=self.submission_id).update(**moved)

    def _moves(self) -> dict[str, Any]:
        """The columns of the submission that this review sets."""
        moved: dict[str, Any] = {}
        if self.status:
            moved["status"] = self.status
            reached = self.status in REACHED
            waits = Submission.Waiting.of(self.submission.assessment) if not reached else None
            moved["waiting"] = Submission.Waiting.DONE if waits is None else waits
        if self.assigned_to_id:
            moved["assigned_to"] = self.assigned_to_id
        return moved


REACHED = (Submission.Status.CONTACTED, Submission.Status.SCHEDULED, Submission.Status.CLOSED)


class Attempt(models.Model):
    """How often something was tried in one stretch of time. Who tried what is only in the keyed
    fingerprint that is its id. `eligibility.security.attempts` counts; the purge clears."""

    id = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count}"


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
