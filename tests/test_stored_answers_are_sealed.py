"""What the database holds says nothing, and what is not exactly what we wrote is refused."""

import base64
import math
import secrets
import uuid
from collections import Counter, OrderedDict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from statistics import correlation
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps.registry import Apps
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.forms import modelform_factory
from django.utils.safestring import SafeString

from eligibility.security.sealed import CannotRead, CannotSeal, Sealed, SealedField, seal
from eligibility.security.tokens import ALPHABET, fingerprint, fingerprints, new_token, reference

CANARY = "Zebra-Xylophone-Quartz"
OLD, NEW = secrets.token_bytes(32), secrets.token_bytes(32)
LOOP: list[Any] = []
LOOP.append(LOOP)
EAST = timezone(timedelta(hours=5))
EXACT: list[Any] = [
    *(True, False, 0, 1, -7, 2**70, 0.0, -0.0, 1.0, 1e300, 0.1, "", "0", "null", " ~date ", [], {}),
    *("José 🧘🏽‍♀️ \u202e\u0301\x00\n", "2024-02-29", date(2024, 2, 29), datetime(2024, 2, 29)),
    *(datetime(2024, 2, 29, 1, 2, 3, 4, UTC), datetime(1, 1, 1, tzinfo=EAST)),
    {"a": [None, True, 1, 1.0, "1", date.min, {"": [{}], "b": datetime.max}], "~": {"date": 0}},
]
INEXACT: list[Any] = [
    *((1, 2), {1}, b"x", math.nan, math.inf, [-math.inf], {1: 2}, {True: 1}, {"~date": 0}, LOOP),
    *({"a": (1,)}, "\ud800", {"\udfff": 1}, 10**5000, 1j, object(), SafeString("x"), F("other")),
    *(OrderedDict(a=1), {SafeString("x"): 1}, uuid.uuid4(), [Sealed("note.answers", "k1.x")]),
    *(datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC")), datetime(2024, 1, 1, fold=1)),
]
pytestmark = pytest.mark.usefixtures("table", "db")


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=20, default="")
    answers = SealedField(null=True)
    other = SealedField(null=True)

    class Meta:
        app_label = "eligibility"
        apps = Apps()  # a registry of its own: migrations never hear of this table


@pytest.fixture(scope="module")
def table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Note)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Note)


@pytest.fixture
def note() -> Note:
    return Note.objects.create(answers={"name": CANARY, "age": 0}, other=[1])


def sql(command: str, pk: uuid.UUID, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(command, [*values, Note._meta.pk.get_db_prep_value(pk, connection)])
        return cursor.fetchone() if cursor.description else None


def stored(pk: uuid.UUID, column: str = "answers") -> str:
    return sql(f"SELECT {column} FROM eligibility_note WHERE id = %s", pk)[0]


def plant(pk: uuid.UUID, text: str) -> Note:
    """The note as read after somebody wrote to the database behind our back."""
    sql("UPDATE eligibility_note SET answers = %s WHERE id = %s", pk, text)
    return Note.objects.get(pk=pk)


def refuses(note: Note, why: str = "eligibility.note.answers") -> CannotRead:
    with pytest.raises(CannotRead, match=why) as caught:
        _ = note.answers
    return caught.value


@pytest.mark.shows("T20", "ASVS 1.5.2", "ASVS 15.3.5")
@pytest.mark.parametrize("value", EXACT, ids=repr)
def test_a_value_comes_back_with_the_type_it_had(note: Note, value: Any) -> None:
    Note.objects.filter(pk=note.pk).update(answers=seal(Note, "answers", note.pk.hex, value))
    updated = Note.objects.get(pk=note.pk).answers
    created = Note.objects.get(pk=Note.objects.create(answers=value).pk).answers
    assert repr(updated) == repr(created) == repr(value)  # tells 1 from True and 1.0, and -0.0


@pytest.mark.shows("ASVS 1.5.2", "ASVS 15.3.5")
@pytest.mark.parametrize("value", INEXACT, ids=lambda value: type(value).__name__)
def test_a_value_that_would_change_is_refused_when_written(note: Note, value: Any) -> None:
    before = stored(note.pk)
    note.answers = value
    with pytest.raises(CannotSeal), transaction.atomic():
        note.save()
    assert stored(note.pk) == before


def test_an_error_of_writing_names_the_field_and_never_the_value() -> None:
    for bad in ({CANARY: "\ud800"}, {CANARY: math.nan}, {CANARY: ({CANARY},)}):
        with pytest.raises(CannotSeal, match=r"eligibility\.note\.answers") as caught:
            seal(Note, "answers", uuid.uuid4(), bad)
        assert CANARY not in str(caught.value)
        assert not isinstance(caught.value.__context__, ValueError)


def test_nothing_is_stored_as_null(note: Note) -> None:
    assert Note.objects.filter(answers__isnull=False, other__isnull=False).count() == 1
    Note.objects.filter(pk=note.pk).update(answers=seal(Note, "answers", note.pk, None))
    note.other = None
    note.save(update_fields=["other"])
    assert stored(note.pk) is None and stored(note.pk, "other") is None
    assert Note.objects.get(answers__isnull=True).answers is None


@pytest.mark.shows("T20", "ASVS 11.3.4")
def test_the_same_value_twice_gives_different_text() -> None:
    pk = uuid.uuid4()
    assert len({seal(Note, "answers", pk, "yes") for _ in range(1000)}) == 1000


@pytest.mark.shows("T20")
def test_the_length_does_not_tell_yes_from_no() -> None:
    texts = [seal(Note, "answers", uuid.uuid4(), {"pain": v}).text for v in (True, False, "no")]
    assert len({len(text) for text in texts}) == 1


@pytest.mark.shows("T20", "ASVS 11.3.3", "HIPAA 164.312(c)(2)", "F35")
def test_a_value_with_any_one_bit_flipped_is_refused() -> None:
    note = Note.objects.create(answers=False)
    text = stored(note.pk)
    for at, letter in enumerate(text):
        for bit in range(8):
            refuses(plant(note.pk, f"{text[:at]}{chr(ord(letter) ^ 1 << bit)}{text[at + 1 :]}"))


@pytest.mark.shows("T20", "ASVS 11.3.3", "HIPAA 164.312(c)(2)", "F35")
def test_a_value_cut_short_or_made_longer_is_refused(note: Note) -> None:
    text = stored(note.pk)
    for wrong in [text[:end] for end in range(len(text))] + [f"{text}=", f"{text}\n", text * 2]:
        refuses(plant(note.pk, wrong))


@pytest.mark.shows("T20", "ASVS 11.3.3", "HIPAA 164.312(c)(2)", "F35")
def test_a_value_moved_to_another_row_is_refused(note: Note) -> None:
    other = Note.objects.create(answers={"name": "Other"})
    refuses(plant(other.pk, stored(note.pk)), "another record")


@pytest.mark.shows("T20", "ASVS 11.3.3", "HIPAA 164.312(c)(2)", "F35")
def test_a_value_moved_to_another_field_is_refused(note: Note) -> None:
    refuses(plant(note.pk, stored(note.pk, "other")), "another record or field")


@pytest.mark.shows("T20", "ASVS 11.3.3", "HIPAA 164.312(c)(2)", "F35")
def test_a_value_moved_to_another_table_is_refused(note: Note) -> None:
    class Twin(models.Model):
        id = models.UUIDField(primary_key=True)
        answers = SealedField()

        class Meta:
            app_label = "eligibility"
            apps = Apps()

    refuses(plant(note.pk, seal(Twin, "answers", note.pk, 1).text), "another record or field")


@pytest.mark.shows("T20")
@pytest.mark.parametrize("text", ["", "no", '{"a": 1}', "Anna.Smith", f"k1.{CANARY}", "k1.", "é.é"])
def test_planted_plaintext_is_refused_and_not_repeated(note: Note, text: str) -> None:
    planted = plant(note.pk, text)
    shown = f"{refuses(planted, 'the stored text is not a sealed value')} {planted.__dict__}"
    assert CANARY not in shown and "Anna" not in shown


@pytest.mark.shows("F34", "T20")
def test_a_key_that_is_gone_is_named_and_nothing_is_overwritten(note: Note, settings: Any) -> None:
    settings.DATA_KEYS, before = {"new": NEW}, stored(note.pk)
    read = Note.objects.get(pk=note.pk)
    refuses(read, r"eligibility\.note\.answers: its key 'k1' is not in DATA_KEYS")
    with pytest.raises(CannotRead), transaction.atomic():
        read.save()
    read.title = "seen"
    read.save(update_fields=["title"])
    assert stored(note.pk) == before


@pytest.mark.shows("F34", "T20")
def test_another_key_by_the_same_name_is_refused(note: Note, settings: Any) -> None:
    settings.DATA_KEYS = {"k1": NEW}
    refuses(Note.objects.get(pk=note.pk), "another key by that name")


@pytest.mark.shows("T20")
def test_a_value_cannot_be_passed_off_as_sealed_with_another_key(note: Note, settings: Any) -> None:
    settings.DATA_KEYS = {"k2": OLD, "k1": OLD}
    note.save()
    refuses(plant(note.pk, stored(note.pk).replace("k2", "k1")), "was altered")


@pytest.mark.shows("ASVS 11.2.2")
def test_an_old_key_still_reads_and_the_first_key_writes(note: Note, settings: Any) -> None:
    settings.DATA_KEYS = {"old": OLD}
    note.save()
    settings.DATA_KEYS = {"new": NEW, "old": OLD}
    read = Note.objects.get(pk=note.pk)
    assert read.answers["age"] == 0
    read.save()
    sealed = Note.objects.values_list("answers", "other").get()
    assert [value.key_id for value in sealed] == ["new", "old"]


def test_update_refuses_what_is_not_sealed_for_this_field(note: Note) -> None:
    before, other = stored(note.pk), seal(Note, "other", note.pk, 1)
    for wrong in ("no", 0, {}, stored(note.pk), F("other"), Value("no"), other):
        with pytest.raises(TypeError, match="for one record"), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(answers=wrong)
    with pytest.raises(TypeError, match="for one record"), transaction.atomic():
        Note.objects.bulk_update([note], ["answers"])
    assert stored(note.pk) == before


def test_a_record_without_a_key_cannot_be_sealed() -> None:
    with pytest.raises(CannotSeal, match="no primary key yet"):
        seal(Note, "answers", None, "yes")


@pytest.mark.shows("T16")
@pytest.mark.parametrize("lookup", [*SealedField.get_lookups(), "year", "name__contains"])
def test_no_lookup_but_isnull_is_answered(lookup: str) -> None:
    if lookup != "isnull":
        with pytest.raises(FieldError, match="is encrypted"):
            Note.objects.filter(**{f"answers__{lookup}": "x"})


def test_what_is_not_opened_shows_no_content(note: Note) -> None:
    read = Note.objects.get(pk=note.pk)
    row = Note.objects.values("answers").get()
    seen = [read.__dict__, row, row["answers"], str(row["answers"])]
    for text in (repr(seen), str(Note._meta.get_field("answers").value_from_object(note))):
        assert CANARY not in text and stored(note.pk) not in text and "Sealed(k1)" in text
    assert list(modelform_factory(Note, fields="__all__").base_fields) == ["id", "title"]
    with pytest.raises(TypeError, match="is not dumped"):
        serializers.serialize("json", [note])


def test_a_value_changed_in_place_is_saved(note: Note) -> None:
    read = Note.objects.defer("answers").get(pk=note.pk)
    read.answers["age"] = 41
    read.save(update_fields=["answers"])
    note.refresh_from_db()
    assert (note.answers["age"], note.other) == (41, [1])


def test_a_value_nobody_read_is_written_back_unchanged(note: Note) -> None:
    before = stored(note.pk)
    Note.objects.get(pk=note.pk).save()
    assert stored(note.pk) == before
    Note.objects.only("title").get(pk=note.pk).save(update_fields=["title", "other"])
    assert stored(note.pk) == before and Note.objects.get(pk=note.pk).other == [1]


def test_a_copy_of_a_record_is_refused_unless_it_was_read(note: Note) -> None:
    copy = Note.objects.get(pk=note.pk)
    note.pk = copy.pk = uuid.uuid4()
    with pytest.raises(CannotRead), transaction.atomic():
        copy.save()
    note.save()
    assert Note.objects.get(pk=note.pk).answers["name"] == CANARY


def test_many_records_made_at_once_are_sealed_each_for_itself() -> None:
    Note.objects.bulk_create(Note(answers=number) for number in range(20))
    assert sorted(note.answers for note in Note.objects.only("answers")) == list(range(20))


@pytest.mark.shows("T8", "HIPAA 164.312(a)(2)(iv)", "ASVS 14.2.4")
def test_no_canary_is_in_the_column_in_any_spelling(note: Note) -> None:
    text = stored(note.pk)
    column = text.encode() + base64.urlsafe_b64decode(text.partition(".")[2])
    for raw in (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be")):
        shifted = [base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3)]
        for spelling in (raw, raw.hex().encode(), *shifted):
            assert spelling.lower() not in column.lower()


@pytest.mark.shows("T1", "ASVS 9.2.2")
def test_a_token_is_long_and_its_fingerprint_is_for_one_purpose(settings: Any) -> None:
    settings.DATA_KEYS = {"old": OLD}
    token, before = new_token(), fingerprint("resume", "token")
    assert len(base64.urlsafe_b64decode(token + "=")) == 32 and token != new_token()
    settings.DATA_KEYS = {"new": NEW, "old": OLD}
    assert fingerprints("resume", "token") == [fingerprint("resume", "token"), before]
    assert len({before, *fingerprints("resume", "token"), *fingerprints("summary", "token")}) == 4
    assert len(fingerprint("resume", "\ud800")) == 64


@pytest.mark.shows("T1")
def test_a_hundred_thousand_references_tell_nothing() -> None:
    made = [reference() for _ in range(100_000)]
    # One repeat comes once in 130 runs, three once in ten million.
    assert len(set(made)) >= 99_998 and {len(one) for one in made} == {9}
    assert not set("01ILOU") & set(ALPHABET) and {one[4] for one in made} == {"-"}
    for place in (0, 1, 2, 3, 5, 6, 7, 8):
        counts = Counter(one[place] for one in made)
        assert set(counts) == set(ALPHABET)
        assert min(counts.values()) > 2950 and max(counts.values()) < 3750  # 3333 each, +- 6.7 sd
    rank = {one: at for at, one in enumerate(sorted(made))}
    assert abs(correlation(range(len(made)), [rank[one] for one in made])) < 0.02
