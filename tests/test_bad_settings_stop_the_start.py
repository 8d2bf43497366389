"""A weak secret, an open host list or a mixed-up mode stops the start, and names the variable."""

import base64
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from config.keys import fresh
from config.secrets import checked_data_keys, checked_hosts, checked_secret_key

ROOT = Path(__file__).resolve().parent.parent
SECRET = secrets.token_urlsafe(48)
DATA_KEY = base64.b64encode(secrets.token_bytes(32)).decode()
GOOD = {
    "CANDOR_MODE": "production",
    "SECRET_KEY": SECRET,
    "DATA_KEYS": f"k1:{DATA_KEY}",
    "ALLOWED_HOSTS": "candor.example.org",
    "DATABASE_URL": "postgres://candor@localhost/candor",
}


def start(**changes: str | None) -> tuple[int, str]:
    """Loads the settings in a process of its own. None takes a variable away."""
    env = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    command = [sys.executable, "-B", "-c", "import config.settings"]
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    return ended.returncode, ended.stderr


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


@pytest.mark.parametrize("key", ["", "short", SECRET[:49], "ab" * 40, f"django-insecure-{SECRET}"])
def test_a_weak_secret_key_is_refused(key: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is .*config\.keys"):
        checked_secret_key("SECRET_KEY", key)


def test_a_refusal_never_repeats_the_secret() -> None:
    weak = "hunter2-hunter2"
    with pytest.raises(ImproperlyConfigured) as of_secret:
        checked_secret_key("SECRET_KEY", weak)
    with pytest.raises(ImproperlyConfigured) as of_data:
        checked_data_keys(f"k1:{weak}", SECRET)
    assert weak not in f"{of_secret.value}{of_data.value}"


def test_good_data_keys_are_kept_in_order() -> None:
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    keys = checked_data_keys(f"new:{encoded(new)}, old:{encoded(old)},", SECRET)
    assert list(keys.items()) == [("new", new), ("old", old)]


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", "k1", "k1:", f":{DATA_KEY}", DATA_KEY, f"k1:{DATA_KEY[:-1]}", "k1:not base64!"),
        *(f"k1:{encoded(secrets.token_bytes(31))}", f"k1:{encoded(secrets.token_bytes(33))}"),
        *(f"k1:{encoded(bytes(32))}", f"k1:{encoded(b'abcd' * 8)}", f"{'k' * 17}:{DATA_KEY}"),
        *(f"k.1:{DATA_KEY}", f"k1:{DATA_KEY},k1:{encoded(secrets.token_bytes(32))}", "k1:é"),
    ],
)
def test_bad_data_keys_are_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATA_KEYS"):
        checked_data_keys(text, SECRET)


def test_a_data_key_inside_the_secret_key_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATA_KEYS"):
        checked_data_keys(f"k1:{DATA_KEY}", f"{SECRET}{DATA_KEY}")


@pytest.mark.parametrize("hosts", [[], ["*"], ["a.org", "*.b.org"], [".a.org"]])
def test_production_refuses_an_open_host_list(hosts: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        checked_hosts(hosts, production=True)


@pytest.mark.parametrize(
    "host", ["candor.example.org", "*", "192.168.1.5", "0.0.0.0", "127.0.0.1."]
)
def test_demo_refuses_a_host_others_can_reach(host: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        checked_hosts(["localhost", host], production=False)


def test_exact_hosts_and_this_machine_are_accepted() -> None:
    assert checked_hosts(["candor.example.org"], production=True) == ["candor.example.org"]
    assert checked_hosts(["127.0.0.1", "[::1]"], production=False) == ["127.0.0.1", "[::1]"]
    assert "localhost" in checked_hosts([], production=False)


def test_good_settings_start() -> None:
    assert start() == (0, "")


@pytest.mark.shows("F34")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("SECRET_KEY", None), ("SECRET_KEY", "short"), ("SECRET_KEY_FALLBACKS", "short")),
        *(("DATA_KEYS", None), ("DATA_KEYS", "k1:c2hvcnQ="), ("CANDOR_MODE", "prod")),
        *(("ALLOWED_HOSTS", None), ("ALLOWED_HOSTS", "*"), ("ALLOWED_HOSTS", ".example.org")),
        *(("IDLE_MINUTES", "20"), ("IDLE_MINUTES", "-1"), ("IDLE_MINUTES", "half")),
    ],
)
def test_production_refuses_to_start_and_names_the_variable(name: str, value: str | None) -> None:
    code, error = start(**{name: value})
    assert code != 0 and f"ImproperlyConfigured: {name}" in error


@pytest.mark.shows("ASVS 13.4.2", "ASVS 6.3.2")
def test_no_mode_at_all_is_production() -> None:
    code, error = start(CANDOR_MODE=None, ALLOWED_HOSTS=None)
    assert code != 0 and "ImproperlyConfigured: ALLOWED_HOSTS" in error


def test_demo_refuses_a_database_of_its_own_choosing() -> None:
    code, error = start(CANDOR_MODE="demo", ALLOWED_HOSTS=None)
    assert code != 0 and "ImproperlyConfigured" in error and "DATABASE_URL is set" in error


@pytest.mark.shows("ASVS 6.3.2")
def test_demo_refuses_a_public_host() -> None:
    code, error = start(CANDOR_MODE="demo", DATABASE_URL=None)
    assert code != 0 and "ALLOWED_HOSTS names 'candor.example.org'" in error


def test_fresh_keys_start_a_demo() -> None:
    new = fresh("demo")
    assert start(**new, ALLOWED_HOSTS=None, DATABASE_URL=None) == (0, "")


def test_a_command_says_what_is_wrong_in_one_sentence() -> None:
    command = [sys.executable, "-B", "manage.py", "migrate"]
    ended = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Candor cannot start. SECRET_KEY is missing.")
    assert "Traceback" not in ended.stderr


@pytest.mark.shows("ASVS 6.3.2")
def test_demo_accounts_are_made_in_demo_mode_only() -> None:
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("demo")
