"""Submissions as patients send them, and the clinic's staff, for tests of the staff pages."""

import re
from typing import Any
from uuid import uuid4

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
    return client


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
    """What the form of a new review sends."""
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1}
    given = counts | {"0-status": status, "0-text": note} | more
    return {f"reviews-{name}": value for name, value in given.items()}


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
