"""The chain: each row is signed together with the signature of the row before it."""

import hmac
import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

START = "0" * 64  # what the first row follows


class Entry(NamedTuple):
    """What is signed of a row, in this order. `key_id` tells with which data key, so that rows
    stay true when another key comes first."""

    number: int
    at: datetime
    actor: int | None
    who: str
    action: str
    submission: UUID | None
    detail: str
    address: str
    key_id: str


def signature(previous: str, entry: Entry) -> str:
    """The `mac` of an entry that follows the mac `previous`. Raises KeyError if its key is gone,
    and TypeError or AttributeError for what no entry can hold."""
    key = _key_for(settings.DATA_KEYS[entry.key_id])
    return hmac.digest(key, _spelled(previous, entry), "sha256").hex()


def _spelled(previous: str, entry: Entry) -> bytes:
    """Every field as JSON, in which no two different entries look the same."""
    fields: list[int | str | None] = [previous, *entry]  # type: ignore[list-item]
    fields[2] = entry.at.astimezone(UTC).isoformat()
    fields[6] = entry.submission and entry.submission.hex
    return json.dumps(fields).encode()


@lru_cache(maxsize=16)
def _key_for(data_key: bytes) -> bytes:
    """A key that is used for this log alone."""
    return HKDF(SHA256(), length=32, salt=None, info=b"access log").derive(data_key)
