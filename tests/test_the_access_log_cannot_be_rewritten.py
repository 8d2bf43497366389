"""The access log takes new rows only, and shows each change that was forced on it."""

import random
import secrets
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from eligibility.audit import checking
from eligibility.audit.chain import START, Entry
from eligibility.audit.checking import NONE, Broken, check, follow, head
from eligibility.models import AccessLog, AccessLogHead
from tests.audit import HEAD, LOG, looks, run, some_rows, triggers_off

pytestmark = pytest.mark.django_db
Row = list[Any]
COLUMNS = (*Entry._fields, "mac")
INSERT = f"INTO {LOG} ({', '.join(COLUMNS)}) SELECT {{}} FROM {LOG} WHERE number = 5"
NEXT = ", ".join(("(SELECT max(number) FROM eligibility_accesslog) + 2", *COLUMNS[1:]))

FORBIDDEN = {
    "a row is changed": f"UPDATE {LOG} SET who = 'eve' WHERE number = 5",
    "a row is signed anew": f"UPDATE {LOG} SET mac = 'x' WHERE number = 5",
    "a row is renumbered": f"UPDATE {LOG} SET number = 1000 WHERE number = 5",
    "a row is deleted": f"DELETE FROM {LOG} WHERE number = 5",
    "the tail is deleted": f"DELETE FROM {LOG} WHERE number > 40",
    "all is deleted": f"DELETE FROM {LOG}",
    "a number is left out": f"INSERT {INSERT.format(NEXT)}",
    "a number is used again": f"INSERT {INSERT.format(', '.join(COLUMNS))}",
    "the head goes back": f"UPDATE {HEAD} SET number = 5",
    "the head lies": f"UPDATE {HEAD} SET mac = 'x'",
    "the head is deleted": f"DELETE FROM {HEAD}",
    "there is a second head": f"INSERT INTO {HEAD} SELECT 2, number, mac FROM {HEAD}",
}
OF_ONE_DATABASE = {
    "postgresql": {
        "all is cut": f"TRUNCATE {LOG}",
        "all is cut with what hangs on it": f"TRUNCATE {LOG} CASCADE",
        "the head is cut": f"TRUNCATE {HEAD}",
        "an insert changes a row": f"INSERT {INSERT.format(', '.join(COLUMNS))} "
        "ON CONFLICT (number) DO UPDATE SET who = 'eve'",
    },
    "sqlite": {
        "an insert takes a row's place": f"INSERT OR REPLACE {INSERT.format(', '.join(COLUMNS))}",
        "an update takes a row's place": f"UPDATE OR REPLACE {LOG} SET number = 6 WHERE number = 5",
        "an insert takes the head's place": f"INSERT OR REPLACE INTO {HEAD} VALUES (1, 5, 'x')",
    },
}


def stored() -> list[Row]:
    return [list(row) for row in AccessLog.objects.order_by("number").values_list(*COLUMNS)]


@pytest.mark.shows("T15", "HIPAA 164.312(c)(2)", "ASVS 16.4.2", "HIPAA 164.312(b)")
def test_the_database_refuses_every_change() -> None:
    some_rows()
    before, top = stored(), head()
    for name, statement in (FORBIDDEN | OF_ONE_DATABASE[connection.vendor]).items():
        with pytest.raises(IntegrityError), transaction.atomic():
            run(statement)
            pytest.fail(name)
        assert (stored(), head()) == (before, top), name
    assert check() == top


def test_the_models_refuse_too() -> None:
    looks(1)
    row = AccessLog.objects.get()
    with pytest.raises(TypeError):
        row.save()
    for change in (row.delete, AccessLogHead.objects.get().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_log_without_its_head_takes_no_row() -> None:
    with triggers_off():
        run(f"DELETE FROM {HEAD}")
    with pytest.raises(AccessLogHead.DoesNotExist), transaction.atomic():
        looks(1)
    assert not AccessLog.objects.exists()


def test_a_log_that_nobody_touched_is_whole() -> None:
    assert check() == NONE == (0, START)
    some_rows()
    last = AccessLog.objects.first()
    assert last is not None
    assert check() == head() == (60, last.mac)
    assert [row[0] for row in stored()] == list(range(1, 61))


def test_rows_signed_with_a_key_that_is_no_longer_first_stay_true(settings: Any) -> None:
    looks(3)
    old = settings.DATA_KEYS
    settings.DATA_KEYS = {"k2": secrets.token_bytes(32)} | old
    looks(3)
    assert {row[8] for row in stored()} == {"k1", "k2"}
    assert check()[0] == 6
    settings.DATA_KEYS = {"k2": settings.DATA_KEYS["k2"]}
    with pytest.raises(Broken, match="Row 1: cannot be checked: 'k1' is not among DATA_KEYS"):
        check()
    settings.DATA_KEYS = {"k1": secrets.token_bytes(32)}
    with pytest.raises(Broken, match="Row 1: altered"):
        check()


# --- 10,000 changes of one kind each, made to the rows after they were read: to write each to the
# database and read all back would show the same, a hundred times slower. The test after this one
# does that for each kind.


def other(value: Any, rng: random.Random) -> Any:
    """Something else of the same type, near to it or far."""
    if value is None or value == "":
        return rng.choice([0, 1, "x", "0"])
    if isinstance(value, int):
        return value + rng.choice([-1, 1, 10 ** rng.randrange(12)])
    if isinstance(value, str):
        at = rng.randrange(len(value))
        flipped = value[:at] + chr(ord(value[at]) ^ 1 << rng.randrange(4)) + value[at + 1 :]
        return rng.choice([flipped, value + "0", value[:-1], value[::-1] + " "])
    if hasattr(value, "hex"):
        return rng.choice([None, uuid4()])
    return value + timedelta(microseconds=rng.choice([-1, 1, 10 ** rng.randrange(15)]))


def field_changed(rows: list[Row], top: Row, at: int, rng: random.Random) -> int:
    field = rng.randrange(1, len(COLUMNS))
    rows[at][field] = other(rows[at][field], rng)
    return at + 1


def row_out(rows: list[Row], top: Row, at: int, rng: random.Random) -> int:
    del rows[at]
    return at + 1


def renumbered(rows: list[Row], top: Row, at: int, rng: random.Random) -> int:
    rows[at][0] = rng.choice([-5, 0, len(rows) + rng.randrange(1, 9)])
    rows.sort(key=lambda row: int(row[0]))
    return at + 1 if rows[0][0] == 1 or (at == 0 and rows[0][0] > 0) else int(rows[0][0])


def swapped(rows: list[Row], top: Row, at: int, rng: random.Random) -> int:
    there = rng.choice([place for place in range(len(rows)) if place != at])
    rows[at][1:], rows[there][1:] = rows[there][1:], rows[at][1:]
    return min(at, there) + 1


def closed_up(rows: list[Row], top: Row, at: int, rng: random.Random) -> int:
    """A row is taken out, those after it move up, and the head with them."""
    at = min(at, len(rows) - 2)  # without the last row it is a tail cut off, of the next test
    del rows[at]
    for number, row in enumerate(rows, 1):
        row[0] = number
    top[:] = [len(rows), rows[-1][-1]]
    return at + 1


def tail_cut(rows: list[Row], top: Row, at: int, rng: random.Random) -> int:
    del rows[at:]
    return at + 1


def forged(rows: list[Row], top: Row, at: int, rng: random.Random) -> int:
    rows.append([len(rows) + 1, *rows[at][1:]])
    top[:] = [len(rows), rows[-1][-1]]
    return len(rows)


def head_moved(rows: list[Row], top: Row, at: int, rng: random.Random) -> int:
    top[0] = rng.choice([at, len(rows) + at + 1])
    return max(at, 1) if top[0] == at else len(rows) + 1


KINDS = (field_changed, row_out, renumbered, swapped, closed_up, tail_cut, forged, head_moved)


def first_bad(rows: list[Row], top: Row) -> int:
    with pytest.raises(Broken) as broken:
        follow((tuple(row) for row in rows), lambda: (top[0], top[1]), NONE)
    return broken.value.number


@pytest.mark.shows("T15", "HIPAA 164.312(c)(2)", "ASVS 16.4.2", "HIPAA 164.312(b)")
def test_10_000_of_10_000_changes_are_found_at_the_first_bad_row() -> None:
    some_rows()
    rows = stored()[:25]
    top = [25, rows[-1][-1]]
    rng = random.Random(4)
    for number in range(10_000):
        copies, kept, at = [row[:] for row in rows], list(top), rng.randrange(len(rows))
        kind = KINDS[number % len(KINDS)]
        bad = kind(copies, kept, at, rng)
        assert first_bad(copies, kept) == bad, (kind.__name__, at, number)


@pytest.mark.shows("T15", "HIPAA 164.312(c)(2)", "ASVS 16.4.2", "HIPAA 164.312(b)")
def test_a_tail_cut_together_with_the_head_is_found_by_a_head_kept_elsewhere() -> None:
    some_rows()
    number, mac = head()
    with triggers_off():
        run(f"DELETE FROM {LOG} WHERE number > 50")
        run(f"UPDATE {HEAD} SET number = 50, mac = (SELECT mac FROM {LOG} WHERE number = 50)")
    assert check()[0] == 50
    with pytest.raises(Broken, match="Row 51: missing: the tail is cut off"):
        check((number, mac))
    looks(20)  # and goes on, past the old head
    with pytest.raises(Broken, match="Row 60: altered: a copy of the head says otherwise"):
        check((number, mac))


IN_THE_DATABASE: dict[str, tuple[str, int]] = {
    f"UPDATE {LOG} SET who = 'eve' WHERE number = 17": ("altered", 17),
    f"UPDATE {LOG} SET at = '2020-01-01 00:00:00' WHERE number = 17": ("altered", 17),
    f"UPDATE {LOG} SET actor = NULL WHERE number = 60": ("altered", 60),
    f"UPDATE {LOG} SET submission = NULL WHERE number = 1": ("altered", 1),
    f"UPDATE {LOG} SET detail = '' WHERE number = 1": ("altered", 1),
    f"UPDATE {LOG} SET mac = upper(mac) WHERE number = 9": ("altered", 9),
    f"UPDATE {LOG} SET number = 99 WHERE number = 30": ("missing", 30),
    f"UPDATE {LOG} SET number = -1 WHERE number = 30": ("out of order", -1),
    f"DELETE FROM {LOG} WHERE number = 17": ("missing", 17),
    f"DELETE FROM {LOG} WHERE number <= 17": ("missing", 1),
    f"DELETE FROM {LOG} WHERE number >= 59": ("the tail is cut off", 59),
    f"DELETE FROM {LOG}": ("the tail is cut off", 1),
    f"DELETE FROM {HEAD}": ("the head of the log is gone", 1),
    f"UPDATE {HEAD} SET number = 61": ("the tail is cut off", 61),
    f"UPDATE {HEAD} SET number = 59": ("a copy of the head says otherwise", 59),
    f"UPDATE {HEAD} SET mac = 'x'": ("a copy of the head says otherwise", 60),
}
UNREADABLE = {
    f"UPDATE {LOG} SET at = 'x' WHERE number = 17": ("altered", 17),
    f"UPDATE {LOG} SET submission = 5 WHERE number = 17": ("altered", 17),
    f"UPDATE {LOG} SET number = 'x' WHERE number = 17": ("missing", 17),
    f"UPDATE {LOG} SET who = x'00' WHERE number = 17": ("altered", 17),
}


@pytest.mark.shows("T15", "F35")
def test_the_command_names_the_first_bad_row_and_what_is_wrong(capsys: Any) -> None:
    some_rows()
    changes = IN_THE_DATABASE | (UNREADABLE if connection.vendor == "sqlite" else {})
    for statement, (what, row) in changes.items():
        with transaction.atomic():
            with triggers_off():
                run(statement)
            with pytest.raises(CommandError, match=f"Row {row}: .*{what}") as error:
                call_command("verify_access_log")
            assert error.value.returncode == 1
            transaction.set_rollback(True)
    call_command("verify_access_log")
    assert capsys.readouterr().out.startswith("The access log is whole: 60 rows")


def test_the_command_prints_the_head_and_takes_one_that_was_kept(capsys: Any, caplog: Any) -> None:
    some_rows()
    old = "{}:{}".format(*head())
    with caplog.at_level("INFO", "eligibility.audit"):
        call_command("verify_access_log")
    assert f"Head: {old}\n" in capsys.readouterr().out
    assert f"Head of the access log: {old}" in caplog.text
    looks(5)
    call_command("verify_access_log", head=checking.head())
    call_command("verify_access_log", f"--head={old}")
    forged = f"--head=60:{'0' * 64}"
    with pytest.raises(CommandError, match="Row 60: altered: a copy of the head says otherwise"):
        call_command("verify_access_log", forged)
    for nonsense in ("60", "x:y", f"60:{'g' * 64}"):
        with pytest.raises(CommandError, match="use NUMBER:MAC"):
            call_command("verify_access_log", f"--head={nonsense}")
