"""Log lines that cannot hold a patient's words: an exception shows where, never what."""

import logging
import traceback
from types import TracebackType


class PlainFormatter(logging.Formatter):
    """One line a record. Of an exception, its type and its places in the code."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line: a line break in a header or a name cannot forge another."""
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")

    def formatException(  # noqa: N802 (the name is logging's)
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, ...]
    ) -> str:
        """Type and places, without the message, which may quote what was typed."""
        kind, _, trace = ei
        places = " < ".join(
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
            for frame in reversed(traceback.extract_tb(trace))
        )
        return f"{kind.__name__ if kind else ''} at {places}"
