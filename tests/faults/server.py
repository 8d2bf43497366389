"""gunicorn as deploy/candor.service starts it, on a free port of this machine."""

import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 60


def shipped_arguments() -> list[str]:
    """The options of gunicorn in the unit file, without where it listens and what it loads."""
    unit = (ROOT / "deploy" / "candor.service").read_text().replace("\\\n", " ")
    found = re.search(r"^ExecStart=\S+/gunicorn (.*)$", unit, re.MULTILINE)
    assert found, "deploy/candor.service starts gunicorn no more"
    words = shlex.split(found[1])
    at = words.index("--bind")
    assert words[-1] == "config.wsgi"
    return [*words[:at], *words[at + 2 : -1]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One gunicorn with its workers. What it writes goes to a file."""

    def __init__(
        self, code: Path, env: dict[str, str], folder: Path, arguments: tuple[str, ...] = ()
    ) -> None:
        self.port = free_port()
        self.file = folder / f"server-{self.port}.log"
        application = "config.wsgi" if not arguments or ":" not in arguments[-1] else arguments[-1]
        rest = [each for each in arguments if each != application]
        command = [sys.executable, "-m", "gunicorn", *shipped_arguments(), *rest]
        command += ["--bind", f"127.0.0.1:{self.port}", "--log-level", "info", application]
        self._log = self.file.open("wb")
        self.process = subprocess.Popen(
            command, cwd=code, env=env, stdout=self._log, stderr=self._log, start_new_session=True
        )
        self.host = f"127.0.0.1:{self.port}"

    def wait(self) -> "Server":
        """Returns once a page is answered. Raises AssertionError if the process ends before."""
        deadline = time.monotonic() + READY_WITHIN
        while not self.answers():
            assert self.process.poll() is None, f"the server did not start: {self.log[-500:]}"
            assert time.monotonic() < deadline, f"the server answers nothing: {self.log[-500:]}"
            time.sleep(0.05)
        return self

    def answers(self, path: str = "/robots.txt", within: float = 5) -> bool:
        """Whether a request is answered with 200."""
        ask = f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nX-Forwarded-Proto: https\r\n"
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=within) as wire:
                wire.sendall(f"{ask}Connection: close\r\n\r\n".encode())
                return wire.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    @property
    def log(self) -> str:
        return self.file.read_text(errors="replace")

    @property
    def workers(self) -> list[psutil.Process]:
        """The processes that answer."""
        return psutil.Process(self.process.pid).children()

    def worker_of(self, patient: Any) -> psutil.Process:
        """The one that has the request which this patient waits for."""
        for _ in range(200):
            for worker in self.workers:
                if any(
                    link.raddr and link.raddr.port == patient.local_port
                    for link in worker.net_connections("tcp")
                ):
                    return worker
            time.sleep(0.01)
        raise AssertionError("no worker has this request")

    def kill(self, worker: psutil.Process) -> None:
        """SIGKILL: it can finish nothing."""
        worker.send_signal(signal.SIGKILL)

    def kill_all(self) -> None:
        """SIGKILL for the master and every worker, as in a power cut."""
        workers = self.workers
        self.process.kill()
        for worker in workers:
            worker.kill()
        self.process.wait()
        psutil.wait_procs(workers, timeout=10)

    def hup(self) -> None:
        """As `systemctl reload`: new workers, and the old ones end what they have begun."""
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """Ends it, also if it hangs."""
        if self.process.poll() is None:
            workers = self.workers  # a stopped one hears nothing but SIGKILL
            self.process.send_signal(signal.SIGQUIT)  # at once; SIGTERM would wait for requests
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            for worker in psutil.wait_procs(workers, timeout=2)[1]:
                worker.kill()
        self._log.close()
