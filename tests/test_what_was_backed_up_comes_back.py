"""`manage.py backup` and `restore`: every row comes back as it was, or nothing does."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from eligibility.backup import saving, sealed_file
from eligibility.keys import canary
from eligibility.models import AccessLog, Draft, KeyCheck, Review, Shelf, Submission
from tests import audit
from tests.audit import looks, triggers_off
from tests.clinic import overwrite, sent, stored
from tests.door import code_of, enter, is_inside, with_app
from tests.elsewhere import ON_SQLITE, address, another_database
from tests.patient import Patient
from tests.test_bad_settings_stop_the_start import ROOT
from tests.test_saved_answers_open_on_another_device import opened, save

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.shows("F41")]
NOT_KEPT = {"django_session", "usersessions_usersession", "django_migrations", "sqlite_sequence"}
KEPT = (Submission, Shelf, Draft, Review, AccessLog, User, KeyCheck)
Everything = dict[str, list[str]]


def run(*command: object, **options: Any) -> str:
    """What a command writes."""
    told = StringIO()
    call_command(*map(str, command), stdout=told, **options)
    return told.getvalue()


def everything() -> Everything:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - NOT_KEPT:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.fixture(autouse=True)
def as_after_a_start() -> None:
    """What a process that starts leaves for its key is there."""
    canary.check()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A backup of a few records."""
    sent()
    looks(3)
    run("backup", tmp_path / "file")
    return tmp_path / "file"


def refused(file: Path, **options: Any) -> str:
    """Why nothing was restored."""
    with pytest.raises(CommandError, match=r"^Nothing was restored\. ") as why:
        run("restore", file, **options)
    return str(why.value)


def test_every_row_comes_back_and_links_codes_and_sign_ins_still_work(tmp_path: Path) -> None:
    run("demo", fill=100)
    looks(250)
    user, secret = with_app()
    User.objects.create_user("gone").delete()
    patient = Patient.at("age")
    code = save(patient, "age", age=58)
    whole = Patient().start()
    whole.walk()
    before, highest = everything(), User.objects.latest("pk").pk
    assert all(before[model._meta.db_table] for model in KEPT)
    run("backup", tmp_path / "file")
    with another_database(tmp_path):
        told = run("restore", tmp_path / "file")
        assert "Every row is the same" in told and "The access log is whole." in told
        assert everything() == before
        assert opened(code, patient).kept["age"] == 58
        assert whole.show("result").kind == "result"
        assert is_inside(enter(user, code_of(secret)))
        assert User.objects.create_user("new").pk == highest + 2
        assert sent().shelf_id in set(Shelf.objects.values_list("pk", flat=True))
        run("verify_access_log")


def test_a_backup_is_of_one_moment_and_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is made, a patient sends a questionnaire before each table is read."""
    sent()
    before, read = everything(), saving.columns_of

    def send_elsewhere() -> None:
        sent()
        looks(1)
        connection.close()

    def send_and_read(*arguments: Any) -> list[str]:
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(send_elsewhere).result()
        return read(*arguments)

    monkeypatch.setattr(saving, "columns_of", send_and_read)
    run("backup", tmp_path / "file")
    assert Submission.objects.count() > 10
    with another_database(tmp_path, tables=True):
        run("restore", tmp_path / "file")
        assert everything() == before


def test_nobody_else_may_read_it_and_nothing_in_it_can_be_read(tmp_path: Path) -> None:
    submission, user = sent("Zebulon Quagga"), User.objects.create_user("quagga-nurse")
    mask = os.umask(0)
    try:
        run("backup", tmp_path / "file")
    finally:
        os.umask(mask)
    file = tmp_path / "file"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for word in (submission.reference, user.username, submission.outcome, "eligibility", "auth"):
        assert word.encode() not in file.read_bytes()


def test_the_commands_work_in_a_process_of_their_own(tmp_path: Path) -> None:
    def manage(*words: object) -> str:
        command = [sys.executable, "manage.py", *map(str, words)]
        env = {**os.environ, "DATABASE_URL": address()}
        options = {"cwd": ROOT, "capture_output": True, "text": True, "timeout": 120}
        ended = subprocess.run(command, env=env, **options)
        return f"{ended.returncode} {ended.stdout}{ended.stderr}"

    sent()
    before = everything()
    assert manage("backup", tmp_path / "file").startswith("0 ")
    assert manage("restore", tmp_path / "file").startswith("1 CommandError: Nothing was restored.")
    with another_database(tmp_path):
        assert "Every row is the same" in manage("restore", tmp_path / "file")
        assert everything() == before


def test_a_backup_never_replaces_a_file(file: Path) -> None:
    whole = file.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        run("backup", file)
    assert file.read_bytes() == whole


def test_a_backup_that_fails_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("eligibility.backup.saving.last_numbers", full)
    with pytest.raises(CommandError, match=r"^There is no backup\. .*No space left"):
        run("backup", tmp_path / "file")
    assert not list(tmp_path.iterdir())


def test_a_database_that_is_not_empty_is_left_as_it_is(file: Path) -> None:
    before = everything()
    assert "The database is not empty" in refused(file)
    assert everything() == before


@pytest.mark.parametrize("block", [sealed_file.BLOCK, 500])
def test_a_file_that_was_cut_or_altered_anywhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(sealed_file, "BLOCK", block)
    sent()
    run("backup", tmp_path / "file")
    whole = (tmp_path / "file").read_bytes()
    step = max(1, len(whole) // 40)
    bad = [whole[:cut] for cut in (*range(0, len(whole), step), len(whole) - 1)]
    bad += [flipped(whole, at) for at in range(0, len(whole), step)]
    bad += [whole + b"x", whole + whole, b"", b"SQLite format 3\0" + bytes(5000)]
    with another_database(tmp_path):
        for number, text in enumerate(bad):
            (tmp_path / "bad").write_bytes(text)
            refused(tmp_path / "bad")
            assert not connection.introspection.table_names(), number


def flipped(whole: bytes, at: int) -> bytes:
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


def test_a_file_cut_between_two_blocks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_file, "BLOCK", 500)
    sent()
    run("backup", tmp_path / "file")
    whole, ends = (tmp_path / "file").read_bytes(), []
    end = whole.index(b"\n") + 1
    while end < len(whole):
        ends.append(end)
        end += sealed_file.LENGTH.size + sealed_file.LENGTH.unpack(whole[end : end + 4])[0]
    assert len(ends) > 5
    with another_database(tmp_path):
        for one in ends:
            (tmp_path / "bad").write_bytes(whole[:one])
            assert "It was cut" in refused(tmp_path / "bad")


def test_a_file_of_another_key_says_which_key_is_needed(file: Path, settings: Any) -> None:
    settings.DATA_KEYS = {"k2": bytes(range(32))}
    assert "the data key 'k1', which is not in DATA_KEYS" in refused(file)


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "nothing")


def test_a_row_that_comes_out_differently_undoes_the_restore(file: Path, tmp_path: Path) -> None:
    before = everything()
    with another_database(tmp_path, tables=True):
        for statement in MEDDLE:
            audit.run(statement)
        assert "The rows of eligibility_submission did not come out" in refused(file)
        assert not Submission.objects.exists() and not AccessLog.objects.exists()
        audit.run(MEDDLE_NO_MORE)
        run("restore", file)
        assert everything() == before


if ON_SQLITE:
    MEDDLE = [
        "CREATE TRIGGER meddle AFTER INSERT ON eligibility_submission BEGIN "
        "UPDATE eligibility_submission SET digest = 'x'; END"
    ]
    MEDDLE_NO_MORE = "DROP TRIGGER meddle"
else:
    MEDDLE = [
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "NEW.digest := 'x'; RETURN NEW; END $$",
        "CREATE TRIGGER meddle BEFORE INSERT ON eligibility_submission "
        "FOR EACH ROW EXECUTE FUNCTION meddle()",
    ]
    MEDDLE_NO_MORE = "DROP TRIGGER meddle ON eligibility_submission"


def test_what_was_broken_before_is_named_and_comes_back_only_if_it_is_wanted(
    tmp_path: Path,
) -> None:
    spoiled, other = sent(), sent()
    overwrite(spoiled, "answers", stored(other)["answers"])
    looks(5)
    with triggers_off():
        AccessLog.objects.filter(number=3).update(who="someone else")
    run("backup", tmp_path / "altered")
    with triggers_off():
        AccessLog.objects.filter(number=4).delete()
    before = everything()
    run("backup", tmp_path / "with a hole")
    with another_database(tmp_path, tables=True):
        why = refused(tmp_path / "altered")
        assert "A record cannot be read, " in why and "eligibility.submission.answers" in why
        assert "The access log is broken. Row 3" in why
        assert "must follow the last one" in refused(tmp_path / "with a hole")
        assert not Submission.objects.exists()
        assert "opens" not in run("restore", tmp_path / "with a hole", anyway=True)
        assert everything() == before
        with pytest.raises(DatabaseError, match="never changed"):
            audit.run("DELETE FROM eligibility_accesslog")


def test_a_database_behind_its_code_is_not_backed_up(tmp_path: Path) -> None:
    with another_database(tmp_path):
        run("migrate", "eligibility", "0008", verbosity=0)
        with pytest.raises(CommandError, match=r"Run `manage\.py migrate`"):
            run("backup", tmp_path / "file")
