"""Works out every stored result again, with the protocol version it was made with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility.models import Submission
from eligibility.summary.records import why_it_differs


class Command(BaseCommand):
    help = "Works out every submission again and fails if a result differs from the stored one."

    def handle(self, **options: Any) -> None:
        count = differ = 0
        for submission in Submission.objects.iterator(chunk_size=500):
            count += 1
            if why := why_it_differs(submission):
                differ += 1
                self.stderr.write(f"{submission.reference}: {why}")
        if differ:
            raise CommandError(f"{differ} of {count} results differ. See above; nothing changed.")
        self.stdout.write(f"{count} results, each the same when worked out again.")
