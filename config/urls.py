"""The addresses of the whole site, and the pages for what goes wrong."""

from django.contrib import admin
from django.urls import include, path

from eligibility.security import health

handler400 = "eligibility.errors.bad_request"
handler403 = "eligibility.errors.permission_denied"
handler404 = "eligibility.errors.not_found"
handler500 = "eligibility.errors.server_error"

urlpatterns = [
    path("", include("eligibility.urls")),  # first, for almost all who come are patients
    path("admin/", admin.site.urls),
    path("staff/", include("eligibility.staff.urls")),
    path("alive/", health.alive, name="alive"),
    path("ready/", health.ready, name="ready"),
]
