"""An index for the list of the clinic, and one for each thing it is filtered by, in its order."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("eligibility", "0007_queue_of_what_is_there"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="findingmark",
            name="finding_mark",
        ),
        migrations.AlterField(
            model_name="submission",
            name="outcome",
            field=models.CharField(max_length=16, verbose_name="outcome"),
        ),
        migrations.AlterField(
            model_name="submission",
            name="status",
            field=models.CharField(
                choices=[
                    ("new", "New"),
                    ("in_review", "In review"),
                    ("contacted", "Patient contacted"),
                    ("scheduled", "Visit scheduled"),
                    ("closed", "Closed"),
                ],
                default="new",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddIndex(
            model_name="findingmark",
            index=models.Index(
                fields=["mark", "-received_at", "-submission"], name="queue_finding"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["waiting", "-received_at", "-id"], name="queue"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["status", "waiting", "-received_at", "-id"], name="queue_status"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["assigned_to", "waiting", "-received_at", "-id"], name="queue_assigned_to"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["outcome", "waiting", "-received_at", "-id"], name="queue_outcome"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["language", "waiting", "-received_at", "-id"], name="queue_language"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["protocol", "waiting", "-received_at", "-id"], name="queue_protocol"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                fields=["origin", "waiting", "-received_at", "-id"], name="queue_origin"
            ),
        ),
    ]
