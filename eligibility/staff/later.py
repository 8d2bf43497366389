"""Views that are loaded when they are first asked for. Patients come first: a tenth of the start
would go into libraries that only a person who signs in needs. That they are there all the same is
looked at before a start, by `manage.py check --deploy`."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.core.checks import Error, register
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

View = Callable[..., HttpResponse]
Place = tuple[str, str]  # a module, and the name of a view in it

named: set[Place] = set()  # so far, by the addresses


class Later:
    """The views of a module, as its attributes. The module is loaded when one is asked for."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> View:
        place = self._module, name
        named.add(place)

        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view_at(place)(request, *args, **kwargs)

        return asked


def view_at(place: Place) -> View:
    """The view. Raises ImportError or AttributeError if it is not there."""
    module, name = place
    view: View = getattr(import_module(module), name)
    return view


@register(deploy=True)  # type: ignore[untyped-decorator] # Django has no types
def no_view_is_missing(app_configs: object, **kwargs: Any) -> list[Error]:
    """One error for each view that has an address and is not there."""
    _loaded = get_resolver().url_patterns
    return [Error(problem, id="candor.E002") for problem in missing(named)]


def missing(places: Iterable[Place]) -> list[str]:
    """What is wrong with these."""
    problems = []
    for place in sorted(places):
        try:
            view_at(place)
        except (ImportError, AttributeError) as why:
            problems.append(f"The view {'.'.join(place)} cannot be used: {type(why).__name__}.")
    return problems
