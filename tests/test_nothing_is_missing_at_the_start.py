"""`manage.py check --deploy` stops a start without a template, a static file or a view, and says
which."""

import json
import sys
from pathlib import Path
from subprocess import check_output
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from eligibility.security.complete import CODE, missing_files, missing_templates, named_first
from eligibility.staff import later

pytestmark = pytest.mark.shows("F37")

TEMPLATES = CODE.parent / "templates"


@pytest.fixture
def ours(settings: Any, tmp_path: Path) -> Path:
    """A folder of templates in place of ours."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    return tmp_path


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Any:
    """An empty folder of collected files, as in production."""
    settings.WHITENOISE_USE_FINDERS, settings.STATIC_ROOT = False, tmp_path
    kept = settings.STORAGES
    settings.STORAGES = kept | {"staticfiles": {"BACKEND": "config.storage.StaticFiles"}}
    return staticfiles_storage


def found() -> str:
    """What the check says of all there is."""
    with pytest.raises(SystemCheckError) as refused:
        call_command("check", deploy=True, fail_level="ERROR")
    return str(refused.value)


def test_nothing_is_missing_here() -> None:
    call_command("check", deploy=True, fail_level="ERROR")


def test_all_our_templates_are_looked_at() -> None:
    assert {"start.html", "result.html", "robots.txt", "staff/recall.html"} <= named_first()
    assert len(named_first()) >= len(list(TEMPLATES.rglob("*.html")))


def test_a_template_that_the_code_names_and_is_not_there_stops_the_start(ours: Path) -> None:
    assert "The template result.html cannot be used: TemplateDoesNotExist." in found()


def test_a_template_that_another_names_and_is_not_there_stops_the_start(ours: Path) -> None:
    (ours / "one.html").write_text('{% include "two.html" %}')
    (ours / "two.html").write_text('{% extends "three.html" %}')
    assert missing_templates(["one.html"]) == {
        "The template three.html cannot be used: TemplateDoesNotExist."
    }


def test_a_template_that_cannot_be_read_stops_the_start(ours: Path) -> None:
    (ours / "one.html").write_text("{% if %}")
    assert missing_templates(["one.html"]) == {
        "The template one.html cannot be used: TemplateSyntaxError."
    }


def test_a_picture_that_a_template_shows_and_is_not_there_stops_the_start(ours: Path) -> None:
    (ours / "one.html").write_text("{% static 'gone.svg' %}{% static name %}")
    [problem] = missing_templates(["one.html"])
    assert problem.startswith("Not among the static files: gone.svg. Run `manage.py collectstatic")


def test_files_that_were_never_collected_stop_the_start(collected: Any) -> None:
    assert "Not among the static files: account/js/account.js and " in found()


def test_a_file_that_the_manifest_knows_and_the_disk_has_lost_stops_the_start(
    collected: Any,
) -> None:
    manifest = {"paths": {"a.css": "a.1.css", "b.css": "b.1.css"}, "version": "1.1", "hash": ""}
    root = Path(collected.location)
    (root / "staticfiles.json").write_text(json.dumps(manifest))
    (root / "a.1.css").write_text("")
    collected.hashed_files, collected.manifest_hash = collected.load_manifest()
    [problem] = missing_files(["a.css", "b.css"])
    assert "b.css. Run" in problem and "a.css" not in problem


def test_a_view_that_is_loaded_later_and_is_not_there_stops_the_start() -> None:
    gone = ("eligibility.staff.pages", "gone"), ("no_such_library.views", "login")
    with patch.object(later, "named", {*later.named, *gone}):
        told = found()
    assert "The view eligibility.staff.pages.gone cannot be used: AttributeError." in told
    assert "The view no_such_library.views.login cannot be used: ModuleNotFoundError." in told
    assert told.count("candor.E002") == len(gone)


def test_patients_do_not_wait_for_what_staff_sign_in_with() -> None:
    start = "import config.wsgi, sys; print(*sys.modules)"
    loaded = check_output([sys.executable, "-c", start], text=True).split()
    assert "eligibility.staff.urls" in loaded
    assert not {"fido2", "eligibility.staff.pages", "allauth.account.views"} & set(loaded)
