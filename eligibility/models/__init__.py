"""What is stored. Answers, findings and identity are sealed; the plain columns say nothing medical
but the outcome, which the clinic's list is filtered by."""

from eligibility.models.access_log import AccessLog, AccessLogHead, actions
from eligibility.models.drafts import DRAFT_LIFE, KIOSK_LIFE, PRIVATE_LIFE, Draft
from eligibility.models.guards import Attempt, EmergencyAccess, FirstPassword, KeyCheck
from eligibility.models.reviews import REACHED, Review
from eligibility.models.submissions import FindingMark, Shelf, Submission

__all__ = [
    "DRAFT_LIFE",
    "KIOSK_LIFE",
    "PRIVATE_LIFE",
    "REACHED",
    "AccessLog",
    "AccessLogHead",
    "Attempt",
    "Draft",
    "EmergencyAccess",
    "FindingMark",
    "FirstPassword",
    "KeyCheck",
    "Review",
    "Shelf",
    "Submission",
    "actions",
]
