"""Refuses a name that other programs could not keep apart from another."""

import re

from django.core.exceptions import ImproperlyConfigured

BASE = re.compile(r"(https?://|urn:)[A-Za-z0-9._~:/-]*[A-Za-z0-9]")


def checked_base(name: str, address: str) -> str:
    """`address`, if names can begin with it: an absolute one without a slash, a query, a version or
    a fragment at its end. Else ImproperlyConfigured."""
    if not BASE.fullmatch(address):
        raise ImproperlyConfigured(
            f"{name} is {address!r}. Names in FHIR begin with it. Use an address like "
            "https://clinic.example/fhir, without a slash at its end."
        )
    return address
