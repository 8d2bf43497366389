"""A search through whole files for what must not be there, however it is written down."""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django.db import connection

PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
ENCODINGS = {
    "raw": lambda text: text.encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "URL": lambda text: quote(text, safe="").encode(),
    "JSON": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
    "UTF-16LE": lambda text: text.encode("utf-16-le"),
    "UTF-16BE": lambda text: text.encode("utf-16-be"),
    "zlib": lambda text: zlib.compress(f"what came before {text} and after".encode()),
}


@cache
def spellings(text: str) -> frozenset[bytes]:
    """How `text` may stand in a file, whatever stands before and behind it, but for what is packed.
    Letters are sought as they are, in capitals, small, and as names have them."""
    found: set[bytes] = set()
    for one in (text, text.lower(), text.upper(), text.title()):
        found |= {ENCODINGS[name](one) for name in ("raw", "hex", "URL", "JSON")}
        found |= {ENCODINGS["hex"](one).upper(), ENCODINGS["JSON"](one).upper()}
        found.add(json.dumps(one).strip('"').encode())
        for plain in (one.encode(), one.encode("utf-16-le"), one.encode("utf-16-be")):
            found.add(plain)
            found |= set(_inside_base64(plain))
    return frozenset(found)


def _inside_base64(plain: bytes) -> Iterator[bytes]:
    """What is always the same of it in base64, at each of the three places it may begin."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)[4:-4]
        yield coded
        yield coded.translate(bytes.maketrans(b"+/", b"-_"))


def unpacked(blob: bytes) -> Iterator[bytes]:
    """What is packed anywhere in it."""
    for place in PACKED.finditer(blob):
        bits = 31 if place[0][0] == 0x1F else 15
        try:
            yield zlib.decompressobj(bits).decompress(blob[place.start() : place.start() + 2**16])
        except zlib.error:
            continue


def found_in(blob: bytes, sought: Iterable[str]) -> set[str]:
    """Which of these can be read in it."""
    layers = [blob, *unpacked(blob)]
    return {
        text
        for text in sought
        if any(form in layer for form in spellings(text) for layer in layers)
    }


def found_in_files(folders: Iterable[Path], sought: Iterable[str], since: float) -> list[str]:
    """The files that were written since then and in which one of these can be read."""
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    return [
        f"{path.name}: {found}"
        for path in files
        if path.stat().st_mtime >= since and (found := found_in(path.read_bytes(), sought))
    ]


def tables() -> Iterator[tuple[str, bytes]]:
    """Every table as it is dumped: COPY, which `pg_dump` writes out, or SQLite's rows."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = ("\t".join(map(_as_text, row)) for row in cursor.fetchall())
            yield table, "\n".join(rows).encode()


def _as_text(value: object) -> str:
    raw = isinstance(value, bytes | memoryview)
    return bytes(value).decode("latin-1") if raw else str(value)  # type: ignore[arg-type]
