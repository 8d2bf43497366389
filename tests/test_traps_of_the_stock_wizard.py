"""The stock wizard has each trap of tests.stock.TRAPS: what our own wizard must do better."""

import base64
import secrets
import sys
import zlib
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.forms import ValidationError
from django.http import HttpResponse
from pytest_django import Settings

from tests.stock import (
    ADA,
    MIDDLEWARE,
    TRAPS,
    About,
    Consent,
    Plain,
    Stock,
    Visitor,
    records,
    slugs_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.stock")]
ALL_BUT_LAST = ("about", "smoking", "tobacco", "note")


@pytest.fixture(autouse=True)
def _judged_alone(settings: Settings) -> None:
    settings.MIDDLEWARE = MIDDLEWARE
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # Django's own limit


def fails_with_key_error(response: HttpResponse) -> bool:
    return response.status_code == 500 and response.exc_info[0] is KeyError


def test_every_trap_of_the_table_has_one_test() -> None:
    assert sorted(slugs_in(sys.modules[__name__])) == sorted(TRAPS)


def test_without_a_trap_in_its_way_the_stock_wizard_makes_one_record() -> None:
    assert Visitor().answer(*ADA).finish().content == b"Thank you"
    assert [record["name"] for record in records()] == ["Ada"]


@pytest.mark.trap("second-use-leaks")
def test_a_second_use_at_another_address_shows_the_answers_of_the_first() -> None:
    assert b"Ada" in Visitor().answer("about").tab(at="second").show("about").content


@pytest.mark.trap("second-use-overwrites")
def test_a_second_use_overwrites_the_answers_of_the_first() -> None:
    first = Visitor().answer(*ADA)
    first.tab(at="second").send("about", name="Bob")
    first.finish()
    assert records()[0]["name"] == "Bob"


@pytest.mark.trap("other-browser-leaks")
def test_in_2_7_another_browser_sees_nothing_of_the_first() -> None:
    Visitor().answer("about")
    other = Visitor()
    assert b"Ada" not in other.show("about").content
    assert other.kept() == {}


@pytest.mark.trap("second-tab-wipes")
def test_opening_a_second_tab_wipes_the_answers_of_the_first() -> None:
    first = Visitor("plain").answer("about", "smoking")
    assert list(first.kept()) == ["about", "smoking"]
    first.tab().show("about")
    assert first.kept() == {}


@pytest.mark.trap("tabs-share-state")
def test_a_record_mixes_the_answers_of_two_tabs() -> None:
    first = Visitor().answer("about")
    first.tab().send("about", name="Bob", age="80")
    first.answer("smoking", "tobacco", "note", "consent").finish()
    assert (records()[0]["name"], records()[0]["years"]) == ("Bob", 10)


@pytest.mark.trap("older-get-erases")
def test_a_get_that_began_before_a_post_erases_what_the_post_saved() -> None:
    first = Visitor().answer("about")
    render, second = Stock.render, first.tab()

    def slowly(self: Stock, *args: Any, **kwargs: Any) -> HttpResponse:
        if "smoking" not in first.kept():
            first.send("smoking")
            assert "smoking" in first.kept()
        return render(self, *args, **kwargs)

    with patch.object(Stock, "render", slowly):
        second.show("about")
    assert list(first.kept()) == ["about"]


@pytest.mark.trap("back-loses-text")
def test_going_back_throws_away_what_was_typed() -> None:
    visitor = Visitor().answer("about", "smoking", "tobacco")
    visitor.send("note", {"wizard_goto_step": "smoking"}, text="A long story")
    assert b"A long story" not in visitor.show("note").content


@pytest.mark.trap("refresh-posts-again")
def test_a_refresh_of_the_second_page_posts_the_first_once_more() -> None:
    visitor, take = Visitor("plain").answer(), Plain.process_step
    with patch.object(Plain, "process_step", autospec=True, side_effect=take) as taken:
        answers = [visitor.send("about"), visitor.send("about")]
    assert [answer.status_code for answer in answers] == [200, 200], "no redirect after the POST"
    assert taken.call_count == 2


@pytest.mark.trap("reload-wipes")
def test_reloading_a_page_of_an_unnamed_wizard_wipes_all_answers() -> None:
    visitor = Visitor("plain").answer("about", "smoking")
    assert visitor.kept()
    assert b'value="about"' in visitor.show("tobacco").content
    assert not visitor.kept()


@pytest.mark.trap("reset-by-get")
def test_a_link_that_ends_in_reset_wipes_all_answers() -> None:
    visitor = Visitor().answer("about")
    visitor.get("/stock/?reset")
    assert visitor.kept() == {}


@pytest.mark.trap("lost-session")
def test_after_a_lost_session_a_later_page_is_judged_as_the_first() -> None:
    visitor = Visitor().answer("about", "smoking", "tobacco")
    Session.objects.all().delete()
    page = visitor.send("note")
    assert page.context["wizard"]["steps"].current == "about"
    assert list(page.context["form"].errors) == ["name", "age"]


@pytest.mark.trap("condition-on-steps")
def test_a_condition_that_asks_for_the_current_step_ends_in_key_error() -> None:
    visitor = Visitor(at="restless").answer()
    assert visitor.send("about").url == "/restless/smoking/"
    assert fails_with_key_error(visitor.show("smoking"))


@pytest.mark.trap("hidden-step-unreadable")
def test_reading_the_answers_of_a_hidden_step_is_a_key_error() -> None:
    def done(self: Stock, form_list: list[Any], **kwargs: Any) -> HttpResponse:
        return HttpResponse(str(self.get_cleaned_data_for_step("tobacco")))

    visitor = Visitor().answer("about", "smoking", "note", "consent", smokes="no")
    with patch.object(Stock, "done", done):
        assert fails_with_key_error(visitor.finish())


@pytest.mark.trap("unknown-step")
def test_an_unknown_current_step_is_a_server_error() -> None:
    assert Visitor().answer().send("nonsense").status_code == 200, "on page one it is ignored"
    assert fails_with_key_error(Visitor().answer("about").send("nonsense"))


@pytest.mark.trap("hidden-step-posted")
def test_posting_a_hidden_step_is_a_server_error() -> None:
    assert fails_with_key_error(Visitor().answer("about").send("tobacco"))


@pytest.mark.trap("step-hidden-by-other-tab")
def test_posting_a_step_that_another_tab_has_just_hidden_is_a_server_error() -> None:
    visitor = Visitor().answer("about", "smoking")
    assert visitor.show("tobacco").status_code == 200
    visitor.tab().send("smoking", smokes="no")
    assert fails_with_key_error(visitor.send("tobacco"))


@pytest.mark.trap("done-error-clears")
@pytest.mark.parametrize(("status", "kept"), [(409, []), (503, list(ADA))])
def test_an_error_page_from_done_clears_all_answers(status: int, kept: list[str]) -> None:
    visitor = Visitor().answer(*ADA)
    with patch.object(Stock, "done", lambda *args, **kwargs: HttpResponse(status=status)):
        visitor.finish()
    assert list(visitor.kept()) == kept, "Django itself saves no session with a 5xx"


@pytest.mark.trap("no-check-across-steps")
def test_answers_that_contradict_each_other_are_recorded() -> None:
    Visitor().answer(*ADA, age="40", years="90").finish()
    assert (records()[0]["age"], records()[0]["years"]) == (40, 90)


@pytest.mark.trap("stale-step-not-checked")
def test_in_2_7_a_step_that_has_become_invalid_is_shown_again() -> None:
    visitor = Visitor().answer(*ALL_BUT_LAST)
    with patch.object(About, "clean", side_effect=ValidationError("That name is taken by now.")):
        visitor.send("consent")
        assert visitor.finish().url == "/stock/about/"
    assert records() == []


@pytest.mark.trap("resubmit-breaks-formset")
def test_in_2_7_sending_the_last_page_again_calls_the_visitor_a_tamperer() -> None:
    visitor = Visitor(at="family").answer()
    count = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0"}
    visitor.send("people", count | {"people-0-name": "Ada", "people-0-age": "40"})
    visitor.send("consent")
    with patch.object(Stock, "done", lambda *args, **kwargs: HttpResponse("Thank you")):
        visitor.finish()
    again = visitor.send("consent")
    assert again.context["wizard"]["steps"].current == "people"
    assert "tampered with" in str(again.context["form"].non_form_errors())


@pytest.mark.trap("last-step-checked-twice")
def test_a_one_time_code_on_the_last_page_can_never_be_right() -> None:
    visitor, unused = Visitor("plain").answer(*ALL_BUT_LAST), ["123456"]

    def use_up_the_code(self: Consent) -> None:
        if not unused:
            raise ValidationError("This code was used already.")
        unused.clear()

    with patch.object(Consent, "clean", use_up_the_code):
        assert b"used already" in visitor.send("consent").content


@pytest.mark.trap("get-makes-record")
def test_a_get_of_the_done_address_makes_the_record() -> None:
    visitor = Visitor().answer(*ADA)
    assert records() == []
    visitor.finish()
    assert len(records()) == 1


@pytest.mark.trap("parallel-clicks")
def test_three_parallel_clicks_on_the_last_page_make_three_records() -> None:
    visitor, done = Visitor("plain").answer(*ALL_BUT_LAST), Plain.done
    others = [visitor.tab(), visitor.tab()]

    def while_the_others_click(self: Plain, *args: Any, **kwargs: Any) -> HttpResponse:
        if others:
            others.pop().send("consent")
        return done(self, *args, **kwargs)

    with patch.object(Plain, "done", while_the_others_click):
        visitor.send("consent")
    assert len(records()) == 3


@pytest.mark.trap("killed-after-commit")
def test_a_worker_killed_after_the_commit_leads_to_a_second_record() -> None:
    visitor = Visitor().answer(*ADA)
    with patch.object(SessionStore, "save", side_effect=SystemExit), pytest.raises(SystemExit):
        visitor.finish()
    assert len(records()) == 1
    visitor.finish()
    assert len(records()) == 2


@pytest.mark.trap("unknown-keys-kept")
def test_whatever_else_is_posted_is_kept() -> None:
    visitor = Visitor().answer()
    visitor.send("about", {"about-result": "eligible"})
    assert visitor.kept()["about"]["about-result"] == ["eligible"]


@pytest.mark.trap("huge-row")
def test_one_anonymous_post_leaves_a_row_of_two_megabytes() -> None:
    Visitor().answer().send("about", {"junk": secrets.token_urlsafe(1_800_000)})
    assert len(Session.objects.get().session_data) > 2_000_000


@pytest.mark.trap("readable-row")
def test_answers_can_be_read_in_the_session_row_without_a_key() -> None:
    Visitor().answer("about")
    packed = Session.objects.get().session_data.split(":")[0].lstrip(".")
    padded = packed + "=" * (-len(packed) % 4)
    assert b'"Ada"' in zlib.decompress(base64.urlsafe_b64decode(padded))


@pytest.mark.trap("row-per-visit")
def test_every_anonymous_get_writes_a_session_row() -> None:
    for _ in range(3):
        Visitor().show("about")
    assert Session.objects.count() == 3


@pytest.mark.trap("cacheable")
def test_pages_with_answers_do_not_forbid_caches_to_keep_them() -> None:
    page = Visitor().answer("about").show("about")
    assert b"Ada" in page.content
    assert "Cache-Control" not in page
