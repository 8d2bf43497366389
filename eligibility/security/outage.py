"""When the database, or a version of the rules, is away: say so, and keep what was typed."""

import logging
from collections.abc import Callable

from django.db import Error as DatabaseAway
from django.http import HttpRequest, HttpResponse

from eligibility.errors import cannot_read, try_again
from eligibility.security.patience import FOR_A_PATIENT, FOR_STAFF, waits
from eligibility.security.sealed import CannotRead
from eligibility.versions import UnknownVersion

log = logging.getLogger(__name__)


class TryAgain:
    """Turns any database error of a view into a 503 page that holds the typed answers. So it does
    with a draft of newer rules, which an older worker meets while an update is rolled out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        waits.set(FOR_STAFF if request.path.startswith("/admin/") else FOR_A_PATIENT)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, why: Exception) -> HttpResponse | None:
        """The 503 page, or that of a record that cannot be read, or None for any other mistake."""
        if isinstance(why, CannotRead):
            log.error("A stored value cannot be read: %s", why)
            return cannot_read(request)
        if isinstance(why, UnknownVersion):
            log.error("%s", why)
            return try_again(request)
        if isinstance(why, ChildProcessError):
            log.error("A process that a page needs gave no answer: %s", why)
            return try_again(request)
        if not isinstance(why, DatabaseAway):
            return None
        log.error("The database did not answer: %s", type(why).__name__)
        return try_again(request)
