"""What rests on which data key, kind by kind, and how a few rows of it come under the first one."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Case, CharField, Count, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex, Substr

from eligibility.review.queue.filters import findings
from eligibility.security.blind_index import mark_may_be, person
from eligibility.security.sealed import CannotRead, Sealed
from eligibility.staff import factors

AT_ONCE = 200  # rows in one transaction: nobody who writes waits longer than that takes
NO_KEY = "?"


@dataclass
class Lot:
    """What came of a few rows: how many now rest on the first key, which could not be read and
    were left as they are, and the number of the last one, or None if there was none."""

    moved: int = 0
    unreadable: list[Any] = field(default_factory=list)
    last: Any = None


class Kind(Protocol):
    """One kind of thing that rests on data keys."""

    name: str

    def by_key(self) -> Counter[str]:
        """How many rows rest on each key, by its id; on "?" those that no key of ours fits."""

    def move(self, after: Any) -> Lot:
        """Brings the next rows after this number under the first key, all of them or none. Rows
        that someone else is at just now are left for another time."""


def first_key() -> str:
    """The id of the key that everything is written with."""
    return next(iter(settings.DATA_KEYS))


def _free(rows: QuerySet, after: Any) -> QuerySet:
    """The next rows that nobody holds, held. `no_key`: whoever adds a review need not wait."""
    held = rows.select_for_update(skip_locked=True, no_key=True).order_by("pk")
    return (held if after is None else held.filter(pk__gt=after))[:AT_ONCE]


@dataclass
class Records:
    """Rows with sealed columns, and with what else must change together with them. A row comes
    under the first key as a whole."""

    name: str
    model: type[Model]
    sealed: tuple[str, ...]
    index: tuple[str, ...] = ()
    keyed: Callable[[Any], dict[str, Any]] = lambda row: {}

    def by_key(self) -> Counter[str]:
        groups = self._with_keys().values_list(*(f"{name}_key" for name in self.sealed))
        told: Counter[str] = Counter()
        for *found, count in groups.annotate(count=Count("pk")).order_by():
            for key in {key for key in found if key is not None}:
                told[key.removesuffix(".") or NO_KEY] += count
        return told

    def move(self, after: Any) -> Lot:
        lot, first = Lot(), f"{first_key()}."
        elsewhere = Q()
        for name in self.sealed:
            elsewhere |= Q(**{f"{name}__isnull": False}) & ~Q(**{f"{name}_key": first})
        rows = self._with_keys().filter(elsewhere).only(*self.sealed, *self.index)
        with transaction.atomic():
            for row in _free(rows, after):
                lot.last = row.pk
                try:
                    changed = self._under_first(row)
                except CannotRead:
                    lot.unreadable.append(row.pk)
                else:
                    lot.moved += self.model._default_manager.filter(pk=row.pk).update(**changed)
        return lot

    def _with_keys(self) -> QuerySet:
        """Every row, and of each sealed column the id of its key, with the dot behind it."""
        ids = {
            f"{name}_key": Substr(F(name), 1, StrIndex(F(name), Value("."))) for name in self.sealed
        }
        return self.model._default_manager.annotate(**ids)

    def _under_first(self, row: Any) -> dict[str, Any]:
        """The columns of this row under the first key. Raises CannotRead if one cannot be read."""
        stored = {name: row.__dict__[name] for name in self.sealed}
        place = self.model._meta.get_field
        changed = {
            name: place(name).seal_again(value, row.pk)
            for name, value in stored.items()
            if isinstance(value, Sealed)
        }
        return changed | self.keyed(row)


def person_of(submission: Any) -> dict[str, Any]:
    """The column by which the same name and birth date are found."""
    who = submission.identity
    return {"person": person(who["full_name"], who["date_of_birth"])} if submission.person else {}


@dataclass
class Marks:
    """Keyed marks of findings. All findings that any version can make are known by name, so a mark
    under one key tells what it is under another, and no record need be opened."""

    name: str
    model: type[Model]

    def by_key(self) -> Counter[str]:
        known = {
            mark: key
            for marks in _marks()
            for key, mark in zip(settings.DATA_KEYS, marks, strict=True)
        }
        told: Counter[str] = Counter()
        groups = self.model._default_manager.exclude(mark="").values_list("mark")
        for mark, count in groups.annotate(count=Count("pk")).order_by():
            told[known.get(mark, NO_KEY)] += count
        return told

    def move(self, after: Any) -> Lot:
        newer = {old: newest for newest, *older in _marks() for old in older}
        newest = {marks[0] for marks in _marks()} | {""}
        rows = self.model._default_manager.exclude(mark__in=newest).only("mark")
        change = Case(
            *(When(mark=old, then=Value(new)) for old, new in newer.items()),
            default=F("mark"),
            output_field=CharField(),
        )
        with transaction.atomic():
            found = {row.pk: row.mark for row in _free(rows, after)}
            lot = Lot(last=max(found, default=None))
            lot.unreadable = [pk for pk, mark in found.items() if mark not in newer]
            known = set(found) - set(lot.unreadable)
            lot.moved = self.model._default_manager.filter(pk__in=known).update(mark=change)
        return lot


def _marks() -> list[list[str]]:
    """Of each finding its marks, one a data key, newest first."""
    names = ((kind.value, slug) for kind, found in findings().items() for slug in found)
    return [mark_may_be(*name) for name in names]


class Factors:
    """The secrets of staff's second factors, which lie in a table of allauth's."""

    name = "second factors"

    def by_key(self) -> Counter[str]:
        return Counter(key for row in Authenticator.objects.all() for key in factors.key_ids(row))

    def move(self, after: Any) -> Lot:
        lot = Lot()
        with transaction.atomic():
            for row in _free(Authenticator.objects.all(), after):
                lot.last = row.pk
                try:
                    lot.moved += factors.seal_again(row)
                except CannotRead:
                    lot.unreadable.append(row.pk)
        return lot
