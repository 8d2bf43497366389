"""Takes the pictures of the README anew: `python -m tests.screenshots`.

Serves the app on a temporary database with made-up people, walks the questionnaire as a patient on
a phone, signs in as staff, and writes docs/screenshots/*.png. Needs a Chromium (`python -m
tests.browser` installs one). With pdftoppm, from poppler, sheet.png is the first printed page;
without it, the browser's own picture of the page as it would be printed.
"""

import base64
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Page

from tests.browser import launch
from tests.journey import CLEAR, CLINIC, Patient

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
PHONE = {"width": 390, "height": 780}
DESK = {"width": 1280, "height": 760}
PATIENT: dict[str, Any] = CLEAR | CLINIC | {"red_flags": ["fever_chills"], "age": 62}
AFTER_HELP = {"red_flags": ["none"], "severity": "moderate_to_severe", "blood_thinner": "yes"}
PASSWORD = secrets.token_urlsafe(24)
CODES: list[str] = []


@contextmanager
def served() -> Iterator[str]:
    """The address of the app on a new database in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="candor-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "CANDOR_MODE": "test",
            "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DATA_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "ALLOWED_HOSTS": "localhost",
        }
        django.setup()
        from pytest_django.live_server_helper import LiveServer

        fill()
        server = LiveServer("localhost")
        try:
            yield server.url
        finally:
            server.stop()


def fill() -> None:
    """The tables, a member of staff, and the made-up people of the demo."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from eligibility.management.commands.demo import PEOPLE, fresh_codes, made_up
    from eligibility.wizard.submit import store

    call_command("migrate", verbosity=0)
    staff = get_user_model().objects.create_superuser("staff", password=PASSWORD)
    CODES.extend(fresh_codes(staff))
    for person in PEOPLE:
        store(made_up(*person))


def picture(page: Page, name: str) -> None:
    """What the window shows, as docs/screenshots/<name>.png."""
    page.wait_for_load_state()
    page.screenshot(path=FOLDER / f"{name}.png")


def patient_pages(browser: Browser, base: str) -> str:
    """The patient's pictures. Returns the reference of the sheet that was sent."""
    from django.utils import timezone

    wanted = {"severity": "step", "check": "check", "help-now": "danger"}

    def look(page: Page, name: str) -> None:
        if name in wanted and name not in patient.seen[:-1]:
            picture(page, wanted[name])

    page = browser.new_context(viewport=PHONE, locale="en-US").new_page()
    patient = Patient(page, PATIENT, look, timezone.localdate().year)
    page.goto(base)
    picture(page, "start")
    patient.start(base)
    patient.walk(until="help-now")
    page.locator("main a[href$='/red_flags/']").click()
    page.locator(":checked").uncheck()
    patient.answers |= AFTER_HELP
    patient.walk()
    picture(page, "result")
    return page.locator(".facts .code").inner_text()


def staff_pages(browser: Browser, base: str, reference: str) -> None:
    """The clinic's pictures: list, submission, and the first page of the sheet on paper."""
    page = browser.new_context(viewport=DESK, locale="en-US").new_page()
    page.goto(f"{base}/admin/eligibility/submission/")
    page.fill("#id_login", "staff")
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")
    page.fill("#id_code", CODES[0])
    page.click(".submit-row input")
    picture(page, "list")
    page.click(f"#result_list a:has-text('{reference}')")
    picture(page, "submission")
    page.click("text=Print consultation sheet")
    page.wait_for_load_state()
    first_page(page)


def first_page(page: Page) -> None:
    """The first page of the printed sheet as docs/screenshots/sheet.png."""
    to_picture = shutil.which("pdftoppm")
    if to_picture is None:
        page.set_viewport_size({"width": 816, "height": 1056})
        page.emulate_media(media="print")
        picture(page, "sheet")
        return
    options = ["-png", "-r", "80", "-gray", "-f", "1", "-singlefile"]
    with tempfile.TemporaryDirectory() as folder:
        page.pdf(path=Path(folder) / "sheet.pdf", format="Letter")
        command = [to_picture, *options, Path(folder) / "sheet.pdf", FOLDER / "sheet"]
        subprocess.run(command, check=True)


def main() -> None:
    """Takes every picture. One over 200 KB is an error: the README should open fast."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served() as base, launch() as browser:
        staff_pages(browser, base, patient_pages(browser, base))
    for path in FOLDER.glob("*.png"):
        assert path.stat().st_size < 200_000, f"{path} has {path.stat().st_size} bytes"


if __name__ == "__main__":
    main()
