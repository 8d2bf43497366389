"""Refuses mail that would go nowhere, or lead its reader to a wrong place."""

import re
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
PATIENCE = 10  # seconds for the mail server. No page ever waits for it


def checked_addresses(name: str, addresses: list[str]) -> list[str]:
    """The mail addresses, each once. Raises ImproperlyConfigured for one that is none."""
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError:
            raise ImproperlyConfigured(
                f"{name}: {address!r} is not an e-mail address. List addresses with commas."
            ) from None
    return list(dict.fromkeys(addresses))


def checked_public_url(name: str, address: str, *, needed: bool, production: bool) -> str:
    """Where this site is found from outside, without a slash at its end. Raises
    ImproperlyConfigured if it is needed and missing, has a path, or is not https in production."""
    if not address and not needed:
        return ""
    safe = address.startswith("https://") or not production
    if not (ADDRESS.fullmatch(address) and safe):
        raise ImproperlyConfigured(
            f"{name} is {address!r}. The mails to NOTIFY lead to it. Use an address such as "
            "https://candor.clinic.example, without a path and without a slash at its end."
        )
    return address


def checked_mail_server(name: str, url: str, *, needed: bool) -> dict[str, Any]:
    """Django's mail settings out of one URL. Raises ImproperlyConfigured, which does not repeat the
    URL, for it holds a password."""
    if needed and not url:
        raise ImproperlyConfigured(
            f"{name} is missing, but NOTIFY names who is to have mail. Use an address such as "
            "smtp+tls://user:password@mail.example:587."
        )
    try:
        found: dict[str, Any] = environ.Env.email_url_config(url or "consolemail://")
    except (ImproperlyConfigured, ValueError):
        found = {}
    if "EMAIL_BACKEND" not in found:
        raise ImproperlyConfigured(
            f"{name} is not the address of a mail server. Use one such as "
            "smtp+tls://user:password@mail.example:587, or consolemail:// to see the mails only."
        )
    return {**found, "EMAIL_TIMEOUT": PATIENCE}
