"""E-mail that something came, and nothing of it: not who, not what, not its reference.

A timer runs `manage.py notify`; no request of a patient ever waits for a mail server, and one that
is down is tried again at the next run. What was told is in the access log, by id, so no submission
is forgotten, however late it was stored. A run that dies between mail and log tells again.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from eligibility.audit.recording import Action, Who, record
from eligibility.core.rules import Outcome
from eligibility.models import AccessLog, Submission

SINCE = timedelta(days=7)  # what is older is no news, for a clinic that begins with notices


def untold() -> QuerySet[Submission]:
    """What came, is still new, and was not told of."""
    told = AccessLog.objects.filter(action=Action.NOTICE, submission=OuterRef("pk"))
    recent = Submission.objects.filter(received_at__gte=timezone.now() - SINCE)
    return recent.filter(~Exists(told), status=Submission.Status.NEW)


def tell() -> int:
    """Sends one mail about all that is untold, and tells how many that is. Raises OSError if no
    mail server takes it; nothing counts as told then."""
    outcomes = dict(untold().values_list("pk", "outcome"))
    if not (outcomes and settings.NOTIFY):
        return 0
    urgent = sum(outcome == Outcome.URGENT.value for outcome in outcomes.values())
    with override(settings.CLINIC_LANGUAGE):
        notice(len(outcomes), urgent).send()
    record(Action.NOTICE, Who(name="command notify"), outcomes, rows=len(outcomes))
    return len(outcomes)


def notice(count: int, urgent: int) -> EmailMessage:
    """The mail, in the language that is on: two counts and the way to the list."""
    lines = [_("New submissions: %(count)s") % {"count": count}]
    if urgent:
        lines.append(_("Urgent ones among them: %(count)s") % {"count": urgent})
    queue = settings.PUBLIC_URL + reverse("admin:eligibility_submission_changelist")
    return EmailMessage(
        subject=_("Candor: an urgent submission") if urgent else _("Candor: a new submission"),
        body="\n".join([*lines, "", _("Sign in to read it:"), queue, ""]),
        to=settings.NOTIFY,
    )
