"""A row for each data key, by which a process tells whether it has the right one."""

from django.db import migrations, models

import eligibility.security.sealed


class Migration(migrations.Migration):
    dependencies = [("eligibility", "0009_shelves")]

    operations = [
        migrations.CreateModel(
            name="KeyCheck",
            fields=[
                ("key_id", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("sealed", eligibility.security.sealed.SealedField()),
            ],
            options={"default_permissions": ()},
        ),
    ]
