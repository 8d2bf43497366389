"""Refuses a time to keep records that would break a promise, or that nobody can have meant."""

from django.core.exceptions import ImproperlyConfigured

LEAST, MOST = 30, 36_500  # patients may open what they sent for 14 days; a century is a typing slip


def checked_days(name: str, text: str) -> int:
    """`text` as a number of days. Raises ImproperlyConfigured for any that cannot be."""
    if not (text.isascii() and text.isdecimal() and LEAST <= int(text[:9]) <= MOST):
        raise ImproperlyConfigured(
            f"{name} is {text!r}. It is how many days a record is kept: a whole number from "
            f"{LEAST} to {MOST}. Less cannot be: patients can open what they sent for 14 days."
        )
    return int(text)
