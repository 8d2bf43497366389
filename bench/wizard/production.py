"""The settings of production, every one; only the collected files lie in a folder of the run."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403 (all of them is what is measured)

STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
