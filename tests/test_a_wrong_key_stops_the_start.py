"""A first data key that is not the one by its name: no process starts with it, and none serves."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client

from eligibility.keys import canary
from eligibility.keys.canary import WrongKey, check
from eligibility.models import KeyCheck, Submission
from tests.clinic import overwrite, sent, stored
from tests.keys import ROOT, new_key, run, surroundings
from tests.test_keys_can_be_rotated import keys as keys

pytestmark = pytest.mark.shows("F34")

pytestmark = pytest.mark.shows("F34")

Are = Callable[..., None]


@pytest.fixture
def unchecked() -> Iterator[None]:
    """This process is as one that has no connection yet."""
    with patch.object(canary._State, "checked", False):
        connection.close()
        yield
    connection.close()


@pytest.fixture
def old(settings: Any) -> dict[str, bytes]:
    return dict(settings.DATA_KEYS)


def serve(keys: dict[str, bytes]) -> tuple[int | None, str]:
    """How gunicorn ends with these keys, and what it says. None if it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-control-socket", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *options, "config.wsgi"],
        cwd=ROOT,
        env=surroundings(keys),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        while process.poll() is None:
            with (
                suppress(OSError, HTTPException),
                closing(HTTPConnection("127.0.0.1", port)) as asked,
            ):
                asked.request("GET", "/alive/")
                asked.getresponse()
                break
            time.sleep(0.1)
        code = process.poll()
        process.terminate()
        return code, process.communicate()[0]


# --- Real processes -----------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_server_and_a_command_with_a_wrong_key_end_at_once_and_name_it(
    old: dict[str, bytes],
) -> None:
    submission = sent()
    check()
    before = stored(submission)
    wrong = new_key("k1")
    code, said = serve(wrong)
    # 3, or 1 if gunicorn hears of its second worker's end while it stops for the first one's.
    assert code in (3, 1), said
    assert "The key 'k1' in DATA_KEYS is not the one by that name" in said
    for command in ("purge", "rotate_keys"):
        ended = run(wrong, command)
        assert ended.returncode == 1 and "Candor cannot start. The key 'k1'" in ended.stderr
        assert "Traceback" not in ended.stderr and not ended.stdout
    assert stored(submission) == before


@pytest.mark.django_db(transaction=True)
def test_without_an_old_key_the_server_starts(old: dict[str, bytes]) -> None:
    submission = sent()
    check()
    before = stored(submission)
    code, said = serve(new_key("k2"))
    assert code is None and "Candor cannot start" not in said
    assert set(KeyCheck.objects.values_list("pk", flat=True)) == {"k1", "k2"}
    assert stored(submission) == before


# --- In this process ----------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_first_key_leaves_a_value_once_and_opens_it_ever_after(
    keys: Are, old: dict[str, bytes]
) -> None:
    check()
    check()
    keys(new_key(), old)
    check()
    keys(old)
    check()
    assert set(KeyCheck.objects.values_list("pk", flat=True)) == {"k1", "k2"}
    keys(new_key("k1"))
    with pytest.raises(WrongKey, match="'k1'"):
        check()
    assert KeyCheck.objects.count() == 2


@pytest.mark.django_db
def test_in_a_database_from_before_there_were_such_values_records_are_tried(
    keys: Are, old: dict[str, bytes]
) -> None:
    KeyCheck.objects.all().delete()
    altered, _whole = sent(), sent()
    overwrite(altered, "answers", stored(altered)["answers"][:-64] + "A" * 64)
    keys(new_key("k1"))
    with pytest.raises(WrongKey):
        check()
    assert not KeyCheck.objects.exists()
    keys(old)
    check()
    assert KeyCheck.objects.get().pk == "k1", "one altered record does not stop the clinic"


@pytest.mark.django_db(transaction=True)
def test_whoever_started_while_the_database_was_away_gets_no_page_with_a_wrong_key(
    unchecked: None, keys: Are, old: dict[str, bytes]
) -> None:
    submission = sent()
    assert canary._State.checked, "the first connection was checked"
    canary._State.checked = False
    connection.close()
    with patch.object(connection, "ensure_connection", side_effect=OperationalError("away")):
        canary.check_at_start()
    keys(new_key("k1"))
    patient = Client(raise_request_exception=False)
    for _ in range(2):
        assert patient.post("/screening/").status_code == 503
        assert patient.get("/ready/").status_code == 503
    keys(old)
    assert patient.post("/screening/").status_code == 302
    assert Submission.objects.get(pk=submission.pk).identity == submission.identity
