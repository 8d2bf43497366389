"""The stock admin, on our site."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """`admin.site` is the site that asks for a second factor."""

    default_site = "eligibility.staff.site.StaffSite"
