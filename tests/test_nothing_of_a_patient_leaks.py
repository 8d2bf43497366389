"""One whole visit, searched for in every place where something of it could be left behind."""

import io
import os
import tempfile
import time
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.handlers.base import BaseHandler
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.forms import ValidationError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from eligibility.models import Draft, Review, Submission
from eligibility.wizard.fields import NumberField
from tests.browser import launch
from tests.clinic import LIST, address, member, review_of, signed_in
from tests.exports import EXPORT, FORMATS, KINDS, whole
from tests.lines import Written, written
from tests.patient import SHARED, Patient, this_year
from tests.search import ENCODINGS, found_in, found_in_files, tables

pytestmark = pytest.mark.shows("T8", "T9", "HIPAA 164.312(a)(2)(iv)", "ASVS 14.2.4", "ASVS 16.2.5")

CANARIES = {
    "full_name": "Zenobia Quxwhistle",
    "email": "quxwhistle@canary.example",
    "phone": "+15557731991",
    "contact_by": "email",
}
BORN = date(this_year() - 58, 1, 23)
NOTE = "Quxwhistle called back: 5557731991, born " + str(BORN)
SOUGHT = ("Quxwhistle", "5557731991", str(BORN), "disc_degeneration")
STORED = """async () => [
    localStorage.length, sessionStorage.length, history.state,
    (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker?.getRegistrations() ?? []).length,
].map(String).join()"""


class Visit:
    """A patient and the clinic from the first page to the purge, and all that could be seen of it
    from outside of the pages themselves."""

    def __init__(self, logged: Written, began: float) -> None:
        self.logged, self.began = logged, began
        self.seen: list[bytes] = []
        self.documents: list[bytes] = []

    def listen(self, asked: Any, client: Client, **request: Any) -> Any:
        """Notes each address and each head of an answer: where it leads, and its cookies."""
        answer = asked(client, **request)
        told = f"{request['PATH_INFO']}?{request.get('QUERY_STRING', '')}\n{answer.cookies}"
        heads = "\n".join(f"{name}: {value}" for name, value in answer.items())
        self.seen.append(f"{told}\n{heads}".encode("utf-8", "replace"))
        return answer

    def patient(self) -> Patient:
        """Answers everything, and stands before the last button: an earlier answer does not pass
        any more, so that all of it waits in the draft."""
        born = {"month": "1", "day": str(BORN.day), "year": str(BORN.year)}
        answers = SHARED | CANARIES | {"age": this_year() - BORN.year, "date_of_birth": born}
        patient = Patient.at("contact", answers)
        with patch.object(NumberField, "read", side_effect=ValidationError("Not any more.")):
            assert patient.send("contact").status == 302
        patient.show("contact")
        patient.send("age", age="Quxwhistle")
        patient.show("saved")
        return patient

    def send(self, patient: Patient) -> Submission:
        """Sends it, and opens and keeps the sheet."""
        patient.answers["age"] = this_year() - BORN.year
        patient.walk()
        self.documents.append(whole(patient.get(f"{patient.url()}result.pdf")))
        call_command("notify", stdout=io.StringIO())
        return patient.sent

    def clinic(self, submission: Submission) -> None:
        """Finds it by name, reads it, writes a note on it, prints and exports it."""
        staff = signed_in(member(is_superuser=True))
        staff.post(f"{LIST}find/", {"full_name": CANARIES["full_name"], "date_of_birth": str(BORN)})
        staff.get(LIST)
        assert staff.post(address(submission), review_of(NOTE)).status_code == 302
        assert NOTE in staff.get(address(submission)).content.decode()
        self.documents.append(whole(staff.get(f"{LIST}{submission.pk}/sheet.pdf")))
        for kind in FORMATS:
            for who in KINDS:
                assert whole(staff.post(EXPORT, {"format": kind, "who": who}))

    def places(self) -> dict[str, Any]:
        """Each place, and what was found there of the patient."""
        texts = {
            "addresses, heads and cookies": b"\n".join(self.seen),
            "log": self.logged.getvalue().encode(),
            "mail": b"\n".join(one.message().as_bytes() for one in mail.outbox),
            "PDF metadata": b"\n".join(metadata(one) for one in self.documents),
            **{f"table {name}": text for name, text in tables()},
        }
        found = {place: found_in(text, SOUGHT) for place, text in texts.items()}
        temporary = [Path(tempfile.gettempdir())]
        found["files of the database"] = found_in_files(files_of_database(), SOUGHT, self.began)
        found["temporary files"] = found_in_files(temporary, SOUGHT, self.began)
        return {place: what for place, what in found.items() if what}


def metadata(document: bytes) -> bytes:
    """What a PDF says of itself: the old table, the new XML, names of attached files."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        xml = pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b""
        told = [f"{name} {value}" for name, value in pdf.docinfo.items()] + list(pdf.attachments)
        return "\n".join(told).encode() + xml


def files_of_database() -> list[Path]:
    """The folders with what the database has written by now, its write-ahead log too."""
    if connection.vendor == "sqlite":
        return [Path(connection.settings_dict["NAME"]).parent]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        [oid] = cursor.fetchone()
    at = Path(parse_qs(urlsplit(os.environ["DATABASE_URL"]).query).get("host", ["/"])[0], "data")
    ours = [at / "base" / str(oid), at / "pg_wal"]
    return ours if at.exists() else []  # the server of somebody else is not ours to read


def turn_the_page() -> None:
    """The write-ahead log goes on in a new file, so that none has words of a test before."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_switch_wal()")


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Visit]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.NOTIFY, settings.PUBLIC_URL = ["desk@clinic.example"], "https://candor.clinic.example"
    turn_the_page()
    with written() as logged:
        one, asked = Visit(logged, time.time()), Client.request
        heard = lambda client, **request: one.listen(asked, client, **request)  # noqa: E731
        monkeypatch.setattr(Client, "request", heard)
        yield one


# --- The visit ----------------------------------------------------------------------------------
@pytest.mark.shows("T8", "T9", "ASVS 16.2.5", "HIPAA 164.312(a)(2)(iv)")
@pytest.mark.django_db(transaction=True)
def test_a_whole_visit_leaves_nothing_that_can_be_read(visit: Visit) -> None:
    patient = visit.patient()
    assert patient.kept["full_name"] == CANARIES["full_name"]
    assert visit.places() == {}
    submission = visit.send(patient)
    visit.clinic(submission)
    assert submission.identity["date_of_birth"] == BORN
    assert len(visit.seen) > 20 and len(visit.documents) == 2 and mail.outbox
    assert visit.places() == {}
    years = timedelta(days=3 * 365)
    Submission.objects.update(received_at=F("received_at") - years)
    Review.objects.update(at=F("at") - years)
    call_command("purge", stdout=io.StringIO())
    assert not Submission.objects.exists() and not Draft.objects.exists()
    assert visit.places() == {}


def every_route(routes: Any = None) -> Iterator[URLPattern]:
    """Each view that the site has."""
    for route in routes or get_resolver().url_patterns:
        if isinstance(route, URLResolver):
            yield from every_route(route.url_patterns)
        else:
            yield route


@pytest.mark.shows("T9", "ASVS 16.2.5")
@pytest.mark.django_db
def test_a_view_that_fails_tells_nobody_of_whom(visit: Visit) -> None:
    """Every view fails with the patient's words in its exception, its variables and its request."""
    asked, routes = BaseHandler.resolve_request, list(every_route())
    left = iter(routes)

    def failing(handler: BaseHandler, request: Any) -> Any:
        asked(handler, request)
        request.resolver_match.func = failed = broken(next(left))
        return failed, (), {}

    client = Client(raise_request_exception=False, headers={"User-Agent": NOTE})
    client.cookies["candor-x"] = NOTE
    with patch.object(BaseHandler, "resolve_request", failing):
        for _route in routes:
            answer = client.post(f"/?{NOTE}", {"contact-full_name": NOTE}, headers={"X-Name": NOTE})
            assert answer.status_code == 500
    told = [line for line in visit.logged.lines if line.get("exception") == "RuntimeError"]
    assert len(told) >= len(routes) > 60
    assert found_in(visit.logged.getvalue().encode(), SOUGHT) == set()


def broken(route: URLPattern) -> Any:
    """This view, as it would be if it failed."""

    def view(request: Any) -> Any:
        sent = request.POST.dict()
        try:
            raise KeyError(NOTE)
        except KeyError as why:
            raise RuntimeError(f"{route.name} cannot read {sent} of {NOTE}") from why

    view.__name__ = getattr(route.callback, "__name__", "view")
    return view


@pytest.mark.shows("T7")
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_keeps_nothing_once_it_is_finished(live_server: LiveServer) -> None:
    patient = Patient.at("contact", SHARED | CANARIES)
    patient.send("contact")
    with launch() as browser:
        context = browser.new_context()
        for name, cookie in patient.cookies.items():
            context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}{patient.url('result')}")
        assert "Quxwhistle" in page.content()
        assert stored(page) == "0,0,null,0,0,0"
        page.locator("form[action$='/clear/'] button").first.click()
        page.wait_for_url("**/finished/")
        assert stored(page) == "0,0,null,0,0,0"
        kept = str(context.storage_state(indexed_db=True))
    assert found_in(kept.encode(), SOUGHT) == set() and "candor-" not in kept


def stored(page: Page) -> str:
    """How much is in each store that a browser has for a site."""
    return str(page.evaluate(STORED))


# --- The search itself --------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", SOUGHT)
def test_the_search_finds_what_is_planted_in_each_encoding(encoding: str, text: str) -> None:
    for before in ("", "x", "xy"):
        blob = os.urandom(1000) + ENCODINGS[encoding](f"{before}{text}, and more") + os.urandom(999)
        assert found_in(blob, SOUGHT) == {text}
    assert found_in(os.urandom(10**5), SOUGHT) == set()


@pytest.mark.django_db(transaction=True)
def test_the_search_finds_what_is_planted_in_each_place(visit: Visit, tmp_path: Path) -> None:
    User.objects.create(username="quxwhistle", first_name=zlib.compress(b"x").hex())
    visit.logged.write("quxwhistle\n")
    visit.seen.append(b"/?name=quxwhistle")
    mail.send_mail("Quxwhistle", "", None, ["desk@clinic.example"])
    (tmp_path / "cache").write_text("quxwhistle")
    found = visit.places()
    assert {place for place in found if not place.startswith("table ")} == {
        "addresses, heads and cookies",
        "log",
        "mail",
        *({"files of the database"} if files_of_database() else set()),
        "temporary files",
    }
    assert found["table auth_user"] == {"Quxwhistle"}
    with pikepdf.new() as pdf:
        pdf.docinfo["/Author"] = "quxwhistle"
        with pdf.open_metadata(update_docinfo=False) as meta:
            meta["dc:title"] = "5557731991"
        file = io.BytesIO()
        pdf.save(file)
    assert found_in(metadata(file.getvalue()), SOUGHT) == {"Quxwhistle", "5557731991"}
