"""Medical answers and names as they rest in the database: sealed, and bound to one place."""

import base64
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from eligibility.security.exact import Inexact, as_bytes, from_bytes

NONCE, NONCE_AND_TAG = 12, 12 + 16
BLOCK = 48
# A planted "Anna.Smith" has no such shape, so no part of it is shown as if it were a key id.
SHAPE = re.compile(r"([^\W_]{1,16})\.((?:[A-Za-z0-9_-]{64})+)")


class CannotRead(Exception):
    """A stored value is not what this field of this record wrote, or its key is gone.

    The message names the field and the key id, never content. Not a ValueError or AttributeError:
    templates and getattr() would turn those into an empty answer.
    """


class CannotSeal(TypeError):
    """A value that would not come back exactly as it is, or whose record is not known.

    The message never quotes the value.
    """


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """One encrypted value of the field `place`, as stored. Says which key, and nothing more."""

    place: str
    text: str

    @property
    def key_id(self) -> str:
        """The id of the key it was sealed with, known without decrypting; "?" if it has none."""
        found = SHAPE.fullmatch(self.text)
        return found[1] if found else "?"

    def __repr__(self) -> str:
        return f"Sealed({self.key_id})"


class SealedAttribute(DeferredAttribute):  # type: ignore[misc] # Django has no types
    """Decrypts when first read, so that a list of records costs only what is shown."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed) and instance is not None:
            value = instance.__dict__[self.field.attname] = self.field.open(value, instance.pk)
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        # Django's own attribute has no __set__, so a stored Sealed would bypass __get__.
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):  # type: ignore[misc] # Django has no types
    """A JSON value, dates included, encrypted at rest and bound to its model, field and record.

    It comes back with the type it had: None, bool, int, float, str, list, dict, date, datetime.
    Anything else raises CannotSeal. None is stored as NULL. A value that was read is encrypted
    anew on save, because it may have been changed in place; one that was not is checked and
    written back as it is. To save other columns of a record whose value cannot be read, name them
    in `update_fields`. A new name for the model or field, or `bulk_create(update_conflicts=True)`
    that meets another primary key, breaks the binding: such values must be sealed again.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False  # a generated form would offer content as free text
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[Any, ...]:
        *rest, kwargs = super().deconstruct()
        return *rest, {name: value for name, value in kwargs.items() if name != "editable"}

    def get_internal_type(self) -> str:
        return "TextField"

    @property
    def place(self) -> str:
        """Model and field, as in messages and in what every value is bound to."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def seal(self, value: object, pk: object) -> Sealed | None:
        """`value` for the record `pk` under the first key. Raises CannotSeal if it is inexact."""
        if value is None:
            return None
        try:
            plain = as_bytes(value)
        except Inexact as error:
            raise CannotSeal(f"{self.place} cannot be saved: {error}") from None
        if pk is None:
            raise CannotSeal(
                f"{self.place} is bound to its record, which has no primary key yet. Give the "
                "model one that is made before the insert, such as a UUID."
            )
        return self._locked(_in_blocks(plain), pk)

    def seal_again(self, sealed: Sealed, pk: object) -> Sealed:
        """The very same value under the first key. Raises CannotRead as `open` does."""
        return self._locked(self._authentic(sealed, pk), pk)

    def _locked(self, plain: bytes, pk: object) -> Sealed:
        key_id, key = next(iter(settings.DATA_KEYS.items()))
        nonce = secrets.token_bytes(NONCE)
        body = nonce + _cipher(key).encrypt(nonce, plain, self._bound_to(pk, key_id))
        return Sealed(self.place, f"{key_id}.{base64.urlsafe_b64encode(body).decode()}")

    def open(self, sealed: Sealed, pk: object) -> Any:
        """The value that was sealed here for the record `pk`. Raises CannotRead for any other."""
        # Only what was sealed passes the authentication, so decoding cannot fail.
        return from_bytes(self._authentic(sealed, pk))

    def _authentic(self, sealed: Sealed, pk: object) -> bytes:
        found = SHAPE.fullmatch(sealed.text)
        if not found:
            raise CannotRead(f"{self.place}: the stored text is not a sealed value.")
        key_id, body = found[1], base64.urlsafe_b64decode(found[2])
        if key_id not in settings.DATA_KEYS:
            raise CannotRead(f"{self.place}: its key {key_id!r} is not in DATA_KEYS.")
        cipher, bound_to = _cipher(settings.DATA_KEYS[key_id]), self._bound_to(pk, key_id)
        with suppress(InvalidTag):
            return cipher.decrypt(body[:NONCE], body[NONCE:], bound_to)
        raise CannotRead(
            f"{self.place}: the value under key {key_id!r} was altered, or sealed for another "
            "record or field, or DATA_KEYS has another key by that name."
        )

    def _bound_to(self, pk: object, key_id: str) -> bytes:
        pk = self.model._meta.pk.to_python(pk)  # a UUID and its text are one record
        return "\0".join(("sealed 1", self.place, key_id, str(pk))).encode()

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        stored = model_instance.__dict__
        value = stored.get(self.attname)
        if self.attname not in stored:  # deferred
            value = getattr(model_instance, self.attname)
        if not isinstance(value, Sealed):
            return self.seal(value, model_instance.pk)
        self._authentic(value, model_instance.pk)  # else a copy under a new key would be lost
        return value

    def from_db_value(self, value: object, expression: object, connection: object) -> Sealed | None:
        return None if value is None else Sealed(self.place, str(value))

    def get_db_prep_save(self, value: object, connection: object) -> str | None:
        # Django lets expressions pass here: F("other") would copy a value out of its place.
        return self.get_db_prep_value(value, connection)

    def get_db_prep_value(
        self, value: object, connection: object, prepared: bool = False
    ) -> str | None:
        """The text of a value sealed for this field. CannotSeal for plain values, expressions."""
        if value is None:
            return None
        if not isinstance(value, Sealed) or value.place != self.place:
            raise CannotSeal(
                f"{self.place} is encrypted for one record, and update() does not know which. "
                "Save the record, or pass what seal() returns for this field."
            )
        return value.text

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.place} is encrypted: only isnull can be asked of it.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.place} is encrypted: it has no {lookup_name!r}.")

    def value_from_object(self, obj: models.Model) -> Sealed | None:
        """Sealed: generic code, such as dumpdata, never holds content."""
        return self.pre_save(obj, add=False)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.place} is encrypted and is not dumped. Back up the database.")


def seal(model: type[models.Model], field_name: str, pk: object, value: object) -> Sealed | None:
    """`value` as `update()` takes it, for queries that change one record without loading it."""
    sealed: Sealed | None = model._meta.get_field(field_name).seal(value, pk)
    return sealed


def _in_blocks(plain: bytes) -> bytes:
    """Whole blocks, by spaces that JSON ignores. The length then does not tell yes from no, and
    base64 has no spare bits, which could differ without notice."""
    return plain.ljust(-(-(len(plain) + NONCE_AND_TAG) // BLOCK) * BLOCK - NONCE_AND_TAG)


@lru_cache(maxsize=32)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
