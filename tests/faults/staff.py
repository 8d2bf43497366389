"""Two of the staff at one record."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.clinic import LIST, review_of
from tests.faults.clinic import Member
from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.stored import with_token
from tests.faults.table import fault

MINE, THEIRS = "Mine: the scan is from 2019.", "Theirs: called at noon."
NOTES = """
from eligibility.models import Review
print("\\n".join(sorted(review.note for review in Review.objects.all())))
"""


@fault(45, "two of the staff edit one record")
def two_at_once(site: Site) -> None:
    server = site.serve()
    patient = Caller(server).start()
    patient.walk()
    one, other = Member(site, server).sign_in(), Member(site, server).sign_in()
    page = f"{LIST}{patient.id}/change/"
    for nurse in (one, other):
        assert nurse.get(page).status_code == 200
    assert saved(one, page, THEIRS).status_code == 302
    told = saved(other, page, MINE)
    words = told.content.decode()
    assert told.status_code == 409, f"{told.status_code}: the second is not told"
    assert f"{MINE}</textarea>" in words, "what the second typed is lost"
    assert THEIRS in words, "the second is not shown what is new"
    assert notes(site) == [THEIRS]
    assert saved(other, page, MINE, seen=1).status_code == 302
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda nurse: saved(nurse, page, "Once.", seen=2), (one, other)))
    assert sorted(answer.status_code for answer in both) == [302, 409], "both were first"
    assert notes(site) == sorted([THEIRS, MINE, "Once."])


def saved(nurse: Member, page: str, note: str, seen: int = 0) -> Any:
    """The answer to a new review, by someone who has seen so many."""
    return nurse.post_fields(page, with_token(nurse, review_of(note, seen=seen)))


def notes(site: Site) -> list[str]:
    return site.python(NOTES).splitlines()
