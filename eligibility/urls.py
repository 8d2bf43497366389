"""Every address of the patient's side."""

from django.urls import path

from eligibility import pages
from eligibility.wizard import result, views

urlpatterns = [
    path("", pages.start, name="start"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("language/", pages.set_language, name="language"),
    path("finished/", pages.finished, name="finished"),
    path("screening/", views.start, name="open"),
    path("screening/<uuid:draft>/", views.resume, name="resume"),
    path("screening/<uuid:draft>/help-now/", views.help_now, name="help-now"),
    path("screening/<uuid:draft>/result/", result.result, name="result"),
    path("screening/<uuid:draft>/clear/", result.clear, name="clear"),
    path("screening/<uuid:draft>/<slug:step>/", views.screening, name="step"),
]
