"""The roles of the clinic, and a right for each thing that staff can do."""

from django.db import migrations

SUBMISSION_RIGHTS = (
    ("assign_submission", "Can say who takes care of a submission"),
    ("export_submission", "Can export submissions"),
    ("erase_submission", "Can erase a submission"),
    ("enter_submission", "Can enter a paper form"),
)
REVIEWER = ("view_submission", "view_review", "add_review", "assign_submission", "enter_submission")
ROLES = {
    "reviewer": REVIEWER,
    "clinic lead": (*REVIEWER, "export_submission", "erase_submission"),
    "auditor": ("view_accesslog",),
}
NAMES = dict(SUBMISSION_RIGHTS) | {
    "view_submission": "Can view submission",
    "view_review": "Can view review",
    "add_review": "Can add review",
    "view_accesslog": "Can view entry of the access log",
}


def make_roles(apps, schema_editor):
    """Makes the rights itself, for Django makes them only after the last migration, and then finds
    these. It takes nothing away, so it can run again."""
    for role, rights in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.add(*(right_of(apps, name) for name in rights))


def right_of(apps, codename):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="eligibility", model=codename.rpartition("_")[2]
    )
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": NAMES[codename]}
    )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("eligibility", "0004_access_log"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="submission",
            options={
                "ordering": ("-received_at",),
                "permissions": SUBMISSION_RIGHTS,
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
            },
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
