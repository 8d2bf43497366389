"""The end of a questionnaire: once, whatever the network, the browser or the patient repeats."""

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from eligibility.core.answers import Answers
from eligibility.interop.contract import describe
from eligibility.models import Draft, FindingMark, Submission
from eligibility.protocol.questions.finish import DATE_OF_BIRTH, FULL_NAME, SHARE
from eligibility.security.blind_index import mark, person
from eligibility.security.kiosk import IDS_BELOW
from eligibility.security.tokens import reference
from eligibility.versions import digest_of, protocol_of
from eligibility.wizard.drafts import Changed, DraftStorage, as_stored

COLLIDED = ("40P01", "40001")  # PostgreSQL's codes of a deadlock, and of one that came too late
TRIES = 5  # with a million submissions, one new reference in 650,000 is taken already


def submit(storage: DraftStorage) -> None:
    """Sends the answers to the clinic, or keeps them private, as the patient chose. Raises Changed
    if another request changed or submitted this draft first; nothing is written then."""
    if storage.answers[SHARE] == "clinic":
        send(storage)
    else:
        keep_private(storage)


def keep_private(storage: DraftStorage) -> None:
    """Marks the draft finished. It never becomes a row that staff can see."""
    storage.commit(reference=reference(), completed_at=timezone.now())


def send(storage: DraftStorage) -> None:
    """Turns the draft into a submission, in one transaction: both are done, or neither. What the
    database ended because it met another one is as if someone else was faster."""
    draft = storage.draft
    try:
        with transaction.atomic():
            gone, _ = Draft.objects.filter(pk=draft.pk, version=draft.version).delete()
            if not gone:
                raise Changed
            store(submission_from(draft, storage.answers))
    except OperationalError as why:
        if getattr(why.__cause__, "pgcode", None) in COLLIDED:
            raise Changed from why
        raise


def submission_from(draft: Draft, answers: Answers) -> Submission:
    """What the clinic gets: who the patient is, apart from what was answered, and the assessment of
    the day."""
    protocol = protocol_of(draft.protocol)
    assessment = protocol.assess(answers)
    stored = as_stored(answers)
    identity = {question.slug for question in protocol.questions if question.identity}
    described = describe(protocol, assessment)
    return Submission(
        id=draft.pk,
        origin=Submission.Origin.TABLET if draft.pk < IDS_BELOW else Submission.Origin.WEB,
        waiting=Submission.Waiting.of(described),
        person=person(answers[FULL_NAME], answers[DATE_OF_BIRTH]),
        outcome=assessment.outcome.value,
        language=get_language(),
        protocol=protocol.version,
        digest=digest_of(protocol),
        answers={slug: value for slug, value in stored.items() if slug not in identity},
        assessment=described,
        identity={slug: value for slug, value in stored.items() if slug in identity},
        patient_key=draft.key,
    )


def store(submission: Submission) -> None:
    """Inserts it under a reference that nobody has."""
    for left in reversed(range(TRIES)):
        submission.reference = reference()
        try:
            with transaction.atomic():
                submission.save()
                FindingMark.objects.bulk_create(marks_of(submission))
            return
        except IntegrityError:
            if not left or Submission.objects.filter(pk=submission.pk).exists():
                raise


def marks_of(submission: Submission) -> list[FindingMark]:
    """What the clinic's list finds this submission by, one a finding."""
    return [
        FindingMark(
            submission=submission,
            mark=mark(finding["kind"], finding["rule"]),
            received_at=submission.received_at,
        )
        for finding in submission.assessment["findings"]
    ]
