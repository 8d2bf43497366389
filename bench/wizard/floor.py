"""The floor: the barest wizard of django-formtools, with nothing beside it that it does not need.

It has named addresses and keeps its answers in a session of the database. FLOOR_STEPS pages (8)
have three fields each, or one if FLOOR_FIELDS says so. `python -m bench.wizard.floor` makes its
tables; gunicorn serves `bench.wizard.floor:application`.
"""

import os

import django
import environ
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path, re_path

STEPS = int(os.environ.get("FLOOR_STEPS", "8"))
FIELDS = int(os.environ.get("FLOOR_FIELDS", "3"))
PAGE = (
    '<!doctype html><html lang="en"><title>{{ wizard.steps.current }}</title><form method="post">'
    "{% csrf_token %}{{ wizard.management_form }}{{ wizard.form }}<button>Continue</button></form>"
    "</html>"
)
TEMPLATES = [
    (
        "django.template.loaders.cached.Loader",
        [("django.template.loaders.locmem.Loader", {"page.html": PAGE})],
    )
]
settings.configure(
    SECRET_KEY="x" * 50,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": environ.Env().db("DATABASE_URL") | {"CONN_MAX_AGE": 600}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.sessions", "formtools"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": TEMPLATES},
        }
    ],
)
django.setup()

from formtools.wizard.views import NamedUrlSessionWizardView  # noqa: E402 (it needs the settings)

ASKED = {
    "how": forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")], widget=forms.RadioSelect
    ),
    "since": forms.IntegerField(min_value=0, max_value=120),
    "note": forms.CharField(required=False, max_length=200),
}
Step = type("Step", (forms.Form,), dict(list(ASKED.items())[:FIELDS]))


class Wizard(NamedUrlSessionWizardView):
    """As the manual of formtools writes it. At the end it stores nothing."""

    form_list = [(f"s{number}", Step) for number in range(1, STEPS + 1)]
    template_name = "page.html"

    def done(self, form_list: list[forms.Form], **kwargs: object) -> HttpResponse:
        return HttpResponse(f"<!doctype html><title>Done</title><p>{len(list(form_list))} answers")


wizard = Wizard.as_view(url_name="step")
urlpatterns = [path("w/", wizard), re_path(r"^w/(?P<step>[\w-]+)/$", wizard, name="step")]
application = get_wsgi_application()


if __name__ == "__main__":
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
