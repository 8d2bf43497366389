"""Cases in a clinician's words, read from the TOML files beside this one.

A case differs from its `base` in `answers`, and leaves out `without`. It says what comes of it in
`outcome`, `findings` and `ignored`. It may also say what it is there to show:

- `just_misses` a finding, and `beside` names the case that has it, one answer away;
- `precedence` of an outcome over a milder one: both are found;
- `decision`: the open clinical decision that settles it;
- `trial`: whom a real trial took in, or `left_out_for` one of its criteria.
"""

import tomllib
from pathlib import Path
from typing import Any

Vignette = dict[str, Any]

FOLDER = Path(__file__).parent
NEEDED = {"title", "why", "base", "answers", "outcome", "findings"}
PURPOSES = {"just_misses", "beside", "precedence", "decision", "trial", "left_out_for"}
KEYS = NEEDED | PURPOSES | {"without", "ignored"}

BASES: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "base.toml").read_text())


def _read() -> dict[str, Vignette]:
    """Every vignette by name, as it is written."""
    found: dict[str, Vignette] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name != "base.toml":
            for name, case in tomllib.loads(path.read_text()).items():
                if name in found:
                    raise ValueError(f"two vignettes are called {name}")
                found[name] = case
    return found


VIGNETTES = _read()


def answers_of(case: Vignette) -> dict[str, Any]:
    """All the answers of a vignette: its own, and those of its base that it keeps."""
    given = BASES[case["base"]] | case["answers"]
    return {q: answer for q, answer in given.items() if q not in case.get("without", [])}


def told(result: dict[str, Any]) -> list[str]:
    """Findings as a vignette writes them: kind:rule, and for danger signs :when."""
    parts = ((f["kind"], f["rule"], f["when"]) for f in result["findings"])
    return sorted(":".join(filter(None, part)) for part in parts)
