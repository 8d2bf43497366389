"""Every address of the patient's side."""

from django.urls import URLPattern, path
from django.views.generic import TemplateView

from eligibility import pages
from eligibility.wizard import result, views


def shown(address: str, name: str) -> URLPattern:
    """A page that only shows its template."""
    return path(address, TemplateView.as_view(template_name=f"{name}.html"), name=name)


urlpatterns = [
    shown("", "start"),
    path("about/", pages.about, name="about"),
    path("how-we-decide/", pages.how_we_decide, name="how_we_decide"),
    path("how-we-decide/<slug:kind>/<slug:rule>/", pages.rule, name="rule"),
    shown("privacy/", "privacy"),
    shown("accessibility/", "accessibility"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain"),
        name="robots",
    ),
    path("language/", pages.set_language, name="language"),
    shown("finished/", "finished"),
    path("screening/", views.start, name="open"),
    path("screening/<uuid:draft>/", views.resume, name="resume"),
    path("screening/<uuid:draft>/help-now/", views.help_now, name="help-now"),
    path("screening/<uuid:draft>/result/", result.result, name="result"),
    path("screening/<uuid:draft>/clear/", result.clear, name="clear"),
    path("screening/<uuid:draft>/<slug:step>/", views.screening, name="step"),
]
