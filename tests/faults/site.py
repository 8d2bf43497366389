"""A site of its own for one fault: code, keys, an empty migrated database, and servers on it."""

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import Any, Self

from config.keys import fresh
from tests.faults.engines import ENGINES, Engine
from tests.faults.server import ROOT, Server

CODE = ("config", "eligibility", "static", "templates", "manage.py")
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
MOST_SECONDS = 300
# Not packed: that takes half a minute, and no fault is about it.
COLLECT = """
import django
from django.conf import settings
from django.core.management import call_command
settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "svg", "txt", "md", "png", "gif"]
django.setup()
call_command("collectstatic", interactive=False, verbosity=0)
"""


class Site:
    """What one fault breaks. Use it in a `with`: all that it started ends with it."""

    def __init__(self, database: str) -> None:
        self.kind = database
        self.folder = Path(tempfile.mkdtemp(prefix="site-", dir=folder()))
        self.engine: Engine = ENGINES[database](self.folder)
        self.code = release()
        self.servers: list[Server] = []
        self.keys = fresh("production")
        self.settings: dict[str, str] = {}

    def __enter__(self) -> Self:
        migrate = partial(self.manage, "migrate", "--verbosity", "0")
        self.engine.fill(migrate, folder() / f"migrated-{self.kind}")
        return self

    def __exit__(self, *problem: Any) -> None:
        for server in self.servers:
            server.stop()
        self.engine.close()

    # --- What runs on it ----------------------------------------------------------------------
    def env(self, **more: str) -> dict[str, str]:
        """The environment of every process of this site, as an installed one has it."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        own = {"ALLOWED_HOSTS": "127.0.0.1", "BEHIND_PROXY": "1", "DATABASE_URL": self.engine.url}
        more_own = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1"}
        return {**kept, **self.keys, **own, **more_own, **self.settings, **more}

    def serve(self, *arguments: str, wait: bool = True, **settings: str) -> Server:
        """Starts a server, with more options for gunicorn and more settings if they are given. An
        argument with a colon, at the end, is another application to load."""
        server = Server(self.code, self.env(**settings), self.folder, arguments)
        self.servers.append(server)
        return server.wait() if wait else server

    def manage(
        self, *arguments: str, check: bool = True, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command of manage.py to its end."""
        return self._ran([sys.executable, "manage.py", *arguments], check, env)

    def python(self, code: str, *, env: dict[str, str] | None = None) -> str:
        """Runs code with Django set up, and returns what it printed."""
        ready = f"import django; django.setup()\n{code}"
        return self._ran([sys.executable, "-"], True, env, ready).stdout

    def _ran(
        self, command: list[str], check: bool, env: dict[str, str] | None, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            command,
            input=given,
            cwd=self.code,
            env=self.env(**(env or {})),
            timeout=MOST_SECONDS,
            capture_output=True,
            text=True,
        )
        told = f"{' '.join(command)[:80]}: {ended.stderr.strip()[-300:]}"
        assert not check or ended.returncode == 0, told
        return ended

    def own_code(self) -> Path:
        """Has this site run on a copy of the code that no other site has."""
        if self.code == release():
            self.code = Path(shutil.copytree(self.code, self.folder / "code", symlinks=True))
        return self.code

    # --- What must be so in every case ----------------------------------------------------------
    def count(self, table: str, where: str = "1 = 1") -> int:
        """How many rows a table of ours has, such as `submission` or `draft`."""
        found = self.engine.rows(f"SELECT count(*) FROM eligibility_{table} WHERE {where}")
        return int(found[0][0])

    def assert_no_traceback(self) -> None:
        """No server of this site wrote one, nor the line of a mistake of ours: of a request that
        was answered with 500."""
        for server in self.servers:
            found = re.findall(r"Traceback.*?\n(?=\S)(.*)|(.*\"status\": 500.*)", server.log)
            assert not found, f"a mistake in the log: {''.join(found[0]).strip()[:200]}"


@cache
def folder() -> Path:
    """Where everything of this run is. It goes when the process ends."""
    made = Path(tempfile.mkdtemp(prefix="candor-faults-", dir="/tmp"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def release() -> Path:
    """A copy of the code with its static files collected, as an installed site has it. So nothing
    that changes in the repository meanwhile changes a run."""
    code = folder() / "release"
    code.mkdir()
    for name in CODE:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, code / name)
    command = [sys.executable, "-c", COLLECT]
    env = {**os.environ, **fresh("production"), "ALLOWED_HOSTS": "127.0.0.1"}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    env.pop("DATABASE_URL", None)
    subprocess.run(command, cwd=code, env=env, check=True)
    return code
