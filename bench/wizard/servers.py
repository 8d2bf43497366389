"""A contestant that is served by gunicorn: its start, its processor time, its memory, its end."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from bench.wizard.contestants import HOUSE, Contestant
from bench.wizard.driver import HERE, StuckError, Visitor

PATIENCE = 60.0  # seconds, for a start
TICKS = os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """A running gunicorn. `started_in` is the seconds from its command to its first page."""

    contestant: Contestant
    port: int
    process: subprocess.Popen[bytes]
    started_in: float

    def visitor(self, encoding: str = "identity") -> Visitor:
        return Visitor(self.port, self.contestant.journey.headers, encoding)

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests."""
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    @property
    def processor(self) -> float:
        """Seconds of processor time of all its workers so far."""
        return sum(map(seconds_of, self.workers))

    @property
    def memory(self) -> float:
        """MB that its workers hold."""
        return sum(map(megabytes_of, self.workers))


def seconds_of(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS


def megabytes_of(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


@contextmanager
def served(contestant: Contestant, workers: int = 1, threads: int = 1) -> Iterator[Server]:
    """Serves it until the block ends. What its log said is printed if the block fails."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level", "warning"]
    command += ["--bind", f"{HERE}:{port}", "--workers", str(workers)]
    if threads > 1:
        command += ["--threads", str(threads)]
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 (words of our own)
            [*command, contestant.application],
            cwd=HOUSE,
            env=dict(contestant.settings),
            stdout=log,
            stderr=log,
        )
        try:
            first_page(contestant, port, process)
            yield Server(contestant, port, process, time.perf_counter() - began)
        except BaseException:
            tell(contestant.name, log)
            raise
        finally:
            end(process)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port: int = free.getsockname()[1]
    return port


def first_page(contestant: Contestant, port: int, process: subprocess.Popen[bytes]) -> None:
    """Waits for the page that a journey begins with. gunicorn accepts before its worker is ready,
    so one request waits for it; only until then is there more than one try."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        visitor = Visitor(port, contestant.journey.headers)
        try:
            visitor.go("GET", contestant.journey.start)
        except ConnectionRefusedError:
            time.sleep(0.005)
        else:
            return
        finally:
            visitor.close()
    raise StuckError(f"{contestant.name} does not start")


def bounded(minutes: float) -> None:
    """After so long, and if it is told to end, this process ends as it would by itself: the servers
    that it started are stopped, and their folders removed."""
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, stop)
    signal.setitimer(signal.ITIMER_REAL, minutes * 60)


def stop(number: int, _frame: object) -> None:
    late = number == signal.SIGALRM
    sys.exit("It took too long, so there are no figures." if late else 128 + number)


def tell(name: str, log: IO[bytes]) -> None:
    """Prints the end of a log."""
    log.seek(0)
    said = log.read().decode(errors="replace")[-3000:]
    if said:
        sys.stderr.write(f"--- the log of {name} ends with:\n{said}\n")


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends the server, and waits until it is gone."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
