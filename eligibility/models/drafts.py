"""A questionnaire before it is sent, or one that its patient keeps private."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

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
