"""A Chromium for the browser journeys: found, or installed by `python -m tests.browser`.

The journeys drive it with Playwright's own sync API: `with launch() as browser: ...`. Their tests
are marked `django_db(transaction=True)`: server and test see each other's rows once committed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Quiet, and in need of nothing: no sandbox (it refuses root and many containers), no calls home.
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=500")
DEBIAN = ((*APT, "update"), (*APT, "install", "-y", "--no-install-recommends", "chromium"))
PLAYWRIGHT = ((sys.executable, "-m", "playwright", "install", "chromium"),)


def find() -> str | None:
    """The path of a Chromium on this machine, or None. CHROMIUM, if set, is the only one asked."""
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, on_path), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@contextmanager
def launch() -> Iterator[Browser]:
    """A headless browser, closed at the end. Raises RuntimeError if there is no Chromium."""
    path = find()
    if path is None:
        raise RuntimeError("No Chromium was found. Run `python -m tests.browser` to install one.")
    with sync_playwright() as playwright, _database_calls_allowed():
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield browser
        browser.close()


@contextmanager
def _database_calls_allowed() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, and Django refuses queries beside one unless
    told that it is safe. It is: nothing in a test is awaited. But such queries have connections of
    their own, which nobody else closes, and which keep a test database from being dropped."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        yield
    finally:
        connections.close_all()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def install() -> list[str]:
    """Tries Debian's package, then Playwright's download. Returns what went wrong on the way."""
    problems: list[str] = []
    ways = [PLAYWRIGHT]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, DEBIAN)
    for commands in ways:
        done = [subprocess.run(command, capture_output=True, text=True) for command in commands]
        if done[-1].returncode == 0 and find():
            break
        problems += [f"{' '.join(run.args)}: {_last_line(run)}" for run in done if run.returncode]
    return problems


def _last_line(run: subprocess.CompletedProcess[str]) -> str:
    lines = (run.stderr or run.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit code {run.returncode}"


def main() -> None:
    """Exits with 1 and the reasons if no Chromium can be had. Says nothing if one is there."""
    if find():
        return
    if chosen := os.environ.get("CHROMIUM"):
        sys.exit(f"CHROMIUM is {chosen!r}, but there is no such program. Correct it or unset it.")
    problems = install()
    if not find():
        sys.exit(
            "The browser journeys need a Chromium, and none could be installed here.\n"
            "Install chromium or Google Chrome, or set CHROMIUM to the path of one.\n  "
            + "\n  ".join(problems)
        )


if __name__ == "__main__":
    main()
