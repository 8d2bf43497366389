"""The page that lists past results which would differ under another version of the rules."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from eligibility.core.rules import Kind, Outcome
from eligibility.models import Submission
from eligibility.protocol import PROTOCOL
from eligibility.protocol.content.outcomes import OUTCOMES
from eligibility.review.queue.filters import findings
from eligibility.review.recall.recalling import Recalled, of_other_versions, only_version, under
from eligibility.review.record.thread import Name, asked_id
from eligibility.review.staff_page import StaffPages, staff_page
from eligibility.versions import protocol_of, versions

AT_ONCE = 1000  # records worked through for one page


class Recall(StaffPages):
    """The page "Recall". What it works through is not shown; what it shows is recorded."""

    @staff_page("recall", "recall/")
    def recall_view(self, request: HttpRequest) -> HttpResponse:
        version = request.GET.get("version", PROTOCOL.version)
        version = version if version in versions() else PROTOCOL.version
        after = Submission.objects.filter(pk=asked_id(request.GET.get("after", ""))).first()
        read = list(islice(of_other_versions(version, after), AT_ONCE))
        differ = [one for read_one in read if (one := under(read_one, protocol_of(version)))]
        return self.shown(
            request,
            "staff/recall.html",
            _("Recall: results that would differ"),
            version=version,
            versions=versions(),
            only_version=only_version(version),
            rows=list(self.recall_rows(request, differ)),
            read=len(read),
            last=read[-1].pk if len(read) == AT_ONCE else None,
        )

    def recall_rows(self, request: HttpRequest, differ: list[Recalled]) -> Iterator[dict[str, Any]]:
        """The rows of the table. Each record is read again by the way that records it."""
        ids = [one.submission.pk for one in differ]
        found = {one.pk: one for one in self.get_queryset(request).filter(pk__in=ids)}
        for one in differ:
            if shown := found.get(one.submission.pk):
                yield {
                    "submission": shown,
                    "before": self.outcome_in_words(shown),
                    "after": OUTCOMES[Outcome(one.after)].staff if one.after else "",
                    "came": list(map(_title, one.came)),
                    "gone": list(map(_title, one.gone)),
                    "why": one.why,
                }


def _title(name: Name) -> Any:
    """The title of a finding in any version that is here, else its name."""
    kind, slug = name
    return findings().get(Kind(kind), {}).get(slug, slug)
