"""Every version of the protocol: today's as code, and all of them as data beside this file.

A draft is finished, and a result worked out again, with the version it was begun with.
"""

import json
from functools import lru_cache
from pathlib import Path
from threading import Lock

from eligibility.core.protocol import Protocol
from eligibility.protocol import PROTOCOL
from eligibility.versions.frozen import as_text, digest, freeze, thaw

FOLDER = Path(__file__).parent
RELEASED = "released.json"  # version -> digest of each version that real patients have used
WITHDRAWN = "withdrawn.json"  # the versions that nobody may end a questionnaire with any more

_one_at_a_time = Lock()


class UnknownVersion(LookupError):
    """A version of the protocol that is not here. `args[0]` names it and says what to do."""


class Released(Exception):
    """A version that patients have used would be changed. `args[0]` says what to do."""


def protocol_of(version: str) -> Protocol:
    """The protocol of this version. Raises UnknownVersion."""
    return PROTOCOL if version == PROTOCOL.version else _past(version, FOLDER)


def _past(version: str, folder: Path) -> Protocol:
    """One object a version, also for threads that ask at the same moment: its steps are known by
    what they are, not by their names."""
    with _one_at_a_time:
        return _thawed(version, folder)


@lru_cache
def _thawed(version: str, folder: Path) -> Protocol:
    if version not in versions():
        raise UnknownVersion(
            f"Rules version {version!r} is not in this installation. Install a release of Candor "
            f"that has {version}.json beside its other versions."
        )
    today = tuple(part for part in PROTOCOL.parts if not part.screening)
    return thaw(_read(folder / f"{version}.json"), today)


def versions() -> list[str]:
    """The name of every version that is here, today's among them."""
    about = (RELEASED, WITHDRAWN)
    found = {path.stem for path in FOLDER.glob("*.json") if path.name not in about}
    return sorted(found | {PROTOCOL.version})


def goes_on_with(version: str) -> tuple[Protocol, frozenset[str]]:
    """What a questionnaire of this version goes on with, and the questions that it must ask anew:
    its own version, or today's if that one was withdrawn. Raises UnknownVersion."""
    if version == PROTOCOL.version or version not in _withdrawn(FOLDER):
        return protocol_of(version), frozenset()
    return PROTOCOL, _changed_since(version, FOLDER)


@lru_cache
def _withdrawn(folder: Path) -> frozenset[str]:
    path = folder / WITHDRAWN
    return frozenset(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else frozenset()


@lru_cache
def _changed_since(version: str, folder: Path) -> frozenset[str]:
    """The questions of today that this version did not ask, or not in these words."""
    before = freeze(_past(version, folder))["questions"]
    today = freeze(PROTOCOL)["questions"]
    return frozenset(slug for slug, asked in today.items() if before.get(slug) != asked)


@lru_cache
def digest_of(protocol: Protocol) -> str:
    """The fingerprint of everything that a version asks, applies and says."""
    return digest(freeze(protocol))


def is_written(protocol: Protocol) -> bool:
    """Whether the file of this version says what the protocol says."""
    path = FOLDER / f"{protocol.version}.json"
    return path.exists() and path.read_text(encoding="utf-8") == as_text(freeze(protocol))


def write(protocol: Protocol) -> None:
    """Writes the file of this version. Raises Released if patients have used another text of it."""
    if released().get(protocol.version, digest_of(protocol)) != digest_of(protocol):
        raise Released(
            f"Version {protocol.version} was released and has changed since. Patients have used "
            "it, so its file stays. Give the protocol a new version and write that."
        )
    path = FOLDER / f"{protocol.version}.json"
    path.write_text(as_text(freeze(protocol)), encoding="utf-8")


def release(protocol: Protocol) -> None:
    """Marks this version as used by patients: from now on nothing in it may change."""
    write(protocol)
    marked = released() | {protocol.version: digest_of(protocol)}
    (FOLDER / RELEASED).write_text(json.dumps(marked, indent=1) + "\n", encoding="utf-8")


def released() -> dict[str, str]:
    """The digest of each version that real patients have used."""
    found: dict[str, str] = _read(FOLDER / RELEASED)
    return found


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found
