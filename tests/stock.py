"""The wizard everybody writes with formtools, unguarded, and the traps it is known to have.

It is here to be judged alone: `@pytest.mark.urls("tests.stock")` and MIDDLEWARE give it its own
site. Its records are rows of `auth.Group`, so that it needs no migration.
"""

import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NamedTuple
from uuid import uuid4

from django import forms
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from formtools.wizard.views import NamedUrlSessionWizardView, SessionWizardView, WizardView

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ADA = {
    "about": {"name": "Ada", "age": "40"},
    "smoking": {"smokes": "yes"},
    "tobacco": {"years": "10"},
    "note": {"text": "none"},
    "consent": {"agrees": "on"},
}


class Trap(NamedTuple):
    """`seen` is a thread of django-formtools (or formwizard, its origin), or how we measured it.
    `fixed` says what 2.7 does instead, where it does better."""

    seen: str
    sentence: str
    fixed: str = ""


TRAPS = {
    # Two uses of one wizard
    "second-use-leaks": Trap("#15", "A second use elsewhere shows the first one's answers"),
    "second-use-overwrites": Trap("#126", "A second use overwrites the answers of the first"),
    "other-browser-leaks": Trap(
        "#176", "One browser's answers appear in another", "Each browser has its own session"
    ),
    "second-tab-wipes": Trap("formwizard #9", "Opening a second tab wipes the first tab's answers"),
    "tabs-share-state": Trap("formwizard #10", "A record mixes the answers of two tabs"),
    "older-get-erases": Trap("measured", "A GET that began before a POST erases what it saved"),
    # Moving about
    "back-loses-text": Trap("#284", "Going back throws away what was typed on this page"),
    "refresh-posts-again": Trap("#166", "A refresh posts the step before once more"),
    "reload-wipes": Trap("measured", "Reloading a page of an un-named wizard wipes all answers"),
    "reset-by-get": Trap("measured", "A link that ends in ?reset wipes all answers"),
    "lost-session": Trap("measured", "Without its session, page four is judged as page one"),
    # Steps that come and go
    "condition-on-steps": Trap("#247", "A condition on the current step ends in KeyError"),
    "hidden-step-unreadable": Trap("#266", "Reading the answers of a hidden step is a KeyError"),
    "unknown-step": Trap("#38", "An unknown current_step is a server error"),
    "hidden-step-posted": Trap("measured", "Posting a hidden step is a server error"),
    "step-hidden-by-other-tab": Trap("measured", "So is posting what another tab just hid"),
    # The end
    "done-error-clears": Trap("#61", "An error page from done() below 500 clears all answers"),
    "no-check-across-steps": Trap("#50", "Answers that contradict each other reach done()"),
    "stale-step-not-checked": Trap(
        "#106",
        "A step that has become invalid reaches done()",
        "Every step is checked again, and the first bad one is shown",
    ),
    "resubmit-breaks-formset": Trap(
        "#20",
        "Sending the last page again after the end is a server error if step one is a formset",
        "No error, but the visitor is at the start and reads that the form was tampered with",
    ),
    "last-step-checked-twice": Trap("#21", "The last step is validated twice: no one-time codes"),
    "get-makes-record": Trap("measured", "A GET of the done address makes the record"),
    "parallel-clicks": Trap("measured", "Parallel clicks on the last page make several records"),
    "killed-after-commit": Trap("measured", "A worker killed after the commit: retry makes two"),
    # What is kept
    "unknown-keys-kept": Trap("measured", "Whatever else is posted is kept, too"),
    "huge-row": Trap("measured", "One anonymous POST leaves a session row of two megabytes"),
    "readable-row": Trap("measured", "Answers can be read in the session row without a key"),
    "row-per-visit": Trap("measured", "Every anonymous GET, a robot's too, writes a session row"),
    "cacheable": Trap("measured", "Pages with answers do not forbid caches to keep them"),
}


def slugs_in(module: ModuleType) -> Iterator[str]:
    """The slug of every test in `module` that is marked with `@pytest.mark.trap(slug)`."""
    for test in filter(callable, vars(module).values()):
        for mark in getattr(test, "pytestmark", []):
            yield from mark.args if mark.name == "trap" else ()


class About(forms.Form):
    name = forms.CharField()
    age = forms.IntegerField()


class Smoking(forms.Form):
    smokes = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])


class Tobacco(forms.Form):
    years = forms.IntegerField()


class Note(forms.Form):
    text = forms.CharField()


class Consent(forms.Form):
    agrees = forms.BooleanField()


def smokes(wizard: WizardView) -> bool:
    """The condition of formtools' own manual."""
    return (wizard.get_cleaned_data_for_step("smoking") or {}).get("smokes") == "yes"


class Wizard:
    """What both stock wizards share."""

    form_list = [
        ("about", About),
        ("smoking", Smoking),
        ("tobacco", Tobacco),
        ("note", Note),
        ("consent", Consent),
    ]
    condition_dict = {"tobacco": smokes}

    def done(
        self, form_list: list[forms.Form], form_dict: dict[str, forms.Form], **kwargs: Any
    ) -> HttpResponse:
        answers = {name: value for form in form_list for name, value in form.cleaned_data.items()}
        Group.objects.create(name=f"{uuid4()} {json.dumps(answers)}")
        return HttpResponse("Thank you")


class Stock(Wizard, NamedUrlSessionWizardView):
    """Every step has its own address."""


class Plain(Wizard, SessionWizardView):
    """All steps are at one address."""


def records() -> list[dict[str, Any]]:
    """The answers of every record made so far, the oldest first. Our own groups are roles."""
    made = Group.objects.filter(name__contains=" {")
    names = made.order_by("pk").values_list("name", flat=True)
    return [json.loads(name.partition(" ")[2]) for name in names]


class Visitor(Client):
    """A browser tab at one of the wizards. It meets a server error as a page, as a person does."""

    def __init__(self, wizard: str = "stock", at: str | None = None) -> None:
        super().__init__(raise_request_exception=False)
        self.wizard = wizard
        self.address = f"/{at or wizard}/"

    def tab(self, at: str | None = None) -> "Visitor":
        """Another tab of the same browser."""
        other = Visitor(self.wizard, at or self.address.strip("/"))
        other.cookies = self.cookies
        return other

    def url(self, step: str) -> str:
        return self.address if self.wizard == "plain" else f"{self.address}{step}/"

    def show(self, step: str) -> HttpResponse:
        return self.get(self.url(step))

    def send(self, step: str, extra: dict[str, str] | None = None, **answers: str) -> HttpResponse:
        """Posts `step` with Ada's answers, changed by `answers`, and with the `extra` inputs."""
        fields = {f"{step}-{name}": text for name, text in (ADA.get(step, {}) | answers).items()}
        where = {f"{self.wizard}-current_step": step}
        return self.post(self.url(step), fields | where | (extra or {}))

    def answer(self, *steps: str, **changes: str) -> "Visitor":
        """Opens the wizard and sends each of `steps`, as Ada would but for `changes`."""
        self.show("about")
        for step in steps:
            self.send(step, **{name: text for name, text in changes.items() if name in ADA[step]})
        return self

    def finish(self) -> HttpResponse:
        return self.show("done")

    def kept(self) -> dict[str, Any]:
        """What the session holds for each step."""
        return self.session.get(f"wizard_{self.wizard}", {}).get("step_data", {})


def handler500(request: HttpRequest) -> HttpResponse:
    """Not our product's error page: it needs our product's addresses."""
    return HttpResponse("Server error", status=500)


def only_after_the_first_page(wizard: WizardView) -> bool:
    return wizard.steps.current == "about"


RESTLESS = {"condition_dict": {"smoking": only_after_the_first_page}}
FAMILY = {"form_list": [("people", forms.formset_factory(About)), ("consent", Consent)]}

urlpatterns = [path("plain/", Plain.as_view())]
for name, changes in {"stock": {}, "second": {}, "restless": RESTLESS, "family": FAMILY}.items():
    view = Stock.as_view(url_name=name, **changes)
    urlpatterns += [path(f"{name}/", view, name=name), path(f"{name}/<step>/", view, name=name)]
