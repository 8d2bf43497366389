"""The record of what was proved, for a page to show without a solver."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.core.protocol import Protocol
from eligibility.proof.statements import Theorem
from eligibility.versions import digest_of

FILE = Path(__file__).parent / "proved.json"


def record(protocol: Protocol, theorems: Iterable[Theorem], on: date) -> dict[str, Any]:
    """What was proved, when, and of which protocol, to the letter."""
    return {
        "protocol": protocol.version,
        "digest": digest_of(protocol),
        "proved_on": on.isoformat(),
        "theorems": [theorem.slug for theorem in theorems],
    }


def store(made: dict[str, Any]) -> None:
    """Stores the record."""
    FILE.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


def proved_on(protocol: Protocol, theorems: Iterable[Theorem]) -> date | None:
    """When exactly these theorems were last proved of exactly this protocol; None if any word of
    either has changed since."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    made = date.fromisoformat(stored["proved_on"])
    return made if stored == record(protocol, theorems, made) else None
