"""The whole run, as `tests.hostile.__main__` has pytest do it: so it has the database and the keys
of a test. How many texts stands in the environment."""

import logging
import os
import sys

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser import launch
from tests.hostile.__main__ import SLOW
from tests.hostile.run import in_process
from tests.hostile.seen import Checks
from tests.hostile.strings import all_strings, some
from tests.hostile.watched import in_browser

ALL = Checks()


@pytest.fixture(autouse=True, scope="module")
def quiet() -> None:
    logging.disable(logging.ERROR)  # a page that is refused writes a line, and most of these are


@pytest.mark.django_db
def test_in_this_process() -> None:
    in_process(ALL, len(all_strings()), int(os.environ[SLOW]))


@pytest.mark.django_db(transaction=True)
def test_in_a_browser(live_server: LiveServer) -> None:
    with launch() as browser:
        in_browser(ALL, browser, live_server.url, some(all_strings(), int(os.environ[SLOW])))


def test_nothing_broke() -> None:
    told = [*ALL.table(), f"{len(all_strings()):,} texts, {ALL.total:,} checks"]
    told += [f"BROKEN {where}: {texts[:3]}" for where, texts in ALL.broken.items()]
    broken = sum(map(len, ALL.broken.values()))
    sys.__stdout__.write("\n".join([*told, f"broken: {broken}", ""]))  # type: ignore[union-attr]
    assert not ALL.broken
    assert ALL.total > 150_000
