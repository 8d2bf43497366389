"""Text that tries to be more, in any field: refused in plain words, or stored and shown as it is.

The whole of it is a command: `python -m tests.hostile`.
"""

import json
import logging
from collections.abc import Iterator

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser import launch
from tests.clinic import MAY_REVIEW, address, member, review_of, sent, signed_in
from tests.exports import asked, lead, named
from tests.hostile.run import in_process
from tests.hostile.seen import Checks
from tests.hostile.strings import KINDS, all_strings, some
from tests.hostile.watched import in_browser

pytestmark = pytest.mark.shows(
    "T10", "T12", "ASVS 1.2.1", "ASVS 1.3.3", "ASVS 2.2.1", "F26", "F27", "F28", "F29"
)
QUICK, SLOW, WATCHED = 150, 16, 14  # texts for each check


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A page that is refused writes a line, and most of these are."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def test_there_are_more_than_a_thousand_texts_of_every_kind() -> None:
    texts = all_strings()
    assert len(texts) == len(set(texts)) > 1_000
    assert all(len(set(kind())) >= 50 for kind in KINDS.values())


@pytest.mark.django_db
def test_every_text_is_refused_or_stays_text() -> None:
    checks = Checks()
    in_process(checks, QUICK, SLOW)
    assert not checks.broken, {where: texts[:3] for where, texts in checks.broken.items()}
    assert checks.total > 15_000


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nothing_runs_in_a_browser(live_server: LiveServer) -> None:
    checks = Checks()
    with launch() as browser:
        in_browser(checks, browser, live_server.url, some(all_strings(), WATCHED))
    assert not checks.broken, {where: texts[:3] for where, texts in checks.broken.items()}
    assert checks.total > 100


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a\x1bb", "a\x00b", "a\ufffdb", "a\rb", "a\x9bb"])
def test_a_note_with_a_character_that_no_one_types_is_told_of(text: str) -> None:
    submission = sent()
    answer = signed_in(member(*MAY_REVIEW)).post(address(submission), review_of(text))
    assert answer.status_code == 422 and submission.reviews.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["\u2028", "\u2029"])
def test_no_sign_in_a_name_ends_a_line_of_an_export(sign: str) -> None:
    named(f"Ruth{sign}Sample")
    first, _end = asked(lead(), "jsonl", "identified").decode().splitlines()
    assert json.loads(first)["identity"]["full_name"] == f"Ruth{sign}Sample"
