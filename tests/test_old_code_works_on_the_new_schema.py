"""An update is rolled out with both versions at work: the schema grows first, and the code before
it reads, writes and erases on it as before.

This holds from FIRST on. The migrations before it were made before there was a first release, and
no site ever ran the code between them.
"""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps as new_apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyse_sql_statements

from eligibility.backup import saving
from eligibility.keys import canary
from eligibility.management.commands.demo import made_up
from eligibility.models import AccessLog, FindingMark, Review, Submission
from tests.clinic import nurse, rows, sent
from tests.elsewhere import another_database
from tests.patient import Patient

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.shows("F31")]
APP, FIRST = "eligibility", "0008_queue_order"
# What a patient and a member of staff have stored, in an order in which it can be stored.
STORED = ("Draft", "Submission", "FindingMark", "Review", "Attempt")
LOADER = MigrationLoader(None)
SINCE = sorted(name for app, name in LOADER.disk_migrations if app == APP and name > FIRST)
OLDER = [FIRST, *SINCE[:-1]]


def old_code(migration: str) -> Any:
    """The models as the code had them that came with this migration."""
    return LOADER.project_state([(APP, migration)]).apps


def linted(name: str) -> list[str]:
    """The mistakes of a migration: what breaks the code before it."""
    linter = MigrationLinter(no_output=True)
    sql = linter.get_sql(APP, name)
    errors, _, _ = analyse_sql_statements(linter.sql_analyser_class, sql, [])
    return [error.code for error in errors]


@pytest.mark.parametrize("name", SINCE)
def test_no_migration_takes_away_what_the_code_before_it_needs(name: str) -> None:
    assert linted(name) == []


def test_the_linter_sees_a_column_that_old_code_would_not_fill() -> None:
    assert linted("0002_submission_digest") == ["NOT_NULL"]


def copied(model: type[models.Model], row: Any, **changed: Any) -> Any:
    """The same row again, stored by this model with what it knows of it."""
    known = [field for field in model._meta.concrete_fields if not isinstance(field, AUTO)]
    values = {field.attname: getattr(row, field.attname) for field in known}
    return model.objects.create(**{**values, **changed})


AUTO = (models.AutoField, models.BigAutoField)


def visit(old: Any) -> Any:
    """A patient and a member of staff are served by old code: they store, change and erase."""
    draft, like = Patient.at("red_flags").row, sent()
    find = {name: old.get_model(APP, name) for name in STORED}
    key, author = uuid4(), old.get_model("auth", "User").objects.create(username=str(uuid4()))
    draft = copied(find["Draft"], draft, id=key, key="k" * 64, code=None)
    find["Draft"].objects.filter(pk=key, version=draft.version).update(version=99)
    assert find["Draft"].objects.get(pk=key).content["answers"]
    draft.delete()
    stored = copied(find["Submission"], like, id=key, reference=f"OLD-{key.hex[:4]}")
    for mark in FindingMark.objects.filter(submission=like):
        copied(find["FindingMark"], mark, submission_id=key)
    review = {"submission": stored, "author": author, "status": "contacted", "note": "Called."}
    find["Review"].objects.create(**review)
    moved = {"status": "contacted", "waiting": 9, "assigned_to_id": author.pk}
    assert find["Submission"].objects.filter(pk=key).update(**moved) == 1
    assert find["Submission"].objects.get(pk=key).identity == like.identity
    gone = copied(find["Submission"], like, id=uuid4(), reference=f"GON-{key.hex[:4]}")
    assert gone.delete()
    return key


def assert_new_code_sees(key: Any) -> None:
    """What old code stored is as if this code had stored it."""
    found = Submission.objects.get(pk=key)
    assert (found.status, found.waiting) == ("contacted", Submission.Waiting.DONE)
    assert found.assessment["findings"] is not None and found.answers["age"]
    assert Review.objects.get(submission=found).note == "Called."
    listed = nurse().get("/admin/eligibility/submission/", {"status": "contacted"})
    assert found.reference in rows(listed)


@pytest.mark.parametrize("migration", OLDER)
def test_old_code_stores_changes_and_erases_on_the_new_schema(migration: str) -> None:
    assert_new_code_sees(visit(old_code(migration)))


@pytest.fixture
def of_the_first_release(tmp_path: Path) -> Iterator[None]:
    with another_database(tmp_path):
        call_command("migrate", APP, FIRST, verbosity=0)
        yield


def stored_then() -> Any:
    """A submission and its review, by the code of the first release."""
    old, key = old_code(FIRST), uuid4()
    author = old.get_model("auth", "User").objects.create(username="nurse")
    like = made_up("Ruth Sample", "en", {})
    stored = copied(old.get_model(APP, "Submission"), like, id=key, reference="OLD-0001")
    review = {"submission": stored, "author": author, "status": "contacted", "note": "Called."}
    old.get_model(APP, "Review").objects.create(**review)
    old.get_model(APP, "Submission").objects.update(status="contacted", waiting=9)
    return key


def test_a_backup_of_the_first_release_comes_back_in_this_one(
    of_the_first_release: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, there = stored_then(), set(connection.introspection.table_names())
    at_first = dict(LOADER.graph.leaf_nodes()) | {APP: FIRST}
    monkeypatch.setattr(saving, "_migrations", lambda snapshot: at_first)
    tables = [table for table in saving.kept_tables() if table in there]
    monkeypatch.setattr(saving, "kept_tables", lambda: tables)
    call_command("backup", tmp_path / "file", stdout=StringIO())
    with another_database(tmp_path):
        call_command("restore", tmp_path / "file", stdout=StringIO())
        assert_new_code_sees(key)


def test_what_was_stored_before_an_update_is_there_after_it(of_the_first_release: None) -> None:
    assert Client().get("/ready/").status_code == 503
    key = stored_then()
    call_command("migrate", verbosity=0)
    canary.check()
    assert Client().get("/ready/").status_code == 200
    assert_new_code_sees(key)
    assert AccessLog.objects.filter(submission=key).exists()


def test_every_change_of_a_model_has_its_migration_and_there_is_one_newest() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert len([leaf for leaf in LOADER.graph.leaf_nodes() if leaf[0] == APP]) == 1
    assert new_apps.get_model(APP, "Submission") is Submission
