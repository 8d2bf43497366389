"""The clinic's list finds each submission where it belongs, whoever stored or changed it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction

from eligibility.models import FindingMark, Review, Shelf, Submission
from eligibility.wizard.submit import marks_of
from tests.clinic import LIST, MAY_REVIEW, member, nurse, rows, sent, signed_in

pytestmark = pytest.mark.django_db
ALIKE = ("waiting", "status", "outcome", "language", "protocol", "origin")
URGENT = {"red_flags": ["bladder"]}


def misplaced() -> list[str]:
    """What is not where it belongs: on the shelf of its own columns, with all its marks."""
    found = []
    for one in Submission.objects.select_related("shelf"):
        if [getattr(one.shelf, name) for name in ALIKE] != [getattr(one, name) for name in ALIKE]:
            found.append(one.reference)
        for mark in one.marks.all():
            if (mark.shelf, mark.assigned_to) != (one.shelf_id, one.assigned_to_id):
                found.append(f"{one.reference} {mark}")
    return found


def copy_of(submission: Submission, **differs: Any) -> Submission:
    """An unsaved one like it."""
    columns = {f.attname: getattr(submission, f.attname) for f in Submission._meta.concrete_fields}
    reference = f"{uuid4().hex[:4]}-{uuid4().hex[:4]}".upper()
    return Submission(
        **columns | {"id": uuid4(), "reference": reference, "shelf_id": None} | differs
    )


def test_what_was_sent_is_on_its_shelf_with_its_marks() -> None:
    sent(), sent(**URGENT), sent(language="es")
    assert not misplaced()
    assert FindingMark.objects.exists() and not FindingMark.objects.filter(shelf=None).exists()


def test_it_moves_with_every_act_of_the_clinic() -> None:
    author = member(*MAY_REVIEW)
    submission = sent(**URGENT)
    for status in ("in_review", "contacted", "in_review", "closed", "new"):
        Review(submission=submission, author=author, status=status, assigned_to=author).save()
        assert not misplaced()
    assert set(submission.marks.values_list("assigned_to", flat=True)) == {author.pk}


def test_it_moves_when_several_are_changed_at_once() -> None:
    for _ in range(3):
        sent(**URGENT)
    Submission.objects.update(status="closed", waiting=Submission.Waiting.DONE)
    assert not misplaced()
    assert Shelf.objects.filter(status="closed").count() == 1


def test_it_moves_when_the_one_who_cares_for_it_leaves() -> None:
    leaves = member()
    submission = sent(**URGENT)
    Submission.objects.filter(pk=submission.pk).update(assigned_to=leaves)
    assert set(submission.marks.values_list("assigned_to", flat=True)) == {leaves.pk}
    get_user_model().objects.get(pk=leaves.pk).delete()
    assert not misplaced()
    assert rows(nurse().get(f"{LIST}?assigned=nobody")) == [submission.reference]


def test_made_up_ones_are_on_their_shelves_too() -> None:
    call_command("demo", "--fill", "60", "--seed", "3")
    assert Submission.objects.count() == 60
    assert not misplaced()


def test_what_an_older_worker_stores_during_an_update_is_listed() -> None:
    old = sent(**URGENT)
    new = copy_of(old, reference="AAAA-2222", status="in_review")
    Submission.objects.bulk_create([new])
    FindingMark.objects.bulk_create(marks_of(new))
    assert not misplaced()
    clinic = nurse()
    assert "AAAA-2222" in rows(clinic.get(LIST))
    assert rows(clinic.get(f"{LIST}?status=in_review")) == ["AAAA-2222"]
    found = rows(clinic.get(f"{LIST}?finding=red_flag.cauda_equina&status=in_review"))
    assert found == ["AAAA-2222"]


def test_a_finding_is_listed_by_whoever_cares_for_it() -> None:
    ito = member(*MAY_REVIEW)
    mine, other = sent(**URGENT), sent(**URGENT)
    Review(submission=mine, author=ito, status="in_review", assigned_to=ito).save()
    clinic, finding = signed_in(ito), f"{LIST}?finding=red_flag.cauda_equina"
    assert rows(clinic.get(f"{finding}&assigned=me")) == [mine.reference]
    assert rows(clinic.get(f"{finding}&assigned=nobody")) == [other.reference]
    assert rows(clinic.get(f"{finding}&assigned=me&status=closed")) == []


@pytest.mark.django_db(transaction=True)
def test_many_may_be_the_first_on_one_shelf() -> None:
    like = sent(**URGENT)
    Submission.objects.all().delete()
    Shelf.objects.all().delete()
    together = threading.Barrier(8)

    def store(number: int) -> None:
        try:
            together.wait(timeout=30)
            with transaction.atomic():
                copy_of(like, reference=f"BBBB-22{number:02}").save()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store, range(8)))
    assert (Submission.objects.count(), Shelf.objects.count()) == (8, 1)
    assert not misplaced()
