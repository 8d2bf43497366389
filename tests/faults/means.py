"""Ways to open a window in time: requests in the background, and statements that take long."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from tests.faults.site import Site

Found = TypeVar("Found")
SLOW = {
    # Counts to `n` in the middle of the statement: SQLite has no sleep. Some 10 million a second.
    "sqlite": """CREATE TRIGGER slow AFTER {event} ON eligibility_{table} BEGIN
        SELECT (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {n})
        SELECT count(*) FROM c); END""",
    "postgresql": """CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep({seconds}); RETURN NULL; END $$;
        CREATE TRIGGER slow AFTER {event} ON eligibility_{table}
        FOR EACH ROW EXECUTE FUNCTION slow()""",
}
FAST_AGAIN = {
    "sqlite": "DROP TRIGGER IF EXISTS slow",
    "postgresql": "DROP FUNCTION IF EXISTS slow() CASCADE",
}


class Background(threading.Thread, Generic[Found]):
    """Something that goes on meanwhile. `result()` waits for it, and raises what it raised."""

    def __init__(self, act: Callable[[], Found]) -> None:
        super().__init__(daemon=True)
        self._act, self._problem = act, None
        self.start()

    def run(self) -> None:
        try:
            self._found: Any = self._act()
        except BaseException as problem:
            self._problem: BaseException | None = problem

    def result(self, patience: float = 60) -> Found:
        self.join(patience)
        assert not self.is_alive(), "it goes on and on"
        if self._problem:
            raise self._problem
        found: Found = self._found
        return found


def background(act: Callable[..., Found], *args: Any, **kwargs: Any) -> Background[Found]:
    """Begins to do it now."""
    return Background(lambda: act(*args, **kwargs))


@contextmanager
def slow(site: Site, table: str, event: str = "INSERT", seconds: float = 3) -> Iterator[None]:
    """Each such write takes that long, inside its transaction, while this lasts."""
    steps = int(seconds * 4_000_000)
    site.engine.run(SLOW[site.kind].format(table=table, event=event, seconds=seconds, n=steps))
    yield
    fast_again(site)  # not after a failure, for then the database may be away


def fast_again(site: Site) -> None:
    """Takes away what made writes slow, once nobody holds the table any more."""
    until(lambda: not _fails(site.engine.run, FAST_AGAIN[site.kind]), 30, "writes stay slow")


def _fails(act: Callable[..., object], *args: Any) -> bool:
    try:
        act(*args)
    except Exception:
        return True
    return False


def until(holds: Callable[[], object], seconds: float, otherwise: str) -> None:
    """Waits until it holds. Raises AssertionError if it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)
