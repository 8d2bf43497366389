"""Tells the clinic by e-mail that something came. For a timer, once a minute."""

from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from eligibility.review.notices import tell


class Command(BaseCommand):
    help = "Sends one e-mail to NOTIFY about what came since the last one, without patient data."

    def handle(self, **options: Any) -> None:
        if not settings.NOTIFY:
            raise CommandError("NOTIFY is empty: nobody is to be told. Set it to mail addresses.")
        try:
            count = tell()
        except (OSError, SMTPException) as why:
            raise CommandError(
                f"The mail server did not take the mail ({type(why).__name__}). Nothing is lost: "
                "the next run tells of it."
            ) from None
        self.stdout.write(f"{count} told.")
