"""How often a password or a code may be tried. Each try is counted, in one statement, before it is
compared, so tries at the same moment are no way around it."""

from datetime import timedelta

from django.http import HttpRequest

from eligibility.security.attempts import Guard, Limit, client_address
from eligibility.staff.known import known_as

WINDOW = timedelta(minutes=15)
# One client may try one name five times. All strangers together may try it twenty times, which
# closes the name to strangers for minutes, never to a browser that this person has used before.
CLIENT = Limit("staff password: client", 100, WINDOW)
NAME_THERE = Limit("staff password: name there", 5, WINDOW)
NAME = Limit("staff password: name", 20, WINDOW)
# Whoever comes so far knows the password. So a code has the strict count that records have.
CODES = Guard("staff code")


class PasswordTries:
    """The tries of one name by one client: a browser known for that name, or else an address."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        self.name = name.strip().lower()
        self.known = known_as(request, self.name)
        self.address = client_address(request)

    def may_go_on(self) -> bool:
        """Counts one try. What a narrow count refuses does not use up a wide one."""
        if self.known:
            return NAME_THERE.take(self._there)
        if self.address and not CLIENT.take(self.address):
            return False
        return NAME_THERE.take(self._there) and NAME.take(self.name)

    def forget(self) -> None:
        """After the right password: the count of this client for this name starts anew."""
        NAME_THERE.forget(self._there)

    @property
    def _there(self) -> str:
        place = f"known {self.known}" if self.known else f"address {self.address}"
        return f"{place} {self.name}"
