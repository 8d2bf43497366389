"""All that is logged, as production writes it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from eligibility.security.logs import one_line


class Written(io.StringIO):
    """All that the formatter wrote, line by line."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def of(self, logger: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["logger"] == logger]


@contextmanager
def written(level: int = logging.DEBUG) -> Iterator[Written]:
    """Whatever any logger says, as production writes it."""
    text = Written()
    handler = logging.StreamHandler(text)
    handler.setFormatter(one_line())
    loggers = [logging.getLogger(name) for name in (None, *settings.LOGGING["loggers"])]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(level)
        if logger is logging.root or not logger.propagate:
            logger.addHandler(handler)
    try:
        yield text
    finally:
        for logger, before in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(before)
