"""The clinic's side of a site: accounts, and how staff sign in over the wire with both steps."""

import re
import time
from uuid import uuid4

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse

from tests.clinic import LIST, MAY_REVIEW, PASSWORD
from tests.faults.patient import Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.page import TOKEN

MEMBER = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission, User
user = User.objects.create_user("{name}", password="{password}", is_staff=True)
user.user_permissions.set(Permission.objects.filter(codename__in={allowed!r}))
secret = generate_totp_secret()
TOTP.activate(user, secret)
print(secret)
"""
SIGN_IN, CODE = "/staff/sign-in/", "/staff/sign-in/code/"


class Member(Caller):
    """One of the staff, in a browser of their own, with a password and an app."""

    right = PASSWORD

    def __init__(self, site: Site, server: Server, allowed: tuple[str, ...] = MAY_REVIEW) -> None:
        super().__init__(server)
        self.password = self.right
        self.name = f"nurse-{uuid4().hex[:8]}"
        made = MEMBER.format(name=self.name, password=PASSWORD, allowed=allowed)
        self.secret = site.python(made).strip()

    def sign_in(self, ahead: float = 0) -> "Member":
        """Both steps. The app's clock may be `ahead` by some seconds."""
        given = {"login": self.name, "password": self.password}
        first = self.fill(SIGN_IN, **given)
        assert first.headers.get("Location") == CODE, f"{first.status_code} to a right password"
        second = self.fill(CODE, code=self.code(ahead))
        assert second.status_code == 302, f"{second.status_code} to a right code"
        return self

    def code(self, ahead: float = 0) -> str:
        return str(format_hotp_value(hotp_value(self.secret, int(time.time() + ahead) // 30)))

    def fill(self, address: str, **fields: str) -> HttpResponse:
        """Sends a form of the page at this address, with its token."""
        found = TOKEN.search(self.get(address).content.decode())
        token = re.findall(r'value="(\w+)"', found[0])[0] if found else ""
        return self.post_fields(address, {"csrfmiddlewaretoken": token, **fields})

    @property
    def is_inside(self) -> bool:
        """Whether the clinic's list is shown."""
        return bool(self.get(LIST).status_code == 200)
