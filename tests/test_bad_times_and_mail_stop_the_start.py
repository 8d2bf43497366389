"""A time to keep records, or a way to send mail, that cannot be meant stops the start."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.kept import checked_days
from config.mail import checked_addresses, checked_mail_server, checked_public_url
from tests.test_bad_settings_stop_the_start import start


@pytest.mark.parametrize("text", ["30", "365", "36500"])
def test_a_whole_number_of_days_is_kept(text: str) -> None:
    assert checked_days("KEEP_CLOSED_DAYS", text) == int(text)


@pytest.mark.parametrize("text", ["", "29", "0", "-1", "36501", "9" * 5000, "1e3", "٣٦٥", "a year"])
def test_any_other_time_to_keep_is_refused_by_name(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"KEEP_OPEN_DAYS is .*whole number from 30"):
        checked_days("KEEP_OPEN_DAYS", text)


def test_addresses_are_kept_once_each_and_one_that_is_none_is_refused() -> None:
    assert checked_addresses("NOTIFY", ["a@b.example", "a@b.example"]) == ["a@b.example"]
    with pytest.raises(ImproperlyConfigured, match="NOTIFY: 'desk' is not"):
        checked_addresses("NOTIFY", ["a@b.example", "desk"])


@pytest.mark.parametrize(
    "address",
    [
        *("", "candor.example", "ftp://candor.example", "https://candor.example/"),
        *("https://candor.example/admin", "https://u:p@candor.example", "http://candor.example"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL is"):
        checked_public_url("PUBLIC_URL", address, needed=True, production=True)


def test_the_address_may_be_missing_where_nobody_is_told() -> None:
    assert checked_public_url("PUBLIC_URL", "", needed=False, production=True) == ""
    local = "http://127.0.0.1:8000"
    assert checked_public_url("PUBLIC_URL", local, needed=True, production=False) == local


@pytest.mark.parametrize("url", ["mail.example", "pigeon://mail.example", "smtp://h:port"])
def test_a_bad_mail_server_is_refused_without_its_password(url: str) -> None:
    secret = url.replace("://", "://user:hunter2@")
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not") as refused:
        checked_mail_server("EMAIL_URL", secret, needed=True)
    assert "hunter2" not in str(refused.value)


def test_no_mail_server_shows_the_mails_only_unless_someone_is_to_have_them() -> None:
    found = checked_mail_server("EMAIL_URL", "", needed=False)
    assert found["EMAIL_BACKEND"].endswith("console.EmailBackend") and found["EMAIL_TIMEOUT"] == 10
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is missing"):
        checked_mail_server("EMAIL_URL", "", needed=True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"KEEP_CLOSED_DAYS": "7"}, "KEEP_CLOSED_DAYS"),
        ({"KEEP_OPEN_DAYS": "soon"}, "KEEP_OPEN_DAYS"),
        ({"NOTIFY": "a@b.example"}, "PUBLIC_URL"),
        ({"NOTIFY": "a@b.example", "PUBLIC_URL": "https://c.example"}, "EMAIL_URL"),
        ({"MAIL_FROM": "the desk"}, "MAIL_FROM"),
        ({"CLINIC_LANGUAGE": "fr"}, "CLINIC_LANGUAGE"),
    ],
)
def test_the_process_does_not_start_with_any_of_them(changes: dict[str, Any], words: str) -> None:
    code, said = start(**changes)
    assert code and words in said.splitlines()[-1]


def test_it_starts_with_all_of_them_right() -> None:
    code, said = start(
        KEEP_CLOSED_DAYS="400",
        KEEP_OPEN_DAYS="800",
        NOTIFY="a@b.example,c@d.example",
        PUBLIC_URL="https://candor.example",
        EMAIL_URL="smtp+tls://user:word@mail.example:587",
        CLINIC_LANGUAGE="es",
    )
    assert (code, said) == (0, "")
