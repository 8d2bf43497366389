"""How often staff disagree with each rule: counts alone, for the reasons are a patient's data."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from eligibility.models import FindingMark, Review
from eligibility.protocol.content.outcomes import KIND_TAGS
from eligibility.review.queue.filters import findings, marks_of
from eligibility.review.staff_page import StaffPages, staff_page

ENOUGH = 5  # verdicts; the rate of fewer says nothing yet


@dataclass
class Counted:
    """One finding: how often it came up, how often staff judged it, and how often against it."""

    kind: str
    slug: str
    title: Any
    tag: Any
    seen: int = 0
    verdicts: int = 0
    against: int = 0

    @property
    def rate(self) -> int:
        """Disagreements among verdicts, in percent."""
        return round(100 * self.against / self.verdicts) if self.verdicts else 0

    @property
    def enough(self) -> bool:
        return self.verdicts >= ENOUGH


def counted() -> list[Counted]:
    """Every finding that came up, the most doubted first among those with enough verdicts."""
    found = _by_mark()
    rows = []
    for kind, titles in findings().items():
        for slug, title in titles.items():
            row = Counted(kind.value, slug, title, KIND_TAGS[kind])
            for mark in marks_of(f"{kind.value}.{slug}"):
                seen, verdicts, against = found.get(mark, (0, 0, 0))
                row.seen += seen
                row.verdicts += verdicts
                row.against += against
            rows.append(row)
    doubted = sorted(rows, key=lambda row: (-row.enough, -row.rate, -row.verdicts, -row.seen))
    return [row for row in doubted if row.seen]


def _by_mark() -> dict[str, tuple[int, int, int]]:
    """Findings, verdicts in force and disagreements by mark, in one statement."""
    judged = in_force().filter(mark=OuterRef("mark")).order_by().values("mark")

    def number(only: Q) -> Any:
        return Coalesce(Subquery(judged.annotate(n=Count("pk", filter=only)).values("n")), 0)

    rows = FindingMark.objects.values("mark").annotate(
        seen=Count("pk"), verdicts=number(Q()), against=number(Q(agrees=False))
    )
    return {row["mark"]: (row["seen"], row["verdicts"], row["against"]) for row in rows}


def in_force() -> QuerySet[Review]:
    """The verdicts that count: of each finding of each submission, the newest not corrected."""
    given = Review.objects.filter(agrees__isnull=False)
    corrected = Review.objects.filter(corrects=OuterRef("pk"))
    same = given.filter(submission=OuterRef("submission"), mark=OuterRef("mark"))
    newer = same.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        ~Exists(corrected),
    )
    return given.filter(~Exists(corrected), ~Exists(newer))


class Disagreements(StaffPages):
    """The page "How often staff disagree". It reads no record, and shows none."""

    @staff_page("disagreements", "disagreements/")
    def disagreements_view(self, request: HttpRequest) -> HttpResponse:
        told = {"rows": counted(), "enough": ENOUGH}
        title = _("How often staff disagree")
        return self.shown(request, "staff/disagreements.html", title, **told)
