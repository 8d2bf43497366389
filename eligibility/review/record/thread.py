"""What staff did with one submission: every review, what corrects it, and what is in force."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from eligibility.models import Review, Submission
from eligibility.security.blind_index import mark_may_be

# A finding as it is named for good: its kind and its rule.
Name = tuple[str, str]


@dataclass
class Entry:
    """One review, the finding that it is about if it is a verdict, and what took its place."""

    review: Review
    finding: Name | None = None
    corrected_by: list[Review] = field(default_factory=list)

    @property
    def in_force(self) -> bool:
        """Whether nobody has corrected it."""
        return not self.corrected_by

    @property
    def is_verdict(self) -> bool:
        return self.review.agrees is not None


class Thread:
    """The reviews of one submission, newest first, read once. `reviews` are given where many
    submissions are read at once."""

    def __init__(self, submission: Submission, reviews: Iterable[Review] | None = None) -> None:
        self.submission = submission
        given = reviews_of([submission]) if reviews is None else reviews
        found = findings_by_mark(submission)
        self.entries = [Entry(review, found.get(review.mark)) for review in given]
        self.by_id = {entry.review.pk: entry for entry in self.entries}
        for entry in self.entries:
            if corrected := self.by_id.get(entry.review.corrects_id):
                corrected.corrected_by.append(entry.review)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def verdicts(self) -> dict[Name, Review]:
        """The verdict in force on each finding: the newest that is not corrected."""
        standing = [e for e in self.entries if e.is_verdict and e.in_force and e.finding]
        return {entry.finding: entry.review for entry in reversed(standing) if entry.finding}

    def since(self, seen: int) -> list[Entry]:
        """The reviews that came after someone had seen this many."""
        return self.entries[: max(len(self) - seen, 0)]


def reviews_of(submissions: Iterable[Submission]) -> Any:
    """The reviews of these submissions with their people, newest first, in one query."""
    found = Review.objects.filter(submission__in=[one.pk for one in submissions])
    return found.select_related("author", "assigned_to").order_by("-at", "-pk")


def threads_of(submissions: list[Submission]) -> dict[Any, Thread]:
    """The thread of each submission, by its id."""
    reviews: dict[Any, list[Review]] = {one.pk: [] for one in submissions}
    for review in reviews_of(submissions):
        reviews[review.submission_id].append(review)
    return {one.pk: Thread(one, reviews[one.pk]) for one in submissions}


def findings_of(submission: Submission) -> list[Name]:
    """The stored findings by name, gravest first."""
    return [(found["kind"], found["rule"]) for found in submission.assessment["findings"]]


def findings_by_mark(submission: Submission) -> dict[str, Name]:
    """The findings of a submission by each mark that a review may have of it."""
    return {mark: name for name in findings_of(submission) for mark in mark_may_be(*name)}


def asked_id(text: str) -> UUID | None:
    """The id in an address, or None for what is no id."""
    try:
        return UUID(text)
    except ValueError:
        return None
