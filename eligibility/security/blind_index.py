"""What sealed things can be found by: keyed fingerprints, equal where the things are equal.

They tell who holds the database that two rows are alike, and nothing else. So they are kept of a
name only together with its birth date, and of a finding without saying which.
"""

import unicodedata
from datetime import date

from eligibility.security.tokens import fingerprint, fingerprints

PERSON, FINDING = "person", "finding"
MARK = 24  # hex digits, 96 bits: a mark is one of about thirty, not a secret to be guessed


def person(name: str, born: date) -> str:
    """What to store of a person: the same for the same name and birth date, however written."""
    return fingerprint(PERSON, _same(name, born))


def person_may_be(name: str, born: date) -> list[str]:
    """What this person may be stored as: one for each data key."""
    return fingerprints(PERSON, _same(name, born))


def mark(kind: str, rule: str) -> str:
    """What to store of a finding, so that records with it can be listed and counted."""
    return fingerprint(FINDING, f"{kind} {rule}")[:MARK]


def mark_may_be(kind: str, rule: str) -> list[str]:
    """What this finding may be stored as: one for each data key."""
    return [found[:MARK] for found in fingerprints(FINDING, f"{kind} {rule}")]


def _same(name: str, born: date) -> str:
    """Name and birth date without what people write now so, now so: case, accents, spaces."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in apart if not unicodedata.combining(c))
    return f"{' '.join(letters.split())}\0{born.isoformat()}"
