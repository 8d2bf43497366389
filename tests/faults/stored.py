"""What a site has stored, opened with its keys, and many patients at the place of one."""

import json
import subprocess
import sys
from typing import Any
from uuid import UUID, uuid4

from tests.faults.patient import Caller
from tests.faults.site import Site

DRAFT = """
import json
from eligibility.models import Draft
draft = Draft.objects.get(pk="{id}")
print(json.dumps([draft.protocol, draft.content], default=str))
"""
SUBMISSIONS = """
import json
from eligibility.models import Submission
print(json.dumps([
    {"id": str(s.pk), "reference": s.reference, "outcome": s.outcome, "protocol": s.protocol,
     "digest": s.digest, "answers": s.answers, "identity": s.identity, "assessment": s.assessment,
     "language": s.language, "received_at": s.received_at}
    for s in Submission.objects.order_by("received_at")], default=str))
"""
COPIES = """
import random
from uuid import UUID
from eligibility.models import Draft
{more}
like = Draft.objects.get(pk="{id}")
content = like.content
for number, name in enumerate("{ids}".split()):
    like.pk, like.content = UUID(name), spoiled(content, number)
    like.save(force_insert=True)
"""
AS_IT_IS = "def spoiled(content, number): return content"


def draft_of(site: Site, patient: Caller) -> tuple[str, dict[str, Any]]:
    """The version of the rules that this draft goes on with, and its content."""
    version, content = json.loads(site.python(DRAFT.format(id=patient.id)))
    return version, content


def kept(site: Site, patient: Caller) -> dict[str, Any]:
    """The answers in the draft of this patient."""
    answers: dict[str, Any] = draft_of(site, patient)[1]["answers"]
    return answers


def submissions(site: Site) -> list[dict[str, Any]]:
    """All that was sent, the oldest first."""
    found: list[dict[str, Any]] = json.loads(site.python(SUBMISSIONS))
    return found


def with_token(patient: Caller, fields: dict[str, Any]) -> dict[str, Any]:
    """These fields as a page of ours would send them: with the token of this browser."""
    return {"csrfmiddlewaretoken": patient.cookies["__Host-csrf"].value, **fields}


def copies(site: Site, patient: Caller, count: int, more: str = AS_IT_IS) -> list[Caller]:
    """So many other patients who are where this one is. `more` is code with a `spoiled(content,
    number)` that makes the content of each."""
    ids = [uuid4() for _ in range(count)]
    names = " ".join(id.hex for id in ids)
    site.python(COPIES.format(id=patient.id, ids=names, more=more))
    return [_copy(patient, id) for id in ids]


def _copy(patient: Caller, id: UUID) -> Caller:
    """Its key is that of the other, under the name of this questionnaire."""
    other = Caller(patient.server, patient.answers)
    other.id = id
    for name, morsel in patient.cookies.items():
        other.cookies[name.replace(patient.id.hex, id.hex)] = morsel.value
    return other


def beside(site: Site, command: str) -> subprocess.Popen[str]:
    """A command of manage.py that goes on beside all else, until it ends or is killed."""
    return subprocess.Popen(
        [sys.executable, "manage.py", command],
        cwd=site.code,
        env=site.env(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
