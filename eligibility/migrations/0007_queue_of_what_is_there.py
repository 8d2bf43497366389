"""Fills what the clinic's list is sorted and searched by, for submissions that are there already."""

from django.db import migrations

from eligibility.security.blind_index import mark, person

CLOCKS = {"now": 0, "today": 1, "days": 2}
NO_CLOCK, NOTHING_WAITS = 3, 9


def fill(apps, schema_editor):
    """Reads each sealed record once. It can run again, and a record that cannot be read stops it."""
    submissions = apps.get_model("eligibility", "Submission").objects
    for one in submissions.filter(person="").iterator(chunk_size=500):
        clocks = (CLOCKS[f["when"]] for f in one.assessment["findings"] if f["when"])
        soonest = min(clocks, default=NO_CLOCK)
        waits = soonest if one.status in ("new", "in_review") else NOTHING_WAITS
        who = person(one.identity["full_name"], one.identity["date_of_birth"])
        submissions.filter(pk=one.pk).update(person=who, waiting=waits)
        one.marks.all().delete()
        one.marks.bulk_create(
            one.marks.model(
                submission=one,
                mark=mark(finding["kind"], finding["rule"]),
                received_at=one.received_at,
            )
            for finding in one.assessment["findings"]
        )


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0006_queue")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
