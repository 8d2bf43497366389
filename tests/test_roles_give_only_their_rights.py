"""What a reviewer, a clinic lead and an auditor may do; and one query tells it for each page."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.models import Review
from eligibility.staff.backend import StaffBackend
from tests.clinic import LIST, address, member, review_of, rows, sent, signed_in

pytestmark = pytest.mark.django_db

REVIEWER = {"view_submission", "view_review", "add_review", "assign_submission", "enter_submission"}
LEAD = REVIEWER | {"export_submission", "erase_submission"}
ROLES = {"reviewer": REVIEWER, "clinic lead": LEAD, "auditor": {"view_accesslog"}}


def of_role(role: str) -> User:
    user = member()
    user.groups.add(Group.objects.get(name=role))
    return user


def rights(user: User) -> set[str]:
    return {name.removeprefix("eligibility.") for name in StaffBackend().get_user(user.pk).rights}


@pytest.mark.shows("ASVS 8.1.1", "HIPAA 164.312(a)(2)(i)")
@pytest.mark.parametrize("role", ROLES)
def test_a_role_gives_exactly_its_rights(role: str) -> None:
    assert rights(of_role(role)) == ROLES[role]


@pytest.mark.shows("ASVS 8.1.1")
def test_there_are_these_roles_and_no_other() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_making_the_roles_again_changes_nothing_and_brings_back_what_is_gone() -> None:
    make_roles = importlib.import_module("eligibility.migrations.0005_roles").make_roles
    before = [(p.pk, p.codename, p.name) for p in Permission.objects.order_by("pk")]
    make_roles(apps, None)
    create_permissions(apps.get_app_config("eligibility"), verbosity=0)
    assert [(p.pk, p.codename, p.name) for p in Permission.objects.order_by("pk")] == before
    Permission.objects.filter(codename="erase_submission").delete()
    Group.objects.filter(name="auditor").delete()
    make_roles(apps, None)
    assert {role: rights(of_role(role)) for role in ROLES} == ROLES


@pytest.mark.shows("T2", "ASVS 8.2.1")
def test_a_reviewer_reads_and_reviews_and_an_auditor_reads_no_patient() -> None:
    submission = sent()
    reviewer, auditor = signed_in(of_role("reviewer")), signed_in(of_role("auditor"))
    assert rows(reviewer.get(LIST)) == [submission.reference]
    assert reviewer.post(address(submission), review_of("Called.")).status_code == 302
    assert Review.objects.count() == 1
    for page in ("change", "sheet", "history", "delete"):
        answer = auditor.get(address(submission, page))
        assert answer.status_code == 403 and b"Ruth" not in answer.content
    assert auditor.get(LIST).status_code == 403


@pytest.mark.shows("T2", "ASVS 8.2.1")
def test_the_stock_rights_to_change_and_delete_give_nothing() -> None:
    submission = sent()
    stock = ("change_submission", "delete_submission", "add_submission", "change_review")
    client = signed_in(member(*stock, "delete_review"))
    for url in (LIST, *(address(submission, page) for page in ("change", "delete", "sheet"))):
        for answer in (client.get(url), client.post(url, {"post": "yes"})):
            assert answer.status_code == 403 or answer.get("Location") == LIST, url
            assert b"Ruth" not in answer.content


@pytest.mark.shows("T2", "ASVS 8.2.1")
@pytest.mark.parametrize("role", ROLES)
def test_no_role_opens_the_pages_of_accounts_or_second_factors(role: str) -> None:
    client = signed_in(of_role(role))
    for model in ("auth_user", "auth_group", "mfa_authenticator"):
        assert client.get(reverse(f"admin:{model}_changelist")).status_code == 403


@pytest.mark.shows("ASVS 15.3.1", "ASVS 8.2.3")
def test_who_looks_after_accounts_sees_factors_without_their_secrets_and_makes_none() -> None:
    user, boss = of_role("reviewer"), signed_in(member(is_superuser=True))
    signed_in(user)
    page = boss.get(reverse("admin:mfa_authenticator_changelist"))
    assert page.status_code == 200
    factor = user.authenticator_set.get()
    url = reverse("admin:mfa_authenticator_change", args=[factor.pk])
    page = boss.get(url).content.decode()
    assert factor.data["secret"] not in page and "secret" not in page
    assert boss.post(url, {"data": "{}"}).status_code == 403
    assert boss.get(reverse("admin:mfa_authenticator_add")).status_code == 403
    for model in ("account_emailaddress", "usersessions_usersession"):
        assert f"/admin/{model.replace('_', '/')}/" not in boss.get("/admin/").content.decode()


# --- One query --------------------------------------------------------------------------------
PEOPLE: dict[str, Callable[[], User]] = {
    "no right": member,
    "own rights": lambda: member("view_submission", "add_review"),
    "a role": lambda: of_role("clinic lead"),
    "everything": lambda: member(is_superuser=True),
}


@pytest.mark.parametrize("made", PEOPLE.values(), ids=PEOPLE.keys())
def test_a_person_and_all_their_rights_cost_one_query_and_the_session_one(made: Any) -> None:
    client = signed_in(made())
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/jsi18n/").status_code == 200
    told = [query["sql"] for query in queries]
    assert len(told) == 2, told
    assert "django_session" in told[0] and "auth_permission" in told[1]


def test_rights_of_roles_and_own_rights_add_up_as_django_would_have_it() -> None:
    both = of_role("reviewer")
    both.groups.add(Group.objects.get(name="auditor"))
    both.user_permissions.set(Permission.objects.filter(codename__in=["view_review", "add_user"]))
    for user in (both, member(), member(is_superuser=True), member(is_active=False)):
        plain = User.objects.get(pk=user.pk)
        found = StaffBackend().get_user(user.pk)
        assert (found is None) == (not plain.is_active)
        if found:
            assert found == plain and found.password == plain.password
            assert found.get_all_permissions() == plain.get_all_permissions()
            assert found.has_perm("eligibility.view_review") == plain.has_perm(
                "eligibility.view_review"
            )


def test_an_account_that_is_gone_is_nobody() -> None:
    assert StaffBackend().get_user(123456) is None
