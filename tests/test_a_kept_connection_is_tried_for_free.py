"""A connection that the database has dropped is noticed before a patient needs it, without asking
the database each time."""

import socket
from types import SimpleNamespace

import pytest
from django.conf import settings

from config.database import checked_database
from config.postgresql.base import DatabaseWrapper

ASKED = {"ENGINE": "django.db.backends.postgresql", "HOST": "/run/postgresql", "NAME": "candor"}


@pytest.fixture
def ends():
    """Both ends of a connection."""
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close(), theirs.close()


def kept(ours: socket.socket, closed: int = 0) -> DatabaseWrapper:
    """A wrapper of a connection that answers nothing but what it is."""
    wrapper = DatabaseWrapper(settings.DATABASES["default"] | {"NAME": "none"})
    wrapper.connection = SimpleNamespace(fileno=ours.fileno, closed=closed)
    return wrapper


def test_a_connection_on_which_all_is_quiet_is_used(ends) -> None:
    assert kept(ends[0]).is_usable()


def test_one_that_the_server_closed_is_not(ends) -> None:
    ends[1].close()
    assert not kept(ends[0]).is_usable()


def test_one_on_which_the_server_said_goodbye_is_not(ends) -> None:
    ends[1].send(b"E: terminating connection due to administrator command")
    assert not kept(ends[0]).is_usable()


def test_one_that_we_closed_or_never_opened_is_not(ends) -> None:
    assert not kept(ends[0], closed=1).is_usable()
    assert not DatabaseWrapper(settings.DATABASES["default"]).is_usable()


def test_postgresql_is_always_spoken_to_that_way() -> None:
    found = checked_database(ASKED, production=True)
    assert (found["ENGINE"], found["CONN_HEALTH_CHECKS"]) == ("config.postgresql", True)
