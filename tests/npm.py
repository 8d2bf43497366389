"""Packages of npm for the checks that are run by hand: fetched into var/ once, never a part of the
product. Whatever keeps one from being had ends the check in plain words."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

VAR = Path(__file__).parent.parent / "var"
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")


def installed(package: str, version: str) -> Path:
    """The folder of a package, with what it needs beside it. No script of any package is run on the
    way."""
    folder = VAR / f"{package}-{version}"
    if not folder.exists():
        half = VAR / f"{package}.new"
        npm("install", "--prefix", str(half), *QUIET, package=f"{package}@{version}")
        half.rename(folder)
    return folder / "node_modules" / package


def unpacked(package: str, version: str, sha256: str) -> Path:
    """The folder of a package alone, which has to be the very one we know."""
    folder = VAR / f"{package}-{version}"
    if not folder.exists():
        npm("pack", "--silent", "--pack-destination", str(VAR), package=f"{package}@{version}")
        archive, half = VAR / f"{package}-{version}.tgz", VAR / f"{package}.new"
        if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
            sys.exit(f"{archive} is not the {package} that we know. Nothing of it was run.")
        with tarfile.open(archive) as packed:
            packed.extractall(half, filter="data")
        half.rename(folder)
        archive.unlink()
    return folder / "package"


def npm(*command: str, package: str) -> None:
    """Has npm do this with a package."""
    need("npm", f"fetches {package}")
    VAR.mkdir(exist_ok=True)
    done = subprocess.run(["npm", *command, package], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"npm could not fetch {package}: {done.stderr.strip()}")


def need(program: str, why: str) -> None:
    """Ends the check where there is no such program."""
    if not shutil.which(program):
        sys.exit(
            f"{program} {why}, and there is none on this machine. Install it (Node: at least "
            "22.19) and run this again. Nothing else in Candor needs it."
        )
