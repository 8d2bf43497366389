"""How long a reference takes that is known, beside one that is not: `python -m tests.timings`.

2,000 whole answers of each, in turns. The medians must differ by less than 5 %, or it ends with an
error. On a busy machine that is a matter of luck, so no test asks it; a test counts the work.
"""

import logging
import sys
from statistics import median
from time import perf_counter
from unittest.mock import patch

from tests.screenshots import served

EACH, MOST = 2_000, 0.05


def difference() -> float:
    """How much longer the slower answer takes, as a share of it: the whole one, as who guesses
    gets it."""
    from django.test import Client

    from eligibility.models import Submission
    from eligibility.security.attempts import Limit

    known = Submission.objects.all()[0]
    born = known.identity["date_of_birth"].replace(day=28)
    parts = ("month", "day", "year")
    typed = {f"open-date_of_birth_{part}": str(getattr(born, part)) for part in parts}
    browser = Client(SERVER_NAME="localhost")
    times: dict[str, list[float]] = {known.reference: [], "ZZZZ-ZZZZ": []}
    with patch.object(Limit, "take", return_value=True):
        for _ in range(EACH):
            for reference, taken in times.items():
                began = perf_counter()
                answer = browser.post("/open/", typed | {"open-reference": reference})
                taken.append(perf_counter() - began)
                assert answer.status_code == 422
    one, other = (median(taken) for taken in times.values())
    return abs(one - other) / max(one, other)


def main() -> None:
    logging.disable()
    with served():
        found = difference()
    sys.stdout.write(f"The medians of {EACH:,} each differ by {found:.1%}.\n")
    sys.exit(found >= MOST)


if __name__ == "__main__":
    main()
