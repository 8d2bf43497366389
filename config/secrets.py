"""Refuses weak secrets and open host lists before anything else starts."""

import base64
import ipaddress

from django.core.exceptions import ImproperlyConfigured

MAKE_ONE = "Run `python -m config.keys production` to make a good one."


def checked_secret_key(name: str, key: str) -> str:
    """`key`, if it is at least 50 characters of at least 10 kinds. Else ImproperlyConfigured."""
    if len(key) < 50 or len(set(key)) < 10 or "insecure" in key:
        found = "missing" if not key else "too short or too simple"
        raise ImproperlyConfigured(
            f"{name} is {found}. It signs cookies and form tokens. {MAKE_ONE}"
        )
    return key


def checked_data_keys(text: str, secret_key: str) -> dict[str, bytes]:
    """`id:base64,id:base64` as {id: 32 bytes}, in order. The first one encrypts, all decrypt.

    Raises ImproperlyConfigured for none, a wrong length, a repeated id, too little variety, or a
    key that is also part of SECRET_KEY: the two are rotated on different days.
    """
    keys: dict[str, bytes] = {}
    for part in filter(None, text.split(",")):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if len(key) != 32 or len(set(key)) < 8 or not key_id.isalnum() or len(key_id) > 16:
            raise ImproperlyConfigured(
                f"DATA_KEYS: the entry {key_id[:16]!r} is not a short name, a colon and 32 random "
                f"bytes in base64. Answers and names are encrypted with it. {MAKE_ONE}"
            )
        if key_id in keys or encoded in secret_key:
            raise ImproperlyConfigured(f"DATA_KEYS: {key_id!r} is used twice. {MAKE_ONE}")
        keys[key_id] = key
    if not keys:
        raise ImproperlyConfigured(
            f"DATA_KEYS is missing. Answers and names are encrypted with it. {MAKE_ONE}"
        )
    return keys


def checked_hosts(hosts: list[str], *, production: bool) -> list[str]:
    """The names this server answers to. Production must list them, without a wildcard; the other
    modes answer on this machine alone. Raises ImproperlyConfigured otherwise."""
    if production:
        if not hosts or any("*" in host or host.startswith(".") for host in hosts):
            raise ImproperlyConfigured(
                "ALLOWED_HOSTS is missing or has a wildcard. List the exact host names, separated "
                "by commas, so that a forged Host header is refused."
            )
        return hosts
    if outside := [host for host in hosts if not _is_this_machine(host)]:
        raise ImproperlyConfigured(
            f"CANDOR_MODE is not production, but ALLOWED_HOSTS names {outside[0]!r}. Demo and test "
            "modes have known passwords and answer on this machine only."
        )
    return hosts or ["127.0.0.1", "localhost", "[::1]"]


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
