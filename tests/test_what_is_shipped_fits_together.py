"""Units, container, README and runbook: they start the same server, and name what there is."""

import json
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.faults.server import shipped_arguments
from tests.test_bad_settings_stop_the_start import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
CONTAINER = (DEPLOY / "Containerfile").read_text()
RUNBOOK, OPERATION = ROOT / "docs" / "runbook.md", ROOT / "docs" / "operation.md"
TOLD = [ROOT / "README.md", RUNBOOK, OPERATION, *UNITS, DEPLOY / "Containerfile"]


def hardening(unit: Path) -> list[str]:
    """The lines by which a unit takes rights away."""
    lines = unit.read_text().split("# It writes below var/")[1].split("[Install]")[0]
    return [line for line in lines.splitlines() if "=" in line]


@pytest.mark.shows("ASVS 13.2.5")
def test_all_units_are_hardened_alike() -> None:
    assert len(UNITS) == 4
    assert len({tuple(hardening(unit)) for unit in UNITS}) == 1
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "LimitCORE=0"} <= set(
        hardening(UNITS[0])
    )


def test_each_timer_has_its_unit() -> None:
    for timer in DEPLOY.glob("*.timer"):
        assert timer.with_suffix(".service") in UNITS


def in_the_container() -> list[str]:
    """The words of its command, without where it listens and keeps its heartbeat."""
    words: list[str] = json.loads(CONTAINER.rpartition("\nCMD ")[2].replace("\\\n", ""))
    own = {"--bind", "--worker-tmp-dir"}
    pairs = zip([*words[1:-1], ""], [*words[2:-1], "", ""], strict=True)
    left_out = {word for name, value in pairs if name in own for word in (name, value)}
    return [word for word in words[1:-1] if word not in left_out]


def test_the_container_starts_what_the_unit_starts() -> None:
    assert in_the_container() == shipped_arguments()


def test_the_container_is_not_root_and_knows_whether_it_is_ready() -> None:
    last = CONTAINER.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK .*\\\n.*/ready/", last, re.MULTILINE)
    assert "--require-hashes" in CONTAINER and "collectstatic" in CONTAINER


@pytest.mark.parametrize("name", ["README.md", "Makefile", "deploy/candor.service"])
def test_no_server_opens_a_control_socket(name: str) -> None:
    for line in (ROOT / name).read_text().splitlines():
        if re.search(r"(^|/| )gunicorn -", line):
            assert "--no-control-socket" in line


def test_every_command_that_is_named_is_there() -> None:
    named = {
        found
        for path in TOLD
        for found in re.findall(r"manage\.py ([a-z][a-z_]+)", path.read_text())
    }
    assert {"backup", "restore", "migrate", "purge"} <= named <= set(get_commands())


def test_the_time_outs_that_are_told_are_set() -> None:
    from config.database import BOUNDS
    from eligibility.security.health import FOR_A_PROBE
    from eligibility.security.patience import FOR_A_PATIENT, FOR_STAFF

    words = shlex.split(" ".join(shipped_arguments()))
    assert words[words.index("--timeout") + 1] == "30"
    told = f"{FOR_A_PATIENT:.0f} s for patients, {FOR_STAFF:.0f} s for staff, {FOR_A_PROBE} s"
    assert told in OPERATION.read_text()
    assert [BOUNDS[name] for name in ("lock_timeout", "statement_timeout")] == ["4s", "30min"]
    assert "4 s; 5 min; 30 min" in OPERATION.read_text()
