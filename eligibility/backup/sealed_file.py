"""Lines in a file that nobody can read, alter or cut without a data key of this clinic.

A first line in clear names the key. Blocks follow, each packed and sealed with a key of this file
alone, under its number. The last block says that it is the last.
"""

import json
import secrets
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MADE_BY = "candor-backup-1"
BLOCK = 1 << 20
LENGTH = struct.Struct(">I")
MORE, LAST = b"more", b"last"


class BadFile(Exception):
    """This is no backup, or not all of one, or none that our keys open. The text says which."""


class Writer:
    """Adds lines to a file that is open and empty. Without `close` it can never be read."""

    def __init__(self, file: BinaryIO) -> None:
        key_id, key = next(iter(settings.DATA_KEYS.items()))
        self.file, self.number, self.waiting = file, 0, bytearray()
        self.first = f"{MADE_BY} {key_id} {secrets.token_hex(32)}\n".encode()
        self.cipher = _cipher(key, self.first)
        file.write(self.first)

    def line(self, value: Any) -> bytes:
        """Adds a value as JSON, and returns the line."""
        line = spelled(value)
        self.waiting += line
        if len(self.waiting) >= BLOCK:
            self._seal(MORE)
        return line

    def close(self) -> None:
        """Ends the file. It stays open."""
        self._seal(LAST)

    def _seal(self, place: bytes) -> None:
        packed = zlib.compress(self.waiting, 1)
        sealed = self.cipher.encrypt(_nonce(self.number), packed, self.first + place)
        self.file.write(LENGTH.pack(len(sealed)) + sealed)
        self.waiting.clear()
        self.number += 1


def spelled(value: Any) -> bytes:
    """A line of JSON. A date, a time or a UUID is its text, as a database takes it back."""
    return (
        json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    )


def lines(file: BinaryIO) -> Iterator[Any]:
    """What was written. Raises BadFile, at the latest when it comes to the end."""
    rest = b""
    for block in _blocks(file):
        *whole, rest = (rest + block).split(b"\n")
        yield from map(json.loads, whole)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    first = file.readline(200)
    cipher, number = _cipher(_key_of(first), first), 0
    sealed = _sealed_block(file)
    while sealed:
        following = _sealed_block(file)
        place = MORE if following else LAST
        try:
            packed = cipher.decrypt(_nonce(number), sealed, first + place)
        except InvalidTag:
            raise BadFile("It was cut, altered or put together from others.") from None
        yield zlib.decompress(packed)
        sealed, number = following, number + 1
    if not number:
        raise BadFile("It was cut: it ends before it begins.")


def _sealed_block(file: BinaryIO) -> bytes:
    """The next block, nothing at the end of the file, and what there is if it ends too soon."""
    head = file.read(LENGTH.size)
    if not head:
        return b""
    length = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
    return file.read(min(length, 2 * BLOCK)) or head


def _key_of(first: bytes) -> bytes:
    words = first.decode("ascii", "replace").split()
    if len(words) != 3 or words[0] != MADE_BY:
        raise BadFile("It is not a backup that this version of Candor can read.")
    if words[1] not in settings.DATA_KEYS:
        raise BadFile(f"It is sealed with the data key {words[1]!a}, which is not in DATA_KEYS.")
    key: bytes = settings.DATA_KEYS[words[1]]
    return key


def _cipher(key: bytes, first: bytes) -> AESGCM:
    """A key for this one file, so that numbers can be nonces."""
    return AESGCM(HKDF(SHA256(), length=32, salt=first, info=b"backup").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12)
