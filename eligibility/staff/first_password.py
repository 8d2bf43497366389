"""A password that someone else made opens nothing but the page to choose one's own."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import receiver

from eligibility.models import FirstPassword
from eligibility.security.logs import now_answered


@receiver(post_save, sender=User, dispatch_uid="first password")
def made(instance: User, **more: Any) -> None:
    """Notes who set a password on a page: its person, or someone else. A command that makes one
    notes it itself; what is typed there is the person's own."""
    request = now_answered.get()
    if request is None or instance._password is None:  # Django keeps it there until it is saved
        return
    if request.user.pk == instance.pk:
        FirstPassword.objects.filter(user=instance).delete()
    else:
        FirstPassword.objects.get_or_create(user=instance)
