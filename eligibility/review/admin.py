"""Submissions in the stock admin: who may do what, and the pages put together."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eligibility.models import Submission
from eligibility.review.export.page import Export
from eligibility.review.figures.dashboard import Dashboard
from eligibility.review.figures.disagreements import Disagreements
from eligibility.review.paper.page import PaperEntry
from eligibility.review.queue.page import Queue
from eligibility.review.recall.page import Recall
from eligibility.review.record.erasing import Erasing
from eligibility.review.record.page import RecordPage
from eligibility.review.record.same_person import SamePerson
from eligibility.review.recorded import Recorded
from eligibility.review.sheets.many import Many
from eligibility.review.sheets.page import Sheets

admin.site.site_header = admin.site.site_title = _("Candor staff")
admin.site.index_title = _("Screening")
admin.site.enable_nav_sidebar = False  # one list: the room is better spent on its columns


@admin.register(Submission)
class SubmissionAdmin(
    Erasing,
    Export,
    PaperEntry,
    Sheets,
    SamePerson,
    Dashboard,
    Disagreements,
    Recall,
    Many,
    RecordPage,
    Queue,
    Recorded,
):
    """Submissions are read and reviewed; none is added, changed or deleted here."""

    class Media:
        css = {"all": ["staff.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may see submissions. The stock right to change them gives nothing."""
        return bool(request.user.has_perm("eligibility.view_submission"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may add a review may post the page; no field of the submission is in it."""
        may_review = request.user.has_perm("eligibility.add_review")
        return may_review and self.has_view_permission(request, obj)
