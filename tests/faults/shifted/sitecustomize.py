"""Python reads this at its start where PYTHONPATH names this folder: the clock of the process is
then ahead by as many seconds as the file at CLOCK_AHEAD says, now and whenever that changes."""

import os
import time
from pathlib import Path

import django.utils.timezone as zone

_AHEAD = Path(os.environ["CLOCK_AHEAD"])
_time, _now = time.time, zone.now


def _seconds() -> float:
    return float(_AHEAD.read_text() or 0)


def shifted_time() -> float:
    return _time() + _seconds()


def shifted_now() -> zone.datetime:
    return _now() + zone.timedelta(seconds=_seconds())


time.time = shifted_time
zone.now = shifted_now
