"""The addresses of the whole site, and the pages for what goes wrong."""

from django.contrib import admin
from django.urls import include, path

handler400 = "eligibility.errors.bad_request"
handler403 = "eligibility.errors.permission_denied"
handler404 = "eligibility.errors.not_found"
handler500 = "eligibility.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("staff/", include("eligibility.staff.urls")),
    path("", include("eligibility.urls")),
]
