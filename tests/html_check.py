"""The Nu HTML checker on every page of the patient's side: `make html-check`.

Prints what the checker objects to, and ends with 1 if there is anything. Needs Java and npm, which
brings the checker the first time.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.npm import installed, need

VERSION = "26.9.27"


def main() -> None:
    need("java", "runs the HTML checker")
    program = installed("vnu-jar", VERSION) / "build" / "dist" / "vnu.jar"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "tests.every_page", folder], check=True)
        files = sorted(map(str, Path(folder).glob("*.html")))
        sys.exit(subprocess.run(["java", "-jar", str(program), *files], check=False).returncode)


if __name__ == "__main__":
    main()
