"""The image of deploy/Containerfile, built and used by a patient: `python -m tests.container`.

CONTAINER is the program that builds and runs it, with its own options (default: docker).
CONTAINER_BUILD and CONTAINER_RUN are more options, such as a volume with certificates. It runs as
the Containerfile says: not root, with a file system that is only read, and no capability. The
database is a PostgreSQL of this machine, reached by its socket.
"""

import http.client
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

from config.keys import fresh
from tests.faults.__main__ import set_up_django
from tests.faults.means import until
from tests.faults.server import free_port, shipped_arguments
from tests.keys import ROOT
from tests.plugin import private_server

PROGRAM = shlex.split(os.environ.get("CONTAINER", "docker"))
BUILD, RUN = (shlex.split(os.environ.get(f"CONTAINER_{when}", "")) for when in ("BUILD", "RUN"))
IMAGE = NAME = "candor-tried"
CLOSED = (
    *("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges", "--network", "host", *RUN),
)


def ran(*words: str) -> str:
    """What the program printed. Exits if it fails."""
    done = subprocess.run([*PROGRAM, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)[:200]} failed.\n{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def settings() -> Iterator[tuple[str, ...]]:
    """Options for a container with a database of its own."""
    url = urlsplit(private_server()[0])
    (folder,) = parse_qs(url.query)["host"]
    Path(folder).chmod(0o755)
    own = {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": "postgresql://test@/postgres?host=/server",
    }
    told = {**fresh("production"), **own}.items()
    with tempfile.NamedTemporaryFile("w") as file:
        file.writelines(f"{name}={value}\n" for name, value in told)
        file.flush()
        yield (*CLOSED, "--env-file", file.name, "--volume", f"{folder}:/server")


@contextmanager
def running(options: tuple[str, ...]) -> Iterator[int]:
    """The port that it serves at."""
    port = free_port()
    where = ("--worker-tmp-dir", "/dev/shm", "--bind", f"127.0.0.1:{port}")
    command = ("gunicorn", *shipped_arguments(), *where, "config.wsgi")
    ran("run", "--detach", "--name", NAME, *options, IMAGE, *command)
    try:
        until(lambda: status(port, "/ready/") == 200, 30, "it is not ready")
        yield port
    finally:
        ran("rm", "--force", NAME)


def status(port: int, path: str) -> int:
    """What it answers, 0 for nothing."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        wire.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        return wire.getresponse().status
    except OSError:
        return 0
    finally:
        wire.close()


def main() -> None:
    set_up_django()
    from tests.faults.patient import Caller

    ran("build", *BUILD, "--file", "deploy/Containerfile", "--tag", IMAGE, ".")
    with settings() as options:
        ran("run", "--rm", *options, IMAGE, "python", "manage.py", "migrate", "--verbosity", "0")
        who = ran("run", "--rm", *options, IMAGE, "id", "-u").strip()
        with running(options) as port:
            patient = Caller(SimpleNamespace(host="127.0.0.1", port=port)).start()  # type: ignore[arg-type]
            result = patient.walk()
            sheet = patient.get(f"{patient.url('result')[:-1]}.pdf")
            found = who, result.kind, sheet.content[:5], status(port, "/admin/")
    sys.stdout.write(f"user, last page, PDF, staff pages: {found}\n")
    sys.exit(found != ("10001", "result", b"%PDF-", 302))


if __name__ == "__main__":
    main()
