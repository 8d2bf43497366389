"""A new data key takes over all that rests on the old one, while people read and write."""

import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from eligibility.keys import resting, rotation
from eligibility.keys.rotation import KINDS
from eligibility.models import Draft, FindingMark, Review, Submission
from eligibility.security.blind_index import mark
from eligibility.security.sealed import CannotRead, seal
from eligibility.wizard import rows as wizard_rows
from tests.clinic import LIST, address, member, overwrite, rows, sent, signed_in, stored
from tests.door import recovery_codes, secret_of, with_app
from tests.keys import ROOT, command, new_key, run, surroundings
from tests.patient import KEPT, Patient

pytestmark = pytest.mark.shows("F33", "ASVS 11.2.2")


@pytest.fixture
def keys(settings: Any) -> Callable[..., None]:
    """Sets which keys there are, the first one first."""

    def are(*some: dict[str, bytes]) -> None:
        settings.DATA_KEYS = {name: key for one in some for name, key in one.items()}

    return are


@pytest.fixture
def old(settings: Any) -> dict[str, bytes]:
    return dict(settings.DATA_KEYS)


def rotate(*options: str) -> list[str]:
    said = StringIO()
    call_command("rotate_keys", *options, stdout=said)
    return said.getvalue().splitlines()


def refused() -> list[str]:
    """What is said of rows that are left, by a run that fails for them."""
    said = StringIO()
    with pytest.raises(CommandError, match="needs its own key"):
        call_command("rotate_keys", stdout=StringIO(), stderr=said)
    return said.getvalue().splitlines()


def on(key: str) -> dict[str, int]:
    """How many rows of each kind rest on this key."""
    return {one.name: count for one in KINDS if (count := one.by_key()[key])}


def reviewed(submission: Submission, **more: Any) -> Review:
    review = Review(submission=submission, author=member(), **more)
    review.save()
    return review


def everything() -> tuple[Submission, dict[str, Any]]:
    """One of each thing that rests on a key, and what it says."""
    submission = sent("Ruth Alvarez", blood_thinner="yes")
    found = submission.assessment["findings"][0]
    seen = mark(found["kind"], found["rule"])
    reviewed(submission, note="She called back.")
    reviewed(submission, mark=seen, agrees=False, note="Not so.")
    reviewed(submission, mark=seen, agrees=True)
    Patient.at("check", KEPT)
    recovery_codes(with_app()[0])
    return submission, all_that_is_said()


def all_that_is_said() -> dict[str, Any]:
    """Everything that is sealed, opened."""
    told: dict[str, Any] = {f"draft {one.pk}": one.content for one in Draft.objects.all()}
    for one in Submission.objects.all():
        told[f"submission {one.pk}"] = (one.answers, one.assessment, one.identity)
    told |= {f"review {one.pk}": one.note for one in Review.objects.all()}
    for one in Authenticator.objects.filter(type="totp"):
        told[f"factor {one.pk}"] = secret_of(one.user)
    for one in Authenticator.objects.filter(type="recovery_codes"):
        told[f"factor {one.pk}"] = one.wrap().generate_codes()
    return told


def lead() -> Client:
    return signed_in(member(is_superuser=True))


def is_found(staff: Client, submission: Submission) -> bool:
    """By name and birth date, and by a finding."""
    submission = Submission.objects.get(pk=submission.pk)
    who, finding = submission.identity, submission.assessment["findings"][0]
    person = {"full_name": who["full_name"].upper(), "date_of_birth": str(who["date_of_birth"])}
    by_person = staff.post(f"{LIST}find/", person)
    by_finding = staff.get(f"{LIST}?finding={finding['kind']}.{finding['rule']}")
    return by_person.get("Location") == address(submission) and rows(by_finding) == [
        submission.reference
    ]


# --- All of it ----------------------------------------------------------------------------------
@pytest.mark.shows("F33", "ASVS 11.2.2")
@pytest.mark.django_db
def test_after_a_rotation_the_old_key_can_go_and_all_is_read_and_found(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    submission, before = everything()
    new = new_key()
    keys(new, old)
    counted = {
        "drafts": 1,
        "submissions": 1,
        "reviews": 2,
        "marks of findings": len(submission.assessment["findings"]),
        "marks of reviews": 2,
        "second factors": 2,
    }
    assert on("k1") == counted and on("k2") == {}
    told = rotate()
    assert [line for line in told if "now rest on k2" in line] == [
        f"{name}: {count} now rest on k2" for name, count in counted.items()
    ]
    assert "0 rows are left on old keys." in told
    assert (on("k1"), on("k2")) == ({}, counted)
    keys(new)
    assert all_that_is_said() == before
    assert not on("?")
    assert is_found(lead(), submission)
    assert rotate()[-2] == "0 rows are left on old keys."


@pytest.mark.django_db
def test_a_dry_run_counts_by_key_and_changes_nothing(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    submission, _ = everything()
    keys(new_key(), old)
    sent("Mei Specimen")
    before = stored(submission)
    told = rotate("--dry-run")
    assert "submissions: 1 on k1" in told and "submissions: 1 on k2" in told
    assert "reviews: 2 on k1" in told and "reviews: 0 on k2" in told
    keys(new_key("k3"))
    assert "submissions: 1 on k2, which is not in DATA_KEYS" in rotate("--dry-run")
    assert stored(submission) == before


@pytest.mark.django_db
def test_a_second_new_key_takes_over_from_two_old_ones(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    first, _ = everything()
    second, third = new_key("k2"), new_key("k3")
    keys(second, old)
    other = sent("Mei Specimen", age=77)
    keys(third, second, old)
    rotate()
    keys(third)
    staff = lead()
    assert is_found(staff, first) and is_found(staff, other)


# --- What cannot be read ------------------------------------------------------------------------
@pytest.mark.shows("F33", "F35")
@pytest.mark.django_db
def test_what_cannot_be_read_is_named_and_left_and_the_rest_goes_on(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    lost = new_key("k0")
    keys(lost, old)
    of_lost, user = sent("Ana Ejemplo"), with_app()[0]
    factor, other_mark = Authenticator.objects.get(user=user), FindingMark.objects.first()
    keys(old)
    altered, whole = sent(), sent()
    overwrite(altered, "answers", stored(altered)["answers"][:-64] + "A" * 64)
    before = [stored(of_lost), stored(altered), dict(factor.data)]
    keys(new_key(), old)
    told = refused()
    for number in (of_lost.pk, altered.pk):
        assert f"submissions: {number} cannot be read, and is as it was" in told
    assert f"second factors: {factor.pk} cannot be read, and is as it was" in told
    if other_mark:
        assert f"marks of findings: {other_mark.pk} cannot be read, and is as it was" in told
    factor.refresh_from_db()
    assert [stored(of_lost), stored(altered), dict(factor.data)] == before
    assert Submission.objects.get(pk=whole.pk).identity == whole.identity
    assert on("k2")["submissions"] == 1
    assert not any("Ana" in line for line in told)


@pytest.mark.shows("F34")
@pytest.mark.django_db
def test_a_missing_old_key_hides_its_records_alone_and_overwrites_nothing(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    hidden = sent("Ana Ejemplo")
    keys(new_key())
    shown, before = sent("Mei Specimen"), stored(hidden)
    with pytest.raises(CannotRead, match="its key 'k1' is not in DATA_KEYS"):
        _ = Submission.objects.get(pk=hidden.pk).identity
    assert Submission.objects.get(pk=shown.pk).identity["full_name"] == "Mei Specimen"
    staff = lead()
    assert set(rows(staff.get(LIST))) == {hidden.reference, shown.reference}
    assert "Mei Specimen" in staff.get(address(shown)).content.decode()
    staff.raise_request_exception = False
    page = staff.get(address(hidden))
    assert page.status_code == 500 and "This record cannot be read" in page.content.decode()
    assert stored(hidden) == before


# --- While others read and write ----------------------------------------------------------------
def many(count: int) -> list[Any]:
    """So many drafts under the first key."""
    drafts = (Draft(key="", protocol="", language="en", content=0) for _ in range(count))
    return [draft.pk for draft in Draft.objects.bulk_create(drafts)]


def write(pk: Any, content: object) -> None:
    """What a patient's page does."""
    draft = wizard_rows.read(pk)
    assert draft and wizard_rows.write(draft, {"content": seal(Draft, "content", pk, content)})


def beside(work: Callable[[], None]) -> threading.Thread:
    """Work in a thread with a connection of its own."""

    def run_and_close() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run_and_close)
    thread.start()
    return thread


def read_all(pks: list[Any]) -> tuple[int, list[Exception]]:
    """How many of these drafts open, and why the others do not."""
    failed = []
    for pk in pks:
        try:
            _ = Draft.objects.get(pk=pk).content
        except Exception as why:
            failed.append(why)
    return len(pks) - len(failed), failed


@pytest.mark.shows("F33")
@pytest.mark.django_db(transaction=True)
def test_no_read_fails_and_no_answer_is_lost_while_it_runs(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    pks = many(120)
    keys(new_key(), old)
    done, failed, written, reads = threading.Event(), [], dict.fromkeys(pks, 0), Counter[str]()

    def read() -> None:
        while not done.is_set():
            found, wrong = read_all(pks)
            reads["of one"] += found
            failed.extend(wrong)

    def patients() -> None:
        for number in range(1, 10**6):
            for pk in pks[::3]:
                if done.is_set():
                    return
                write(pk, number)
                written[pk] = number

    threads = [beside(read), beside(read), beside(patients)]
    with patch.object(resting, "AT_ONCE", 5):
        assert "0 rows are left on old keys." in rotate()
    done.set()
    for thread in threads:
        thread.join()
    assert not failed and reads["of one"] > len(pks)
    assert {one.pk: one.content for one in Draft.objects.all()} == written
    assert max(written.values()) and on("k2") == {"drafts": 120}


@pytest.mark.django_db(transaction=True)
def test_a_patient_who_writes_at_that_very_moment_comes_last(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    [pk] = many(1)
    keys(new_key(), old)
    as_ever, threads = resting.Records._under_first, []

    def slowly(self: Any, row: Any) -> Any:
        threads.append(beside(lambda: write(pk, "newer")))
        time.sleep(0.2)
        return as_ever(self, row)

    with patch.object(resting.Records, "_under_first", slowly):
        rotate()
    threads[0].join()
    assert Draft.objects.get(pk=pk).content == "newer"


@pytest.mark.django_db
def test_what_an_older_process_writes_behind_it_is_brought_over_too(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    new = new_key()
    [first, _] = sorted(many(2))
    keys(new, old)

    def older_process(_seconds: float) -> None:
        keys(old, new)
        if not done:
            write(first, "by an older process")
        done.append(True)
        keys(new, old)

    done: list[bool] = []
    with patch.object(rotation.time, "sleep", older_process):
        rotate()
    assert done and on("k2") == {"drafts": 2}
    assert Draft.objects.get(pk=first).content == "by an older process"


# --- Killed half-way ----------------------------------------------------------------------------
@pytest.mark.shows("F33")
@pytest.mark.django_db(transaction=True)
def test_a_killed_run_leaves_every_row_whole_and_the_next_one_goes_on(
    keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    pks, new = many(1000), new_key()
    keys(new, old)
    process = subprocess.Popen(
        command("rotate_keys"), cwd=ROOT, env=surroundings(new | old), stdout=subprocess.DEVNULL
    )
    while not on("k2").get("drafts"):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -9
    done = on("k2")["drafts"]
    assert 0 < done < len(pks) and on("k1") == {"drafts": len(pks) - done}
    assert [one.content for one in Draft.objects.all()] == [0] * len(pks)
    again = run(new | old, "rotate_keys")
    assert again.returncode == 0, again.stderr
    assert f"drafts: {len(pks) - done} now rest on k2" in again.stdout
    keys(new)
    assert [one.content for one in Draft.objects.all()] == [0] * len(pks)


@pytest.mark.django_db
@pytest.mark.parametrize("lot", range(1, 7))
def test_stopped_after_any_lot_it_goes_on_where_it_was(
    lot: int, keys: Callable[..., None], old: dict[str, bytes]
) -> None:
    _, before = everything()
    new, pauses = new_key(), iter(range(1, 100))
    keys(new, old)

    def stopped(_seconds: float) -> None:
        if next(pauses) == lot:
            raise KeyboardInterrupt

    with patch.object(rotation.time, "sleep", stopped), pytest.raises(KeyboardInterrupt):
        rotate()
    assert all_that_is_said() == before, "half of it is under each key"
    assert bool(on("k1")) == (lot < 6)
    rotate()
    keys(new)
    assert all_that_is_said() == before and not on("?")
