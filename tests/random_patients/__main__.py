"""`python -m tests.random_patients`: so many steps of random patients, on one database or both. A
break is told as the shortest story that shows it, and the exit is not 0."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

DATABASES = ("sqlite", "postgresql")
WHOLE = Path(__file__).with_name("whole.py")  # reads these two
STEPS, SEED = "RANDOM_PATIENTS_STEPS", "RANDOM_PATIENTS_SEED"


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.random_patients", description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, help="on each database")
    parser.add_argument("--seed", type=int, default=1, help="of the first hundred stories")
    parser.add_argument("--database", choices=DATABASES, action="append")
    wanted = parser.parse_args()
    return max(run(name, wanted.steps, wanted.seed) for name in wanted.database or DATABASES)


def run(database: str, steps: int, seed: int) -> int:
    """The exit of pytest over the whole run on this database."""
    sys.stdout.write(f"--- {steps:,} steps on {database}\n")
    sys.stdout.flush()
    surroundings = {"TEST_DATABASE": database, STEPS: str(steps), SEED: str(seed)}
    command = [sys.executable, "-m", "pytest", "-x", "-s", "-p", "no:cacheprovider", str(WHOLE)]
    return subprocess.run(
        [*command, "--tb=short"],
        env=os.environ | surroundings,
        cwd=Path(__file__).parent.parent.parent,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
