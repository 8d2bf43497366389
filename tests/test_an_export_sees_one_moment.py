"""An export reads beside the clinic's work: it waits for nobody, holds nobody up, and tells of one
moment, whatever is written before it ends."""

import pytest
from django.db import connections, transaction

from eligibility.models import Submission
from eligibility.review.export import stored
from tests.clinic import sent
from tests.exports import asked, lead, lines, made_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MIXED", 4)
    monkeypatch.setattr(stored, "AT_ONCE", 2)


def keys(rows: list[stored.Row]) -> list[str]:
    return [row[0].replace("-", "") for row in rows]


def test_what_is_written_meanwhile_changes_nothing_and_waits_for_nothing() -> None:
    before = {one.pk.hex for one in (sent() for _ in range(30))}
    rows = stored.chunks(Submission.objects.all())
    found = [*next(rows)]
    for one in Submission.objects.filter(pk__in=list(before)[:10]):
        Submission.objects.filter(pk=one.pk).update(status=Submission.Status.CLOSED)
    sent()
    Submission.objects.filter(pk=list(before)[-1]).delete()
    for some in rows:
        found += some
    assert sorted(keys(found)) == sorted(before)
    assert {row[4] for row in found} == {Submission.Status.NEW}
    assert Submission.objects.count() == 30


def test_rows_come_by_ids_and_never_as_they_were_sent() -> None:
    came = [sent().pk.hex for _ in range(9)]
    found = [keys(some) for some in stored.chunks(Submission.objects.all())]
    assert list(map(len, found)) == [2, 2, 2, 2, 1]
    together = [key for some in found for key in some]
    assert sorted(together) == sorted(came)
    for at in range(0, 9, stored.MIXED):
        window = together[at : at + stored.MIXED]
        assert window == sorted(window)


def test_inside_a_transaction_it_sees_what_that_has_written() -> None:
    sent()
    with transaction.atomic():
        Submission.objects.update(status=Submission.Status.CLOSED)
        ((row,),) = stored.chunks(Submission.objects.all())
    assert row[4] == Submission.Status.CLOSED


@pytest.mark.parametrize("taken", [1, 3, 99])
def test_its_connection_is_closed_whether_or_not_it_came_to_the_end(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up(9)
    usual, opened = connections["default"], []
    copy = type(usual).copy

    def remembered(wrapper: object) -> object:
        opened.append(copy(wrapper))
        return opened[-1]

    monkeypatch.setattr(type(usual), "copy", remembered)
    rows = stored.chunks(Submission.objects.all())
    for _number, _some in zip(range(taken), rows, strict=False):
        assert opened[0].connection is not None
    rows.close()
    assert [one.connection for one in opened] == [None]


def test_a_whole_file_is_made_of_it() -> None:
    made = made_up(9)
    found = [line["reference"] for line in lines(asked(lead(), "jsonl", "identified"))[:-1]]
    assert sorted(found) == sorted(one.reference for one in made)
