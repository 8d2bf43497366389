"""What `manage.py check --deploy` looks for, so that no patient finds it: a template or a static
file that is named and is not there."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import Error, register
from django.template import Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode

TEMPLATE = re.compile(r'"([\w/-]+\.(?:html|txt))"')
CODE = Path(__file__).parent.parent


@register(deploy=True)  # type: ignore[untyped-decorator] # Django has no types
def nothing_is_missing(app_configs: object, **kwargs: Any) -> list[Error]:
    """One error for each template or static file that is named and is not there."""
    found = missing_templates(named_first()) | missing_files(every_file())
    return [Error(problem, id="candor.E001") for problem in sorted(found)]


def named_first() -> set[str]:
    """The templates that our code names, and all that are ours: pages name some as they go."""
    in_code = {name for path in CODE.rglob("*.py") for name in TEMPLATE.findall(path.read_text())}
    [ours] = settings.TEMPLATES[0]["DIRS"]
    return in_code | {str(path.relative_to(ours)) for path in ours.rglob("*.*") if path.is_file()}


def missing_templates(names: Iterable[str]) -> set[str]:
    """What is wrong with these templates, with those that they name, and with what they show."""
    waiting, seen, problems = list(names), set(), set[str]()
    while waiting:
        if (name := waiting.pop()) in seen:
            continue
        seen.add(name)
        try:
            template = get_template(name).template
        except (TemplateDoesNotExist, TemplateSyntaxError, OSError) as why:
            problems.add(f"The template {name} cannot be used: {type(why).__name__}.")
        else:
            waiting += templates_in(template)
            problems |= missing_files(files_in(template))
    return problems


def templates_in(template: Template) -> Iterator[str]:
    """The templates that this one extends or includes by name."""
    for node in template.nodelist.get_nodes_by_type((ExtendsNode, IncludeNode)):
        yield from written_out(node.parent_name if isinstance(node, ExtendsNode) else node.template)


def files_in(template: Template) -> Iterator[str]:
    """The static files that this template shows by name."""
    for node in template.nodelist.get_nodes_by_type(StaticNode):
        yield from written_out(node.path)


def written_out(named: FilterExpression) -> Iterator[str]:
    """What is named, if it is not worked out on the way."""
    if isinstance(named.var, str):
        yield str(named.var)


def every_file() -> Iterator[str]:
    """The static files of all that is installed."""
    for finder in finders.get_finders():
        yield from (path for path, _ in finder.list([]))


def missing_files(names: Iterable[str]) -> set[str]:
    """What is wrong with these static files, in one sentence for all."""
    gone = sorted(name for name in names if not served(name))
    more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
    again = "Run `manage.py collectstatic --noinput`."
    return {f"Not among the static files: {gone[0]}{more}. {again}"} if gone else set()


def served(name: str) -> bool:
    """Whether a browser that asks for this static file is given it."""
    if settings.WHITENOISE_USE_FINDERS:
        return finders.find(name) is not None
    try:
        return bool(staticfiles_storage.exists(staticfiles_storage.stored_name(name)))
    except ValueError:  # the manifest does not know it
        return False
