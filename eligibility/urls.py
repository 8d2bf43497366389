"""Every address of the patient's side."""

from django.urls import URLPattern, include, path
from django.views.generic import TemplateView

from eligibility import pages
from eligibility.wizard import erasing, reopening, result, saving, views


def shown(address: str, name: str) -> URLPattern:
    """A page that only shows its template."""
    return path(address, TemplateView.as_view(template_name=f"{name}.html"), name=name)


# What belongs to one questionnaire.
of_one = [
    path("", views.resume, name="resume"),
    path("help-now/", views.help_now, name="help-now"),
    path("result/", result.result, name="result"),
    path("result.pdf", result.result_pdf, name="result-pdf"),
    path("clear/", result.clear, name="clear"),
    path("erase/", erasing.erase, name="erase"),
    path("saved/", saving.saved, name="saved"),
    path("code/", saving.new_code, name="code"),
    path("leave/", saving.leave, name="leave"),
    path("<slug:step>/", views.screening, name="step"),
]
urlpatterns = [
    path("screening/", views.start, name="open"),
    path("screening/<uuid:draft>/", include(of_one)),
    shown("", "start"),
    path("about/", pages.about, name="about"),
    path("about/conditions/", pages.conditions, name="conditions"),
    path("how-we-decide/", pages.how_we_decide, name="how_we_decide"),
    path("how-we-decide/shown/", pages.proved, name="proved"),
    path("how-we-decide/open/", pages.undecided, name="undecided"),
    path("how-we-decide/<slug:kind>/<slug:rule>/", pages.rule, name="rule"),
    path("privacy/", pages.privacy, name="privacy"),
    shown("accessibility/", "accessibility"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain; charset=utf-8"),
        name="robots",
    ),
    path("paper/", pages.paper, name="paper"),
    path("language/", pages.set_language, name="language"),
    shown("finished/", "finished"),
    path("kiosk/", result.wiped, name="kiosk"),
    shown("left/", "left"),
    shown("erased/", "erased"),
    path("resume/", reopening.come_back, name="come-back"),
    path("open/", reopening.open_sheet, name="open-sheet"),
]
