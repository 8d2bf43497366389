"""What nginx answers by itself is a page of ours: both languages, all headers, and no leftover."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from eligibility.management.commands.error_pages import PAGES
from tests.test_bad_settings_stop_the_start import ROOT

NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
WHAT_NGINX_ANSWERS = {400, 403, 404, 405, 413, 414, 429, 494, 497, 500, 501, 502, 503, 504, 505}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    folder: Path = tmp_path_factory.mktemp("pages")
    call_command("error_pages", folder, stdout=StringIO())
    return {status: (folder / f"{status}.html").read_text() for status in PAGES}


def test_each_says_the_same_in_both_languages(pages: dict[int, str]) -> None:
    for status, page in pages.items():
        assert page.count('<section lang="') == 2, status
        english, spanish = page.split('<section lang="es">')
        titles = [re.findall("<h1>(.+)</h1>", part) for part in (english, spanish)]
        assert [len(found) for found in titles] == [1, 1]
        assert f"<title>{titles[0][0]} - {titles[1][0]} - Candor</title>" in page
        assert titles[0] != titles[1]
        assert "Call 911" in english and "Llame al 911" in spanish
        assert english.count("<p") == spanish.count("<p")


def test_they_are_the_words_of_the_app(pages: dict[int, str]) -> None:
    refused = Client().get("/", headers={"host": "evil.example"}).content.decode()
    words = re.findall("<h1>(.+)</h1>", refused)[0]
    assert words in pages[400] and words in pages[414]
    assert "The answers you sent before are safe." in pages[502]


def test_none_needs_a_server_or_a_script(pages: dict[int, str]) -> None:
    for page in pages.values():
        for gone in ("<form", "csrfmiddlewaretoken", "<script", "<style", "style=", "http://"):
            assert gone not in page
        assert set(re.findall(r'href="([^"]*)"', page)) <= {
            "",
            "/",
            "/static/candor.css",
            "/static/favicon.svg",
        }


def test_nginx_has_one_for_each_thing_it_says_itself(pages: dict[int, str]) -> None:
    named: dict[int, int] = {}
    for codes, file in re.findall(r"error_page ((?:\d+ )+)(?:=\d+ )?/pages/(\d+)\.html", NGINX):
        named |= {int(code): int(file) for code in codes.split()}
    assert set(named) == WHAT_NGINX_ANSWERS
    assert set(named.values()) == set(PAGES)


@pytest.mark.shows("T19", "T18")
def test_nginx_sets_the_headers_that_the_app_sets(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    ours = Client().get("/nowhere/", secure=True).headers
    block = NGINX[NGINX.index("location /pages/") : NGINX.index("location / {")]
    found = dict(re.findall(r'add_header (\S+) "([^"]+)" always;', block))
    not_for_these = {"Content-Type", "Content-Language", "Content-Length", "Vary"}
    assert set(found) == set(ours) - not_for_these
    policies = [each.pop("Content-Security-Policy") for each in (found, dict(ours))]
    assert len({frozenset(policy.split("; ")) for policy in policies}) == 1
    assert {name: ours[name] for name in found} == found
