"""What the clinic did with a submission. Rows are added, never changed."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility.models.submissions import Submission
from eligibility.security.sealed import SealedField

REACHED = (Submission.Status.CONTACTED, Submission.Status.SCHEDULED, Submission.Status.CLOSED)


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
    # What is corrected is of the same submission, and both go with it, at once: nothing has to be
    # followed from one to the other. The database checks it when the transaction ends.
    corrects = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, blank=True, related_name="corrected_by"
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
