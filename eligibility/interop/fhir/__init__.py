"""Candor in FHIR R4, as plain dicts: the questionnaire, what a patient answered, and back again."""

from eligibility.interop.fhir.many import bundle, ndjson
from eligibility.interop.fhir.questionnaire import questionnaire
from eligibility.interop.fhir.reading import answers_from
from eligibility.interop.fhir.response import patient, questionnaire_response

__all__ = ["answers_from", "bundle", "ndjson", "patient", "questionnaire", "questionnaire_response"]
