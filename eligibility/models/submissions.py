"""What a patient sent to the clinic, and where it stands in the clinic's list."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility.security.sealed import SealedField


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
