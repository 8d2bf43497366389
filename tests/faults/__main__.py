"""`python -m tests.faults [--database sqlite|postgresql] [--fast] [F1 F9 ...]`: the whole table."""

import argparse
import base64
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

DATABASES = ("sqlite", "postgresql")


def set_up_django() -> None:
    """The patient of the tests needs Django, though never its database."""
    folder = tempfile.mkdtemp(prefix="candor-faults-none-", dir="/tmp")
    os.environ["CANDOR_MODE"] = "test"
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(64)
    os.environ["DATA_KEYS"] = f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/none.sqlite3"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    Path(folder).rmdir()


def chosen() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="tests.faults")
    parser.add_argument("--database", choices=DATABASES)
    parser.add_argument("--fast", action="store_true", help="those of `make test` only")
    parser.add_argument("faults", nargs="*", help="such as F1 F9; all of them if none is named")
    return parser.parse_args()


def main() -> int:
    wanted = chosen()
    set_up_django()
    from tests.faults import table

    known, began, failed = table.known(), time.monotonic(), 0
    numbers = [int(name.lstrip("Ff")) for name in wanted.faults] or list(known)
    tries = [known[n] for n in numbers if known[n].fast or not wanted.fast]
    databases = [wanted.database] if wanted.database else DATABASES
    for one in tries:
        for database in databases:
            outcome = table.tried(one, database)
            failed += bool(outcome.why)
            sys.stdout.write(f"{outcome}\n")
            sys.stdout.flush()
    count, seconds = len(tries) * len(databases), time.monotonic() - began
    sys.stdout.write(f"{count - failed} of {count} held, in {seconds:.0f} s.\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
