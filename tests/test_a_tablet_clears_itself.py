"""A tablet in the clinic clears itself when it is left alone, and gives more time to who asks."""

from typing import Any

import pytest
from django.utils import timezone

from eligibility.security import kiosk
from tests.page import Page
from tests.patient import KEPT, SHARED, Patient
from tests.tablet import later, walked
from tests.test_bad_settings_stop_the_start import start

pytestmark = pytest.mark.django_db
TO_KIOSK = "120; url=/kiosk/"
SAID = {
    "en": ("clears itself after 2 minutes", "I need more time"),
    "es": ("borra todo después de 2 minutos", "Necesito más tiempo"),
}
CLEARED = '"cache", "cookies", "storage"'


@pytest.fixture
def tablet(settings: Any) -> Any:
    settings.KIOSK, settings.IDLE_MINUTES = True, 0
    return settings


def refresh(page: Page) -> str | None:
    found: str | None = page.response.headers.get("Refresh")
    return found


# --- Away from a tablet -------------------------------------------------------------------------
def test_without_the_setting_no_page_leaves_by_itself_and_there_is_no_page_that_clears() -> None:
    patient = Patient().start()
    for url in ("/", "/about/", patient.url("age")):
        page = Page(patient.get(url, follow=True))
        assert refresh(page) is None and "tablet" not in page.html
    cleared = patient.get("/kiosk/")
    assert cleared.status_code == 404 and "Clear-Site-Data" not in cleared.headers
    assert patient.show("age").status == 200
    assert patient.id >= kiosk.IDS_BELOW


@pytest.mark.parametrize("minutes", ["0", "6", "-1", "many"])
def test_a_time_that_no_tablet_can_have_stops_the_start(minutes: str) -> None:
    status, error = start(KIOSK="1", KIOSK_MINUTES=minutes)
    assert status != 0
    assert "KIOSK_MINUTES" in error or "invalid literal" in error


def test_a_tablet_starts_with_its_setting() -> None:
    assert start(KIOSK="1", KIOSK_MINUTES="5") == (0, "")


# --- Left alone ---------------------------------------------------------------------------------
def test_every_page_with_something_on_it_leaves_after_two_minutes(tablet: Any) -> None:
    patient = Patient(KEPT | {"red_flags": ["bladder"]}).start()
    seen, page = set(), patient.show("age")
    while page.kind != "result":
        sent = Page(patient.get(page.next)) if page.next else patient.press(page)
        page = Page(patient.get(sent.location)) if sent.location else sent
        assert refresh(page) == TO_KIOSK, page.path
        seen.add(page.kind)
    assert {"step", "help-now", "check", "result"} <= seen
    for url in ("/about/", "/paper/", "/privacy/", "/nowhere/"):
        assert refresh(Page(patient.get(url))) == TO_KIOSK


def test_pages_that_refuse_leave_as_well(tablet: Any) -> None:
    patient = Patient().start()
    refused = patient.send_raw("age", {"age-age": "old"})
    assert (refused.status, refresh(refused)) == (422, TO_KIOSK)
    huge = patient.send_raw("age", {"age-age": "1" * 70_000})
    assert (huge.status, refresh(huge)) == (413, TO_KIOSK)


def test_the_start_page_stays_while_there_is_nothing_to_clear(tablet: Any) -> None:
    patient = Patient()
    assert refresh(Page(patient.get("/"))) is None
    assert refresh(Page(patient.get("/"))) is None, "the cookie that protects forms tells nothing"
    patient.cookies["language"] = "en"
    assert refresh(Page(patient.get("/"))) == TO_KIOSK


def test_the_page_that_clears_takes_every_cookie_and_leads_to_the_start(tablet: Any) -> None:
    patient = Patient.at("cancer")
    patient.cookies["language"] = "en"
    page = Page(patient.get("/kiosk/"))
    assert (page.status, page.kind, page.next) == (200, "kiosk", "/")
    assert refresh(page) == "10; url=/"
    assert page.response["Clear-Site-Data"] == CLEARED
    kept = {name for name, cookie in patient.cookies.items() if cookie.value}
    assert kept <= {"csrf"}
    assert patient.show("cancer").status == 404


def test_the_page_that_clears_writes_nothing(tablet: Any) -> None:
    patient = Patient.at("cancer")
    before = (patient.row.content, patient.row.version, patient.row.updated_at)
    patient.get("/kiosk/")
    assert (patient.row.content, patient.row.version, patient.row.updated_at) == before
    assert patient.post("/kiosk/").status_code == 405


@pytest.mark.parametrize("step", ["", "age", "cancer", "help-now", "result"])
def test_a_key_that_was_left_alone_opens_nothing_even_if_the_browser_kept_it(
    tablet: Any, step: str
) -> None:
    patient = Patient.at("cancer")
    with later(minutes=2, seconds=kiosk.SLACK + 2):
        page = Page(patient.get(patient.url(step), follow=True))
        assert (page.status, page.kind) == (404, "error")
        assert patient.send_raw("cancer", {"cancer-cancer": "no"}).status == 404
    assert patient.show("cancer").status == 200


@pytest.mark.parametrize("answers", [KEPT, SHARED], ids=["private", "shared"])
def test_a_result_that_was_left_alone_does_not_open(tablet: Any, answers: dict[str, Any]) -> None:
    patient = walked(answers)
    assert patient.show("result").kind == "result"
    with later(minutes=3):
        assert patient.show("result").status == 404


def test_each_page_starts_the_two_minutes_again(tablet: Any) -> None:
    patient = Patient().start()
    for minutes in (1.5, 3, 4.5):
        with later(minutes=minutes):
            assert patient.show("age").status == 200


# --- More time ----------------------------------------------------------------------------------
def test_whoever_needs_more_time_has_ten_times_as_long_and_loses_nothing(tablet: Any) -> None:
    patient = Patient.at("age")
    page = patient.send_raw("age", {"age-age": "abc", "stay": "yes"})
    assert (page.status, page.errors) == (200, [])
    assert page.typed["age-age"] == ["abc"]
    assert refresh(page) == "1200; url=/kiosk/"
    assert "You have 20 minutes for this page." in page.text
    with later(minutes=19):
        assert patient.show("age").status == 200
    with later(minutes=45):
        assert patient.show("age").status == 404


def test_a_page_that_could_not_be_sent_gives_more_time_and_keeps_what_was_typed(
    tablet: Any,
) -> None:
    patient = Patient(guarded=True).start()
    patient.cookies.pop("csrf")
    refused = patient.send_raw("age", {"age-age": "48"})
    assert (refused.status, refresh(refused)) == (403, TO_KIOSK)
    again = Page(patient.post_fields(refused.action, refused.typed | {"stay": "yes"}))
    assert (again.status, again.typed["age-age"]) == (200, ["48"])
    assert refresh(again) == "1200; url=/kiosk/"


def test_a_page_without_a_form_gives_more_time_by_its_link(tablet: Any) -> None:
    patient = walked(KEPT)
    page = patient.show("result")
    assert f"{patient.url('result')}?stay=yes" in page.links
    longer = Page(patient.get(f"{patient.url('result')}?stay=yes"))
    assert (longer.kind, refresh(longer)) == ("result", "1200; url=/kiosk/")
    with later(minutes=15):
        assert patient.show("result").kind == "result"


def test_more_time_is_for_tablets_only() -> None:
    patient = Patient.at("age")
    patient.get(f"{patient.url('age')}?stay=yes")
    name = next(name for name in patient.cookies if "candor-" in name)
    used_at = int(patient.cookies[name].value.split(".")[1])
    assert used_at <= timezone.now().timestamp()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_says_so_from_the_first_on(tablet: Any, language: str) -> None:
    patient = Patient()
    patient.cookies["language"] = language
    told, more = SAID[language]
    pages = [Page(patient.get("/")), Page(patient.get("/about/"))]
    patient.start()
    pages.append(patient.show("age"))
    assert all(told in page.text for page in pages)
    assert [more in page.text for page in pages] == [False, True, True]
