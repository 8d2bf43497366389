"""When the database is away: say so, keep what was typed, and let the person send it again."""

import logging
from collections.abc import Callable

from django.db import Error as DatabaseAway
from django.http import HttpRequest, HttpResponse

from eligibility.errors import try_again

log = logging.getLogger(__name__)


class TryAgain:
    """Turns any database error of a view into a 503 page that holds the typed answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, why: Exception) -> HttpResponse | None:
        """The 503 page, or None for what is not the database's doing."""
        if not isinstance(why, DatabaseAway):
            return None
        log.error("The database did not answer: %s", type(why).__name__)
        return try_again(request)
