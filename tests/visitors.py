"""One of everyone who may come to the site, for tests that go to every address."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.cookies import SimpleCookie
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from eligibility.models import Submission
from tests.access import routes
from tests.clinic import PASSWORD, member, sent, signed_in
from tests.patient import Patient

PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
ROLES = ("reviewer", "clinic lead", "auditor")
NAME = "Zebulon Quagga"
SENT = ("result", "clear", "erase")  # what a patient does with a questionnaire that was sent


class Everyone:
    """A patient with one questionnaire open and one sent, another patient, and the staff. The
    `holder` has the keys of the first patient."""

    def __init__(self) -> None:
        self.draft = Patient.at("region")
        sender = Patient.at("contact", full_name=NAME)
        sender.send("contact")
        self.sent: Submission = sender.sent
        sent(NAME, age=self.sent.answers["age"])  # the same person once more
        holder = Patient()
        for cookies in (self.draft.cookies, sender.cookies):
            holder.cookies.update(cookies)
        self.manager = member(is_superuser=True, password=PASSWORD)
        self.users = {role: self.of_role(role) for role in ROLES} | {"manager": self.manager}
        staff = {name: calm(signed_in(user)) for name, user in self.users.items()}
        for user in self.users.values():
            RecoveryCodes.activate(user)
        self.visitors: dict[str, Client] = {
            "anonymous": Patient(),
            "another patient": Patient.at("contact"),
            "holder": holder,
            "without a second factor": self.half(),
            **staff,
        }

    @staticmethod
    def of_role(role: str) -> User:
        user = member(password=PASSWORD)
        user.groups.add(Group.objects.get(name=role))
        return user

    def half(self) -> Client:
        """Someone with every right who gave the password alone in this browser."""
        user = self.of_role("clinic lead")
        signed_in(user)
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    def url(self, route: str) -> str:
        """The address of this route, about the first patient wherever one is meant."""
        parts: dict[str, Any] = {
            "object_id": self.sent.pk,
            "pk": self.sent.pk,
            "id": self.users["reviewer"].pk,
            "draft": self.sent.pk if any(word in route for word in SENT) else self.draft.id,
            "step": "region",
            "kind": "exclusion",
            "rule": "severity",
            "app_label": "eligibility",
            "content_type_id": 1,
            "url": "no-such-page",
        }
        if route.startswith(("admin/auth/", "admin/mfa/", "staff/")):
            parts["pk"] = parts["object_id"] = self.row_of(route)
        return "/" + PART.sub(lambda found: str(parts[found[1] or found[2]]), route)

    def row_of(self, route: str) -> int:
        if "auth/group" in route:
            return Group.objects.order_by("pk")[0].pk
        user = self.users["reviewer"]
        return user.pk if "auth/user" in route else user.authenticator_set.get(type="totp").pk

    def urls(self) -> Iterator[tuple[str, str]]:
        """Every route with its address."""
        yield from ((route, self.url(route)) for route in sorted(set(routes())))


def calm(client: Client) -> Client:
    """The same, but it meets a server error as a page."""
    client.raise_request_exception = False
    return client


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever happens is taken back, in the database and in the cookies of this browser."""
    kept = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = SimpleCookie()
    client.cookies.update(kept)


def ask(client: Client, method: str, url: str, **more: Any) -> HttpResponse:
    """The answer, read to its end, as a browser would."""
    answer = getattr(client, method)(url, **more)
    if answer.streaming:
        answer.whole = b"".join(answer)
    return answer


def text_of(answer: HttpResponse) -> bytes:
    """What was sent, in one piece."""
    return answer.whole if answer.streaming else answer.content
