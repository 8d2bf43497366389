"""What keeps the doors: tries, first passwords, access in an emergency, and values to check a key
by."""

from django.conf import settings
from django.db import models

from eligibility.security.sealed import SealedField


class Attempt(models.Model):
    """How often something was tried in one stretch of time. Who tried what is only in the keyed
    fingerprint that is its id. `eligibility.security.attempts` counts; the purge clears."""

    id = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count}"


class EmergencyAccess(models.Model):
    """A role that one member of staff has until a time, because the usual way is closed. Made by
    `manage.py break_glass` alone. It ends by itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.ForeignKey("auth.Group", models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.until}"


class FirstPassword(models.Model):
    """The password of this member of staff was made by someone else, who knows it. It opens only
    the page to choose another. `eligibility.staff.first_password` adds and removes these."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}"


class KeyCheck(models.Model):
    """A value sealed with the data key of this id, by which `eligibility.keys` tells whether a key
    of that name is still the same."""

    key_id = models.CharField(primary_key=True, max_length=16)
    sealed = SealedField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key_id
