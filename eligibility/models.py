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


class Submission(models.Model):
    """What a patient sent to the clinic. Its answers never change; only its status moves on.

    It takes the id of the draft it was made from, so one questionnaire cannot be sent twice.
    `digest` tells exactly which rules and words its `protocol` version had; it is empty in a row
    from before it was kept. `patient_key` lets one browser show the result again, for a day since
    it was sent or since `opened_at`, when it was opened with reference and birth date. "Finish and
    clear" empties the key, and then nothing opens it for the patient any more.
    """

    class Status(models.TextChoices):
        NEW = "new", _("New")
        IN_REVIEW = "in_review", _("In review")
        CONTACTED = "contacted", _("Patient contacted")
        SCHEDULED = "scheduled", _("Visit scheduled")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True)
    reference = models.CharField(_("reference"), max_length=9, unique=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    outcome = models.CharField(_("outcome"), max_length=16, db_index=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.NEW, db_index=True
    )
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

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new submission. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("A submission is never changed. Add a review instead.")
        super().save(*args, force_insert=True, **kwargs)


class Review(models.Model):
    """What a member of staff did with a submission. A correction is a new review."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, verbose_name=_("author")
    )
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    status = models.CharField(_("new status"), max_length=10, choices=Submission.Status)
    note = SealedField(_("note"), null=True, blank=True)

    class Meta:
        ordering = ("-at",)
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self) -> str:
        return f"{self.submission_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds this review and moves the submission's status with it. Raises TypeError for a
        review that is stored already."""
        if not self._state.adding:
            raise TypeError("A review is never changed. Add another one.")
        with transaction.atomic():
            super().save(*args, force_insert=True, **kwargs)
            Submission.objects.filter(pk=self.submission_id).update(status=self.status)


class Attempt(models.Model):
    """How often something was tried in one stretch of time. Who tried what is only in the keyed
    fingerprint that is its id. `eligibility.security.attempts` counts; the purge clears."""

    id = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count}"
