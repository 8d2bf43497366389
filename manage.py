#!/usr/bin/env python
"""Django's command line for Candor."""

import logging
import os
import sys

from config.keys import fresh

# They read the protocol and what they are given, and no record. Anyone may run them anywhere.
NEED_NO_SECRETS = ("assess", "fhir", "provenance", "prove", "rulebook")


def main() -> None:
    """Runs a command. A bad setting ends in one plain sentence, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in NEED_NO_SECRETS and "CANDOR_MODE" not in os.environ:
        os.environ.update(fresh("test"))
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as why:
        sys.exit(f"Candor cannot start. {why}")
    except Exception:
        if not settings.configured or not settings.PRODUCTION:
            raise
        # A traceback would quote what could not be stored or read.
        logging.getLogger("eligibility.command").critical("A command failed", exc_info=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
