"""The sheet of what is stored: recomputed from the answers, never from a stored text."""

from eligibility.core.answers import Answers
from eligibility.models import Draft, Submission
from eligibility.protocol import PROTOCOL
from eligibility.protocol.questions import finish
from eligibility.summary.sheet import About, Sheet


def sheet_of(record: Draft | Submission) -> Sheet:
    """The sheet of a private result or of a submission. Raises CannotRead if it was altered."""
    private = isinstance(record, Draft)
    given = record.content["answers"] if private else record.answers
    identity = given if private else record.identity
    about = About(
        reference=record.reference,
        made_at=record.completed_at if private else record.received_at,
        erased_at=record.erased_after if private else None,
        language=record.language,
        protocol=record.protocol,
        name=identity.get(finish.FULL_NAME.slug, ""),
        born=identity.get(finish.DATE_OF_BIRTH.slug),
        risks_version=identity.get(finish.RISKS_READ.slug, ""),
    )
    answers = Answers.parse(PROTOCOL.screening_questions, given)
    return Sheet(about, PROTOCOL.assess(answers), PROTOCOL)
