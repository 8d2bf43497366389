"""The sheet of what is stored: recomputed from the answers, never from a stored text."""

from eligibility.core.answers import Answers
from eligibility.interop.contract import describe
from eligibility.models import Draft, Submission
from eligibility.protocol.questions import finish
from eligibility.summary.sheet import About, Sheet
from eligibility.versions import UnknownVersion, digest_of, protocol_of


def sheet_of(record: Draft | Submission) -> Sheet:
    """The sheet of a private result or of a submission. Raises CannotRead if it was altered,
    and UnknownVersion if its version of the protocol is not here."""
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
    protocol = protocol_of(record.protocol)
    answers = Answers.parse(protocol.screening_questions, given)
    return Sheet(about, protocol.assess(answers), protocol)


def why_it_differs(submission: Submission) -> str:
    """What is not as it was on the day the result was made; nothing if all of it is."""
    try:
        protocol = protocol_of(submission.protocol)
    except UnknownVersion as why:
        return str(why)
    if submission.digest not in ("", digest_of(protocol)):
        return f"version {protocol.version} has other rules or words than on that day"
    answers = Answers.parse(protocol.screening_questions, submission.answers)
    if describe(protocol, protocol.assess(answers)) != submission.assessment:
        return "the same answers now give another result"
    return ""
