"""Runs an attempt on each mutant, some at a time, each forked from a process that is warm."""

import base64
import hashlib
import importlib
import multiprocessing
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from _pytest.config import default_plugins

from tests.mutation.attempt import attempt, codes_of_questions
from tests.mutation.killers import KILLERS
from tests.mutation.known import PACKAGES
from tests.mutation.source import ROOT, Mutant

FORK = multiprocessing.get_context("fork")
WARM = (
    "_pytest.assertion.rewrite",
    "cryptography.fernet",
    "cryptography.hazmat.primitives.ciphers.aead",
    "csp.middleware",
    "django.contrib.staticfiles.finders",
    "django.core.management.base",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.forms",
    "django.template.backends.django",
    "django.test.client",
    "django.utils.translation.trans_real",
    "django.views.generic",
    "environ",
    "pytest_django.plugin",
    "xml.etree.ElementTree",
    "z3",
    *(f"_pytest.{name}" for name in default_plugins),
)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of a mutant: stopped (at import), killed, timeout or survived; and by whom."""

    mutant: Mutant | None
    became: str
    by: str
    why: str
    seconds: float


def warm() -> None:
    """Settles what every attempt needs, before the first fork. No settings are read here."""
    os.environ.update(
        CANDOR_MODE="test",
        DJANGO_SETTINGS_MODULE="config.settings",
        SECRET_KEY=secrets.token_urlsafe(64),
        DATA_KEYS=f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        DATABASE_URL="sqlite://:memory:",
    )
    for name in WARM:
        importlib.import_module(name)


def codes() -> dict[str, list[str]]:
    """The codes of the questions, asked of a process that ends: this one must not import them."""
    with ProcessPoolExecutor(1, mp_context=FORK) as pool:
        return pool.submit(codes_of_questions).result()


def package_of(module: str) -> str:
    return next(name for name, folder in PACKAGES.items() if module.startswith(f"{folder}/"))


def fingerprint(root: Path = ROOT) -> str:
    """The same as long as no file is edited that an attempt may read. What Python compiles is none:
    others that run meanwhile write it, under a passing name at first."""
    folders = (root / name for name in ("config", "eligibility", "templates", "tests"))
    files = (path for folder in folders for path in folder.rglob("*.*") if path.is_file())
    known = sorted((str(p), p.stat().st_mtime_ns) for p in files if "__pycache__" not in p.parts)
    return hashlib.sha256(repr(known).encode()).hexdigest()


@dataclass(eq=False, kw_only=True)
class Attempt:
    """One that is going on."""

    mutant: Mutant | None
    process: BaseProcess
    answer: Connection
    began: float

    @classmethod
    def on(cls, mutant: Mutant | None, package: str) -> "Attempt":
        ours, theirs = FORK.Pipe(duplex=False)
        process = FORK.Process(target=attempt, args=(mutant, KILLERS[package], theirs))
        process.start()
        theirs.close()
        return cls(mutant=mutant, process=process, answer=ours, began=time.monotonic())

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def verdict(self, became: str = "killed") -> Verdict:
        """The verdict, once there is one or the time is over. A process that died gave none."""
        by = why = ""
        try:
            if self.answer.poll():
                became, by, why = self.answer.recv()
        except EOFError:
            by = "the process died"
        self.process.kill()
        self.process.join()
        self.answer.close()
        return Verdict(mutant=self.mutant, became=became, by=by, why=why, seconds=self.seconds)


def unbent(packages: Iterable[str]) -> dict[str, Verdict]:
    """The verdict on the files as they are. Anything but "survived" makes every other worthless."""
    going = {package: Attempt.on(None, package) for package in packages}
    for each in going.values():
        each.answer.poll(120)
    return {package: each.verdict("timeout") for package, each in going.items()}


def verdicts(mutants: Iterable[Mutant], jobs: int, limit: float) -> Iterator[Verdict]:
    """The verdict on each mutant, as they come. Each has `limit` seconds by the clock."""
    waiting, going = iter(mutants), list[Attempt]()
    while True:
        while len(going) < jobs and (mutant := next(waiting, None)):
            going.append(Attempt.on(mutant, package_of(mutant.module)))
        if not going:
            return
        patience = max(0.0, min(limit - each.seconds for each in going))
        ready = wait([each.answer for each in going], patience)
        for each in [one for one in going if one.answer in ready or one.seconds > limit]:
            going.remove(each)
            yield each.verdict("killed" if each.answer in ready else "timeout")
