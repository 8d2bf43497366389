"""Which past results would differ under another version of the rules. Nothing stored is changed.

Records are worked through a few at a time, so that a million of them need no more memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from eligibility.core.answers import Answers
from eligibility.core.protocol import Protocol
from eligibility.core.questions import InvalidAnswer
from eligibility.interop.contract import Refused, assessed, describe
from eligibility.models import Submission
from eligibility.review.record.thread import Name
from eligibility.versions import versions

CHUNK = 500


@dataclass(frozen=True)
class Recalled:
    """One submission that would have another result. Where that cannot be told, `after` is empty
    and `why` says what stands in the way, without the answer."""

    submission: Submission
    after: str
    came: list[Name]
    gone: list[Name]
    why: str = ""


def under(submission: Submission, protocol: Protocol) -> Recalled | None:
    """What a submission would be under this version; nothing if it would be the same."""
    given = _given(submission, protocol)
    try:
        again = assessed(protocol, {"answers": given})
    except Refused:
        return Recalled(submission, "", [], [], _why(given, protocol))
    before, after = _found(submission.assessment), _found(describe(protocol, again))
    if before == after and submission.outcome == again.outcome.value:
        return None
    came = [name for name in after if name not in before]
    gone = [name for name in before if name not in after]
    return Recalled(submission, again.outcome.value, came, gone)


def of_other_versions(version: str, after: Submission | None = None) -> Iterator[Submission]:
    """The submissions that were made with another version, newest first, or from the one after
    `after` on. No statement stays open between two chunks, so others can write meanwhile."""
    found = Submission.objects.exclude(protocol=version).order_by("-received_at", "-pk")
    while True:
        older = found.filter(_older(after)) if after else found
        chunk = list(older[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        after = chunk[-1]


def only_version(version: str) -> bool:
    """Whether there is no other version, neither installed nor in a record."""
    return versions() == [version] and not any(islice(of_other_versions(version), 1))


def _older(than: Submission) -> Q:
    at = than.received_at
    return Q(received_at__lt=at) | Q(received_at=at, pk__lt=than.pk)


def _given(submission: Submission, protocol: Protocol) -> dict[str, Any]:
    """The answers but for those of the pages at the end, which no rule reads."""
    screening = set(protocol.screening_questions)
    others = {q.slug for q in protocol.questions if q not in screening}
    return {slug: value for slug, value in submission.answers.items() if slug not in others}


def _found(described: dict[str, Any]) -> dict[Name, tuple[str, str | None]]:
    """The findings by name, with what each leads to and how soon."""
    return {
        (one["kind"], one["rule"]): (one["outcome"], one["when"]) for one in described["findings"]
    }


def _why(given: dict[str, Any], protocol: Protocol) -> str:
    """Why answers cannot be read by this version."""
    if set(given) - {question.slug for question in protocol.screening_questions}:
        return _("It answers a question that this version does not ask.")
    try:
        Answers.parse(protocol.screening_questions, given)
    except InvalidAnswer:
        return _("One of its answers is not among those of this version.")
    return _("This version asks something that was not asked then.")
