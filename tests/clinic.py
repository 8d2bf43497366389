"""Submissions as patients send them, and the clinic's staff, for tests of the staff pages."""

import re
from time import time
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from eligibility.management.commands.demo import made_up
from eligibility.models import Submission
from eligibility.wizard.submit import store

LIST = "/admin/eligibility/submission/"
MAY_REVIEW = ("view_submission", "change_submission", "view_review", "add_review")
IDENTITY = {"phone", "consent", "risks_read"}
PASSWORD = "a long one, for tests only"


def sent(name: str = "Ruth Sample", language: str = "en", **differs: Any) -> Submission:
    """A stored submission of a clear case, but for `differs`: answers, or who the patient is."""
    who = {slug: differs.pop(slug) for slug in IDENTITY & set(differs)}
    submission = made_up(name, language, differs)
    submission.id = uuid4()
    submission.identity |= who
    store(submission)
    return Submission.objects.get(pk=submission.pk)


def member(*allowed: str, **given: Any) -> User:
    """Someone with exactly these permissions, who can sign in if a password is given."""
    name = f"user{User.objects.count()}"
    user = User.objects.create_user(name, **{"is_staff": True} | given)
    found = Permission.objects.filter(codename__in=allowed)
    assert len(found) == len(allowed), f"not all of these exist: {allowed}"
    user.user_permissions.set(found)
    return user


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    pass_second_step(client, user)
    return client


def pass_second_step(client: Client, user: User) -> None:
    """The session of this browser is as after a code from the app, which this person now has."""
    if not Authenticator.objects.filter(user=user, type="totp").exists():
        TOTP.activate(user, generate_totp_secret())
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def nurse() -> Client:
    """A browser of someone who may read submissions and add reviews, and nothing else."""
    return signed_in(member(*MAY_REVIEW))


def address(submission: Submission, page: str = "change") -> str:
    return f"{LIST}{submission.pk}/{page}/"


def rows(answer: HttpResponse) -> list[str]:
    """The references in the list, in its order."""
    assert answer.status_code == 200
    return re.findall(r'field-reference"><a [^>]+>([^<]+)<', answer.content.decode())


def review_of(note: str, status: str = "contacted", **more: Any) -> dict[str, Any]:
    """What the form of a new review sends, by someone who has seen all that is there. A finding's
    verdict is sent as `verdict-<kind>-<rule>`, and why as `reason-<kind>-<rule>`."""
    return {"new_status": status, "note": note, "seen": 1000} | more


def stored(submission: Submission) -> dict[str, Any]:
    """The row as it rests in the database, sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM eligibility_submission WHERE id = %s", [key(submission)])
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def overwrite(submission: Submission, column: str, text: str) -> None:
    """Does to a row what only someone with the database in hand can do."""
    statement = f"UPDATE eligibility_submission SET {column} = %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [text, key(submission)])


def key(submission: Submission) -> Any:
    """The primary key as this database keeps it."""
    return Submission._meta.pk.get_db_prep_value(submission.pk, connection)
