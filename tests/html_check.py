"""The Nu HTML checker on every page of the patient's side: `make html-check`.

Prints what the checker objects to, and ends with 1 if there is anything. Needs Java and npm, which
brings the checker the first time.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VERSION = "26.9.27"
FOLDER = Path(__file__).parent.parent / "var" / f"vnu-{VERSION}"
PROGRAM = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def install() -> None:
    """Fetches the checker into var/, once. No script of any package is run on the way."""
    for program, why in (("java", "runs the HTML checker"), ("npm", "fetches the HTML checker")):
        if not shutil.which(program) and not (program == "npm" and PROGRAM.exists()):
            sys.exit(f"{program} {why}, and there is none on this machine. Install it first.")
    if PROGRAM.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    fetch = ["npm", "install", "--prefix", str(FOLDER), "--ignore-scripts", "--no-audit"]
    fetch += ["--no-fund", "--no-package-lock", "--loglevel=error", f"vnu-jar@{VERSION}"]
    if subprocess.run(fetch, check=False).returncode:
        sys.exit("npm could not fetch the HTML checker. See what it said above.")


def main() -> None:
    install()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "tests.every_page", folder], check=True)
        files = sorted(map(str, Path(folder).glob("*.html")))
        sys.exit(subprocess.run(["java", "-jar", str(PROGRAM), *files], check=False).returncode)


if __name__ == "__main__":
    main()
