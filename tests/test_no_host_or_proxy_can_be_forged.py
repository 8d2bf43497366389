"""A forged host, header of a proxy, way on or file name changes nothing and leads nowhere else."""

import random
import re
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.test import Client, RequestFactory

from eligibility.staff.site import _wanted
from tests.clinic import PASSWORD, member, signed_in
from tests.page import TOKEN
from tests.visitors import NAME, Everyone, ask, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.shows("T18")]

EVIL = "evil.example"
FORGED = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.5, 127.0.0.1",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Forwarded-Server": EVIL,
    "Forwarded": f"host={EVIL};proto=https;for=203.0.113.5",
    "X-Real-IP": "203.0.113.5",
    "X-Host": EVIL,
    "X-Original-URL": "/admin/",
    "X-Rewrite-URL": "/admin/",
    "X-HTTP-Method-Override": "DELETE",
    "True-Client-IP": "203.0.113.5",
}
PAGES = ("/", "/about/", "/resume/", "/open/", "/admin/", "/staff/sign-in/", "/nowhere/")


@pytest.mark.shows("ASVS 4.1.3", "ASVS 15.3.4", "F43")
@pytest.mark.parametrize("url", PAGES)
def test_a_forged_header_changes_no_page_and_no_link(url: str) -> None:
    plain = Client().get(url)
    for name, value in FORGED.items():
        forged = Client().get(url, headers={name: value})
        assert forged.status_code == plain.status_code, name
        assert forged.get("Location") == plain.get("Location"), name
        assert TOKEN.sub("", plain.content.decode()) == TOKEN.sub("", forged.content.decode())
        assert EVIL.encode() not in forged.content


@pytest.mark.shows("ASVS 4.1.3")
@pytest.mark.parametrize(
    "host", [EVIL, f"localhost.{EVIL}", f"localhost@{EVIL}", "localhost:x", ""]
)
def test_a_forged_host_is_refused_before_anything_else(host: str) -> None:
    for url in PAGES:
        answer = Client(raise_request_exception=False).get(url, headers={"Host": host})
        assert answer.status_code == 400 and EVIL.encode() not in answer.content, url


# --- Ways on ----------------------------------------------------------------------------------
BEGINNINGS = ("", "/", "//", "///", "\\", "/\\", "\\/", "/%09/", "\t//", " //", "/\t/", "/\n/")
SCHEMES = ("http:", "https:", "HtTp:", "javascript:", "data:", "ftp:", "https:/", "https:///", "")
HOSTS = (
    EVIL,
    f"testserver@{EVIL}",
    f"testserver.{EVIL}",
    f"{EVIL}\\@testserver",
    f"{EVIL}#x",
    "2130706433",
)
SIGNS = "/\\@:#?.%09 \t\n\r\x00\u3002\uff0f\u200b"


def ways() -> list[str]:
    """500 addresses that a browser might follow to another site."""
    made = sorted({"".join(parts) for parts in product(SCHEMES, BEGINNINGS, HOSTS)})
    chance = random.Random(18)
    strange = {"".join(chance.choices(SIGNS, k=chance.randrange(2, 7))) + EVIL for _ in range(230)}
    return chance.sample(made, 300) + sorted(strange - set(made))[:200]


def as_browsers_read(location: str) -> str:
    """Without the signs that browsers leave out, and with the one they turn round."""
    return re.sub(r"[\t\n\r]", "", location).strip("\x00 ").replace("\\", "/")


def stays(location: str) -> bool:
    read = as_browsers_read(location)
    parts = urlsplit(read)
    return not read.startswith("//") and not parts.scheme and not parts.netloc


def test_a_way_to_another_site_would_be_seen() -> None:
    assert stays("/admin/") and stays("/?next=https://evil.example")
    for way in ("//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example"):
        assert not stays(way)


@pytest.mark.shows("ASVS 3.7.2", "ASVS 1.2.2")
def test_none_of_500_ways_on_leaves_the_site() -> None:
    found, visitor = ways(), Client()
    assert len(set(found)) == len(found) == 500
    for way in found:
        answer = visitor.post("/language/", {"language": "es", "next": way})
        assert answer.status_code == 302 and stays(answer["Location"]), way
        assert stays(_wanted(RequestFactory().get("/admin/login/", {"next": way}))), way


@pytest.mark.shows("ASVS 3.7.2")
@pytest.mark.parametrize("door", ["/admin/login/", "/staff/sign-in/"])
def test_nor_is_one_followed_by_who_is_inside(door: str) -> None:
    inside = signed_in(member(is_superuser=True))
    for way in ways()[::10]:
        answer = inside.get(door, {"next": way})
        assert answer.status_code == 302 and stays(answer["Location"]), way


def test_a_way_on_that_is_no_address_leads_to_the_start() -> None:
    inside = signed_in(member(is_superuser=True))
    for way in ("2130706433", "admin:index", "account_login", "", "x.y", "?q=1", "#top"):
        for door in ("/admin/login/", "/staff/sign-in/"):
            assert inside.get(door, {"next": way}).status_code == 302


@pytest.mark.shows("ASVS 3.7.2")
def test_nor_does_one_that_is_wanted_before_signing_in() -> None:
    for way in ways()[::50]:
        user = member(password=PASSWORD)
        answer = Client().post(
            "/staff/sign-in/", {"login": user.username, "password": PASSWORD, "next": way}
        )
        assert answer.status_code == 302 and stays(answer["Location"]), way


# --- Names of files ---------------------------------------------------------------------------
ENDINGS = ("x.css", "/x.css", ";x.css", "%0Ax.css")
SHOWING = ("screening/<", "admin/eligibility/submission/")


@pytest.mark.shows("ASVS 14.2.5")
def test_no_page_can_be_had_by_the_name_of_a_file() -> None:
    """So that no cache takes a page of a patient for a file that is everyone's."""
    everyone, shown = Everyone(), 0
    for route, url in everyone.urls():
        if route.startswith(SHOWING):
            of_patient = route.startswith("screening/<")
            browser = everyone.visitors["holder" if of_patient else "manager"]
            shown += NAME.encode() in text_of(ask(browser, "get", url))
            for ending in ENDINGS if of_patient else ENDINGS[:1]:
                answer = ask(browser, "get", f"{url}{ending}", follow=True)
                assert NAME.encode() not in text_of(answer), (url, ending)
                assert "no-store" in answer["Cache-Control"]
                assert answer.status_code == 404 or not of_patient, (url, ending)
    assert shown >= 4
