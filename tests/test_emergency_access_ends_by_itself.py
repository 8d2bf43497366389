"""When the usual way is closed, two people open another one for an hour, and it is written down.

So is every other change of what someone of the staff may do.
"""

import json
import logging
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client

from eligibility.models import AccessLog, EmergencyAccess
from tests.audit import table_away
from tests.clinic import LIST, MAY_REVIEW, member, nurse, signed_in
from tests.clock import later
from tests.exports import EXPORT
from tests.lines import written

pytestmark = pytest.mark.django_db

EMERGENCY = pytest.mark.shows("HIPAA 164.312(a)(2)(ii)")


@pytest.fixture
def people() -> tuple[User, User]:
    """A nurse and someone who agrees."""
    return member(*MAY_REVIEW), member(*MAY_REVIEW)


def break_glass(user: User, other: User, reason: str = "factor_lost", **more: Any) -> str:
    said = StringIO()
    options = {"second": other.username, "reason": reason} | more
    call_command("break_glass", user.username, stdout=said, **options)
    return said.getvalue()


def told(action: str) -> list[tuple[str, dict[str, Any]]]:
    """Who is in the access log with this, oldest first, and what is told of it."""
    rows = AccessLog.objects.filter(action=action).order_by("number")
    return [(row.who, json.loads(row.detail)) for row in rows]


# --- An hour ------------------------------------------------------------------------------------
@EMERGENCY
def test_the_role_is_there_for_an_hour_and_then_it_is_gone(people: tuple[User, User]) -> None:
    user, other = people
    assert signed_in(user).get(EXPORT).status_code == 403
    assert f"{user.username} is clinic lead until " in break_glass(user, other)
    for minutes, status in ((0, 200), (58, 200), (60.01, 403), (24 * 60, 403)):
        with later(minutes=minutes):
            assert signed_in(user).get(EXPORT).status_code == status
    assert signed_in(other).get(EXPORT).status_code == 403, "who agreed has no more than before"


def test_a_page_that_is_open_when_it_ends_can_do_nothing_more(people: tuple[User, User]) -> None:
    user, other = people
    break_glass(user, other)
    with later(minutes=55):
        browser = signed_in(user)
        assert browser.get(EXPORT).status_code == 200
    with later(minutes=61):
        sent = browser.post(EXPORT, {"format": "csv", "who": "identified"})
        assert sent.status_code == 403
        assert browser.get(LIST).status_code == 200, "they are a nurse as before"


def test_they_still_need_their_own_second_step(people: tuple[User, User]) -> None:
    user, other = people
    break_glass(user, other)
    half = Client()
    half.force_login(user)
    assert half.get(EXPORT).status_code == 302


def test_another_role_can_be_asked_for(people: tuple[User, User]) -> None:
    user, other = people
    log_page = "/admin/eligibility/accesslog/"
    assert signed_in(user).get(log_page).status_code == 403
    break_glass(user, other, role="auditor")
    assert signed_in(user).get(log_page).status_code == 200


# --- Who may, and why ---------------------------------------------------------------------------
@EMERGENCY
@pytest.mark.parametrize(
    ("second", "problem"),
    [
        ("user0", "takes two people"),
        ("nobody", "nobody on the staff"),
        ("left", "nobody on the staff"),
    ],
)
def test_it_takes_two_people_of_the_staff(
    second: str, problem: str, people: tuple[User, User]
) -> None:
    User.objects.create_user("left", is_staff=True, is_active=False)
    with pytest.raises(CommandError, match=problem):
        call_command("break_glass", people[0].username, second=second, reason="drill")
    assert not EmergencyAccess.objects.exists() and not told("emergency")


def test_a_reason_is_one_of_a_list_so_that_no_patient_is_named(people: tuple[User, User]) -> None:
    user, other = people
    words = ("break_glass", user.username, "--second", other.username, "--reason", "Ruth called")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command(*words)
    with pytest.raises(CommandError, match="required: --reason"):
        call_command(*words[:-2])
    with pytest.raises(CommandError, match="There is no role"):
        break_glass(user, other, role="nurse")
    assert not EmergencyAccess.objects.exists()


# --- It is loud ---------------------------------------------------------------------------------
@EMERGENCY
def test_the_access_log_has_both_and_the_log_has_a_line(people: tuple[User, User]) -> None:
    user, other = people
    with written(logging.CRITICAL) as text:
        break_glass(user, other, "patient_in_danger")
    role = Group.objects.get(name="clinic lead").pk
    detail = {"kind": "patient_in_danger", "role": role, "of": user.pk}
    assert told("emergency") == [(user.username, detail), (other.username, detail)]
    [line] = text.lines
    assert line["level"] == "critical"
    assert line["event"] == f"Emergency access for staff {user.pk}, agreed by {other.pk}"


def test_what_cannot_be_written_down_is_not_given(people: tuple[User, User]) -> None:
    user, other = people
    with table_away(), pytest.raises(DatabaseError):
        break_glass(user, other)
    assert not EmergencyAccess.objects.exists()


# --- Every other change of rights ---------------------------------------------------------------
def test_a_change_of_what_someone_may_do_is_in_the_access_log() -> None:
    manager, user = member(is_superuser=True), member()
    staff, role = signed_in(manager), Group.objects.get(name="reviewer")
    page = f"/admin/auth/user/{user.pk}/change/"
    assert not told("roles"), "only what is done on a page is somebody's request"
    form = {"username": user.username, "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    form |= {"is_active": "on", "is_staff": "on"}
    for change in ({"groups": [role.pk]}, {}, {"is_superuser": "on"}, {"is_active": ""}):
        sent = {name: value for name, value in (form | change).items() if value}
        assert staff.post(page, sent).status_code == 302
    kinds = ["roles_given", "roles_taken", "account", "account"]
    who = manager.username
    assert told("roles") == [(who, {"kind": kind, "of": user.pk}) for kind in kinds]


def test_a_role_with_other_rights_and_one_that_is_gone_are_in_it_too() -> None:
    staff, role = signed_in(member(is_superuser=True)), Group.objects.get(name="auditor")
    page = f"/admin/auth/group/{role.pk}"
    assert staff.post(f"{page}/change/", {"name": "auditor"}).status_code == 302
    assert staff.post(f"{page}/delete/", {"post": "yes"}).status_code == 302
    kinds = [detail["kind"] for _who, detail in told("roles")]
    assert kinds == ["rights_of_a_role_taken", "role_gone"]


def test_what_someone_does_without_changing_rights_is_no_such_entry() -> None:
    nurse().get(LIST)
    assert not told("roles")
