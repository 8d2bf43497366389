"""`python -m tests.hostile`: every hostile text through every field to every place, here and in
Chromium, with a table of what was compared. The exit is not 0 if anything broke."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

WHOLE = Path(__file__).with_name("whole.py")  # reads this
SLOW = "HOSTILE_SLOW"


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--slow", type=int, default=2_000, help="texts where each needs a page")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    wanted = parser.parse_args()
    surroundings = {"TEST_DATABASE": wanted.database, SLOW: str(wanted.slow)}
    command = [sys.executable, "-m", "pytest", "-s", "-p", "no:cacheprovider", "--tb=short"]
    return subprocess.run(
        [*command, str(WHOLE)],
        env=os.environ | surroundings,
        cwd=Path(__file__).parent.parent.parent,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
