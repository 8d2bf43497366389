"""The PDF compiler in a process of its own. A document that crashes it, takes too long or eats
memory costs that process, and one answer; the one who asked goes on. It can open no file and no
connection, and is not told the keys. One works for each process that answers pages, and no more
than two at a time on this machine.

As `python -m eligibility.summary.typesetter FOLDER` it is that process.
"""

import atexit
import fcntl
import resource
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Lock, Timer
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_SECONDS, MOST_MEMORY = 15, 2 << 30
# A file of ours for each that may be at work: whoever holds its lock is. A lock needs no right to
# write, and the app may lie where nobody can.
PLACES = (Path(__file__), Path(__file__).with_name("pdf.py"))
ASKED, ANSWERED = struct.Struct(">QQq"), struct.Struct(">?Q")


class Unavailable(ChildProcessError):
    """There is no document just now. It is no fault of the text."""


class Refused(Exception):
    """The compiler does not take this text: no font has a character of it."""


class Typesetter:
    """That process as seen from the one that needs it. It is started when it is first needed, and
    again after it ended. `waits` is how long a thread may wait for another one of its process."""

    waits: float = MOST_SECONDS

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._one_at_a_time = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.end)

    def made(self, template: bytes, data: bytes, at: int) -> bytes:
        """The document as a PDF. Raises Refused, or Unavailable if there is none for now."""
        with self._turn():
            good, body = self._asked(ASKED.pack(len(template), len(data), at) + template + data)
        if not good:
            raise Refused(body.decode())
        return body

    def _asked(self, question: bytes) -> tuple[bool, bytes]:
        process = self._running()
        assert process.stdin and process.stdout  # noqa: S101 (both are pipes)
        late = Timer(MOST_SECONDS + 1, process.kill)
        late.start()
        try:
            process.stdin.write(question)
            process.stdin.flush()
            good, size = ANSWERED.unpack(process.stdout.read(ANSWERED.size))
            body = process.stdout.read(size)
        except (OSError, struct.error) as why:
            self.end()
            raise Unavailable("the PDF compiler ended") from why
        finally:
            late.cancel()
        return good, body

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._process = subprocess.Popen(  # noqa: S603 (ourselves)
                [sys.executable, "-m", __name__, self.folder],
                cwd=ROOT,
                env={},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def end(self) -> None:
        """Ends the process, if there is one."""
        process, self._process = self._process, None
        if process and process.stdin and process.stdout:
            process.kill()
            process.wait()
            process.stdout.close()
            with suppress(BrokenPipeError):  # what was not sent is not missed
                process.stdin.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Waits until fewer than two others are at work. Raises Unavailable if that takes long."""
        until = time.monotonic() + MOST_SECONDS
        if not self._one_at_a_time.acquire(timeout=self.waits):
            raise Unavailable("the PDF compiler is busy")
        try:
            place = _place(until)
            try:
                yield
            finally:
                fcntl.flock(place, fcntl.LOCK_UN)
        finally:
            self._one_at_a_time.release()


def _place(until: float) -> BinaryIO:
    while time.monotonic() < until:
        for place in _places():
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return place
            except BlockingIOError:
                continue
        time.sleep(0.02)
    raise Unavailable("the PDF compiler is busy")


@cache
def _places() -> tuple[BinaryIO, ...]:
    return tuple(path.open("rb") for path in PLACES)


def answer(folder: str) -> None:
    """Makes one document after the other until nobody asks any more."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    compiler = typst.Compiler(root=folder, font_paths=fonts, ignore_system_fonts=True)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    compiler.compile({"main.typ": b"begin"}, format="pdf")
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    while head := sys.stdin.buffer.read(ASKED.size):
        template, data, at = ASKED.unpack(head)
        files = {"main.typ": sys.stdin.buffer.read(template)}
        files["sheet.json"] = sys.stdin.buffer.read(data)
        signal.alarm(MOST_SECONDS)  # also if whoever asked is gone: nothing runs for ever
        try:
            good, body = (
                True,
                compiler.compile(files, format="pdf", pdf_standards=["ua-1"], timestamp=at),
            )
        except typst.TypstError as why:
            good, body = False, str(why).encode()
        signal.alarm(0)
        sys.stdout.buffer.write(ANSWERED.pack(good, len(body)) + body)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    answer(sys.argv[1])
