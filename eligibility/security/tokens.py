"""Secrets a patient holds, the fingerprints we keep of them, and references anyone may see."""

import hmac
import secrets
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Read aloud or copied by hand: no 0 and O, no 1, I and L, no U.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_token() -> str:
    """256 random bits for a link. Store its fingerprint only."""
    return secrets.token_urlsafe(32)


def fingerprint(purpose: str, token: str) -> str:
    """What to store of `token`: it can be found again, and nobody can go back from it.

    A fingerprint of one purpose is worth nothing for another.
    """
    return fingerprints(purpose, token)[0]


def fingerprints(purpose: str, token: str) -> list[str]:
    """What `token` may be stored as: one for each data key, newest first. Look up any of them."""
    # Someone may post lone surrogates as a token; that is a wrong token, not an error.
    message = token.encode(errors="surrogatepass")
    keys = (_key_for(purpose, data_key) for data_key in settings.DATA_KEYS.values())
    return [hmac.digest(key, message, "sha256").hex() for key in keys]


@lru_cache(maxsize=128)
def _key_for(purpose: str, data_key: bytes) -> bytes:
    """A key of its own for each purpose, so that none is used for two."""
    return HKDF(SHA256(), length=32, salt=None, info=f"fingerprint {purpose}".encode()).derive(
        data_key
    )


def reference() -> str:
    """A public name for a record, such as 7F3K-2QXM. It tells neither order nor number.

    Not a secret, and not certain to be new: 100,000 of them hold a repeat once in 130 times, so
    the column must be unique and the caller try again.
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
