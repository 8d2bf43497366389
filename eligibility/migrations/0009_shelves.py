# ruff: noqa: S608 (the names in these statements are the constants below)
"""The clinic's list is kept on shelves, by the database itself.

So code of the version before this one, which knows no shelf, puts what it stores on one too, while
an update is rolled out. A migration that makes a table of SQLite anew (Django does for most changes
of a column) takes the triggers of that table away, and must make them again.
"""

import django.db.models.deletion
from django.db import migrations, models

from eligibility.migrations._sql_of import SqlOf

SUBMISSION, SHELF, MARK = "eligibility_submission", "eligibility_shelf", "eligibility_findingmark"
ALIKE = ("waiting", "status", "outcome", "language", "protocol", "origin")
COLUMNS = ", ".join(ALIKE)
NEW = ", ".join(f"NEW.{name}" for name in ALIKE)

SQLITE_SHELF = f"""BEGIN
    INSERT INTO {SHELF} ({COLUMNS}) SELECT {NEW} WHERE NOT EXISTS
    (SELECT 1 FROM {SHELF} WHERE ({COLUMNS}) = ({NEW}));
    UPDATE {SUBMISSION} SET shelf_id = (SELECT id FROM {SHELF} WHERE ({COLUMNS}) = ({NEW}))
    WHERE id = NEW.id; END"""
SQLITE = [
    f"CREATE TRIGGER submission_stored AFTER INSERT ON {SUBMISSION} {SQLITE_SHELF}",
    f"CREATE TRIGGER submission_moved AFTER UPDATE OF {COLUMNS} ON {SUBMISSION} {SQLITE_SHELF}",
    f"""CREATE TRIGGER submission_marks AFTER UPDATE OF shelf_id, assigned_to_id ON {SUBMISSION}
    BEGIN UPDATE {MARK} SET shelf = NEW.shelf_id, assigned_to = NEW.assigned_to_id
    WHERE submission_id = NEW.id; END""",
    f"""CREATE TRIGGER findingmark_stored AFTER INSERT ON {MARK}
    BEGIN UPDATE {MARK} SET (shelf, assigned_to) =
    (SELECT shelf_id, assigned_to_id FROM {SUBMISSION} WHERE id = NEW.submission_id)
    WHERE id = NEW.id; END""",
]
SQLITE_BACK = [
    "DROP TRIGGER findingmark_stored",
    "DROP TRIGGER submission_marks",
    "DROP TRIGGER submission_moved",
    "DROP TRIGGER submission_stored",
]
POSTGRESQL = [
    f"""CREATE FUNCTION submission_shelf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.shelf_id := (SELECT id FROM {SHELF} WHERE ({COLUMNS}) = ({NEW}));
    IF NEW.shelf_id IS NULL THEN
    INSERT INTO {SHELF} ({COLUMNS}) VALUES ({NEW}) ON CONFLICT ({COLUMNS})
    DO UPDATE SET waiting = EXCLUDED.waiting RETURNING id INTO NEW.shelf_id; END IF;
    RETURN NEW; END $$""",
    f"""CREATE FUNCTION submission_marks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE {MARK} SET shelf = NEW.shelf_id, assigned_to = NEW.assigned_to_id
    WHERE submission_id = NEW.id; RETURN NULL; END $$""",
    f"""CREATE FUNCTION findingmark_shelf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    SELECT shelf_id, assigned_to_id INTO NEW.shelf, NEW.assigned_to
    FROM {SUBMISSION} WHERE id = NEW.submission_id; RETURN NEW; END $$""",
    f"""CREATE TRIGGER submission_shelf BEFORE INSERT OR UPDATE OF {COLUMNS} ON {SUBMISSION}
    FOR EACH ROW EXECUTE FUNCTION submission_shelf()""",
    f"""CREATE TRIGGER submission_marks AFTER UPDATE ON {SUBMISSION} FOR EACH ROW
    WHEN ((OLD.shelf_id, OLD.assigned_to_id) IS DISTINCT FROM (NEW.shelf_id, NEW.assigned_to_id))
    EXECUTE FUNCTION submission_marks()""",
    f"""CREATE TRIGGER findingmark_shelf BEFORE INSERT ON {MARK}
    FOR EACH ROW EXECUTE FUNCTION findingmark_shelf()""",
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER findingmark_shelf ON {MARK}",
    f"DROP TRIGGER submission_marks ON {SUBMISSION}",
    f"DROP TRIGGER submission_shelf ON {SUBMISSION}",
    "DROP FUNCTION findingmark_shelf()",
    "DROP FUNCTION submission_marks()",
    "DROP FUNCTION submission_shelf()",
]
# The triggers put what is there already on its shelf. Then the tables are as long as before, and
# the indexes are made once, of what is in place.
PUT_ON_SHELVES = f"UPDATE {SUBMISSION} SET waiting = waiting"


class Migration(migrations.Migration):
    dependencies = [
        ("eligibility", "0008_queue_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shelf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("waiting", models.PositiveSmallIntegerField()),
                ("status", models.CharField(max_length=10)),
                ("outcome", models.CharField(max_length=16)),
                ("language", models.CharField(max_length=5)),
                ("protocol", models.CharField(max_length=16)),
                ("origin", models.CharField(max_length=6)),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=ALIKE, name="shelf_is_one")],
            },
        ),
        migrations.RemoveIndex(model_name="findingmark", name="queue_finding"),
        migrations.RemoveIndex(model_name="submission", name="queue"),
        migrations.RemoveIndex(model_name="submission", name="queue_status"),
        migrations.RemoveIndex(model_name="submission", name="queue_assigned_to"),
        migrations.RemoveIndex(model_name="submission", name="queue_outcome"),
        migrations.RemoveIndex(model_name="submission", name="queue_language"),
        migrations.RemoveIndex(model_name="submission", name="queue_protocol"),
        migrations.RemoveIndex(model_name="submission", name="queue_origin"),
        migrations.AddField(
            model_name="findingmark",
            name="assigned_to",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="findingmark",
            name="shelf",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="submission",
            name="shelf",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="eligibility.shelf",
            ),
        ),
        SqlOf("sqlite", SQLITE, SQLITE_BACK),
        SqlOf("postgresql", POSTGRESQL, POSTGRESQL_BACK),
        migrations.RunSQL(PUT_ON_SHELVES, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="findingmark",
            index=models.Index(
                fields=["mark", "shelf", "-received_at", "-submission"], name="queue_finding"
            ),
        ),
        migrations.AddIndex(
            model_name="findingmark",
            index=models.Index(
                condition=models.Q(("assigned_to__isnull", False)),
                fields=["mark", "assigned_to", "shelf", "-received_at", "-submission"],
                name="queue_finding_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="findingmark",
            index=models.Index(
                condition=models.Q(("assigned_to", None)),
                fields=["mark", "shelf", "-received_at", "-submission"],
                name="queue_finding_nobody",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["shelf", "-received_at", "-id"], name="queue"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("assigned_to__isnull", False)),
                fields=["assigned_to", "shelf", "-received_at", "-id"],
                name="queue_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("assigned_to", None)),
                fields=["shelf", "-received_at", "-id"],
                name="queue_nobody",
            ),
        ),
    ]
