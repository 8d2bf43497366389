"""The sheet of what is stored: recomputed from the answers, never from a stored text."""

from django.utils.translation import gettext as _

from eligibility.core.answers import Answers
from eligibility.core.questions import InvalidAnswer
from eligibility.interop.contract import describe
from eligibility.models import Draft, Submission
from eligibility.protocol.questions import finish
from eligibility.summary.sheet import About, Sheet
from eligibility.versions import UnknownVersion, digest_of, protocol_of


def sheet_of(record: Draft | Submission) -> Sheet:
    """The sheet of a private result or of a submission. Raises CannotRead if it was altered,
    and UnknownVersion if its version of the protocol is not here."""
    protocol = protocol_of(record.protocol)
    private = isinstance(record, Draft)
    given = record.content["answers"] if private else record.answers
    identity = given if private else record.identity
    about = About(
        reference=record.reference,
        made_at=record.completed_at if private else record.received_at,
        erased_at=record.erased_after if private else None,
        language=record.language,
        protocol=record.protocol,
        digest=digest_of(protocol) if private else record.digest,
        name=identity.get(finish.FULL_NAME.slug, ""),
        born=identity.get(finish.DATE_OF_BIRTH.slug),
        risks_version=identity.get(finish.RISKS_READ.slug, ""),
    )
    answers = Answers.parse(protocol.screening_questions, given)
    return Sheet(about, protocol.assess(answers), protocol)


def why_it_differs(submission: Submission) -> str:
    """What is not as it was on the day the result was made; nothing if all of it is."""
    try:
        protocol = protocol_of(submission.protocol)
        answers = Answers.parse(protocol.screening_questions, submission.answers)
    except (UnknownVersion, InvalidAnswer) as why:
        return str(why)
    if describe(protocol, protocol.assess(answers)) != submission.assessment:
        return _("The same answers now give another result.")
    if submission.digest not in ("", digest_of(protocol)):
        return _("This version of the rules had other words or rules on that day.")
    return ""
