"""What is missing on the disk is found when the site starts, not by a patient."""

from tests.faults.server import ROOT
from tests.faults.site import Site
from tests.faults.table import fault

CHECK = ("check", "--deploy", "--fail-level", "ERROR")


@fault(37, "static manifest or template missing")
def files_missing(site: Site) -> None:
    """Stock: the process starts, and each page that needs the file is a 500."""
    assert " ".join(CHECK) in (ROOT / "deploy" / "candor.service").read_text(), "never checked"
    code = site.own_code()
    assert site.manage(*CHECK, check=False).returncode == 0, "it refuses a whole site"
    static = code / "var" / "static"
    [sheet] = [file for file in static.glob("candor.*.css") if file.suffix == ".css"]
    for missing in (code / "templates" / "result.html", static / "staticfiles.json", sheet):
        away = missing.rename(missing.with_name("away"))
        told = site.manage(*CHECK, check=False)
        away.rename(missing)
        assert told.returncode != 0, f"it starts without {missing.name}"
        words = (missing.name, missing.stem.split(".")[0], "the static files")
        named = any(word in told.stderr for word in words)
        assert named, f"it does not say that {missing.name} is missing"
    assert site.manage(*CHECK, check=False).returncode == 0
