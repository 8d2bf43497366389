"""What runs it keeps to its promises: TLS, sizes, headers of the proxy, and no word kept."""

import re

import pytest

from tests.claims import ROOT

NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "candor.service").read_text(encoding="utf-8")
PINNED = re.compile(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==\S+( ; .+)? \\")


def said(name: str) -> set[str]:
    """All that the configuration of nginx says of one thing."""
    return {" ".join(rest.split()) for rest in re.findall(rf"^\s*{name}\s+([^;]+);", NGINX, re.M)}


@pytest.mark.shows("ASVS 12.1.1", "ASVS 12.2.1", "HIPAA 164.312(e)(2)(ii)", "ASVS 4.1.2")
def test_only_new_tls_is_spoken_and_the_rest_is_led_there() -> None:
    assert said("ssl_protocols") == {"TLSv1.2 TLSv1.3"}
    assert said("listen") == {"80", "[::]:80"} | {
        f"{at}443 ssl{more}" for at in ("", "[::]:") for more in (" default_server", " http2")
    }
    assert any(one.startswith("308 https://") for one in said("return"))


@pytest.mark.shows("T18", "ASVS 4.1.3", "ASVS 15.3.4", "F43")
def test_headers_of_the_proxy_are_said_there_and_taken_from_nobody() -> None:
    headers = dict(one.split(" ", 1) for one in said("proxy_set_header"))
    assert headers["X-Forwarded-Proto"] == "https" and headers["Host"] == "$host"
    assert headers["X-Forwarded-For"] == headers["X-Forwarded-Host"] == '""'


@pytest.mark.shows("T17", "F42", "ASVS 2.4.1")
def test_slow_big_and_frequent_requests_end_at_the_door() -> None:
    assert said("client_max_body_size") == {"64k", "0"}  # 0: its page of "that was too much"
    for name in ("client_header_timeout", "client_body_timeout", "send_timeout"):
        assert said(name) == {"10s"}
    assert said("limit_req_status") == {"429"} and len(said("limit_req")) == 2
    assert re.search(r"--timeout 30\b", UNIT)


@pytest.mark.shows("T9", "ASVS 16.2.3", "ASVS 13.4.5", "ASVS 14.2.2")
def test_no_address_is_written_down_and_no_version_told() -> None:
    assert said("access_log") == {"off"} and said("server_tokens") == {"off"}
    assert "proxy_cache" not in NGINX and "LimitCORE=0" in UNIT


@pytest.mark.shows("ASVS 15.1.2")
@pytest.mark.parametrize("file", ["requirements.txt", "requirements-test.txt"])
def test_every_library_is_listed_with_its_version_and_its_hashes(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z])", text[re.search(r"^[A-Za-z]", text, re.M).start() :])  # type: ignore[union-attr]
    assert len(blocks) > 20
    for block in blocks:
        assert PINNED.match(block) and "--hash=sha256:" in block, block[:80]
