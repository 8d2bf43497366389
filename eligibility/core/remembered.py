"""Tables that remember what was worked out before."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

MOST_REMEMBERED = 4096  # entries of one table; they are answers, and never whose they were


class Remembered(dict[Any, Any]):
    """A table that works out an entry when it is first asked for. A full one starts over, so that
    nobody can make it grow without end. What cannot be worked out raises, and is not kept."""

    def __init__(self, work_out: Callable[[Any], Any]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: Hashable) -> Any:
        found = self._work_out(key)
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[key] = found
        return found
