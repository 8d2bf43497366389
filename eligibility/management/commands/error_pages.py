"""Writes the pages of a proxy that answers by itself: in our words, in both languages."""

import re
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from eligibility import errors

PARTS = re.compile(r"<title>(.*) - Candor</title>.*<main[^>]*>(.*)</main>", re.DOTALL)


def too_fast(request: HttpRequest) -> HttpResponse:
    """429: more pages in a short time than one person opens."""
    return errors.page(
        request,
        429,
        _("Please wait a moment"),
        _("Too many pages were asked for from your place in a short time."),
        _("The answers you sent before are safe. Wait one minute, then try again."),
    )


Page = Callable[[HttpRequest], HttpResponse]
PAGES: dict[int, Page] = {
    400: errors.bad_request,
    404: errors.not_found,
    413: errors.too_large,
    414: errors.bad_request,
    429: too_fast,
    431: errors.bad_request,
    502: errors.try_again,
    503: errors.try_again,
    504: errors.try_again,
}


def whole(page: Page) -> str:
    """A document that needs no server but for its style sheet: no form, and no link but to where
    the reader is and to the start."""
    told = {code: said(page, code) for code, _name in settings.LANGUAGES}
    return render_to_string(
        "proxy.html", {"told": told, "emergency_number": settings.EMERGENCY_NUMBER}
    )


def said(page: Page, language: str) -> dict[str, str]:
    """Title and words of a page in this language. Its "try again" leads to where the reader is."""
    request = HttpRequest()
    request.META |= {"SERVER_NAME": settings.ALLOWED_HOSTS[0], "SERVER_PORT": "443"}
    with translation.override(language):
        found = PARTS.search(page(request).content.decode())
    assert found  # noqa: S101 (every page has both)
    return {"title": mark_safe(found[1]), "words": mark_safe(found[2].strip())}


class Command(BaseCommand):
    help = "Writes the pages for deploy/nginx.conf into a folder. Run it after collectstatic."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="?", default=settings.BASE_DIR / "var" / "pages"
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for status, page in PAGES.items():
            (folder / f"{status}.html").write_text(whole(page), encoding="utf-8")
        self.stdout.write(f"{len(PAGES)} pages in {folder}")
