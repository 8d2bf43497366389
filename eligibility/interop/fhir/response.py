"""What one person answered, and what came of it, as a FHIR R4 QuestionnaireResponse."""

from datetime import date, datetime
from typing import Any

from eligibility.core.choices import Choosing
from eligibility.core.parts import Part
from eligibility.core.protocol import Assessment, Protocol
from eligibility.core.questions import Question, Value
from eligibility.interop.fhir import names as called
from eligibility.interop.fhir.edition import Edition
from eligibility.interop.fhir.kinds import kind_of, said
from eligibility.interop.fhir.names import Names
from eligibility.interop.fhir.result import result_of

Item = dict[str, Any]


def questionnaire_response(
    protocol: Protocol,
    assessment: Assessment,
    *,
    language: str,
    authored: datetime,
    base: str,
    reference: str = "",
    patient: Item | None = None,
) -> Item:
    """A finished response with the answers that count, and the result. Answers to questions that
    are closed are not in it, as in the wizard; neither is an optional question left empty.

    Without `patient` it names nobody: the subject is the clinic's reference, or nothing. With it,
    the Patient goes along inside. `authored` needs a time zone; FHIR allows no time without one.
    """
    edition = Edition(Names(base), language)
    parts = [_part(part, assessment, edition) for part in protocol.parts if part.screening]
    return {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        **({"contained": [patient]} if patient else {}),
        **({"identifier": edition.names.identifier(reference)} if reference else {}),
        "questionnaire": edition.names.version(protocol),
        "status": "completed",
        **_subject(edition.names, reference, patient),
        "authored": authored.isoformat(timespec="seconds"),
        "item": [*(part for part in parts if part["item"]), result_of(assessment, edition)],
    }


def patient(*, name: str, born: date | None = None, phone: str = "", email: str = "") -> Item:
    """Who answered, to go along in a response that is not de-identified."""
    reached = [{"system": "phone", "value": phone}, {"system": "email", "value": email}]
    telecom = [way for way in reached if way["value"]]
    return {
        "resourceType": "Patient",
        "id": "patient",
        "name": [{"text": name}],
        **({"telecom": telecom} if telecom else {}),
        **({"birthDate": born.isoformat()} if born else {}),
    }


def _subject(names: Names, reference: str, patient: Item | None) -> dict[str, Item]:
    """Whom it is about: the Patient inside, or whoever has this reference."""
    if patient:
        return {"subject": {"reference": f"#{patient['id']}", "type": "Patient"}}
    if reference:
        return {"subject": {"type": "Patient", "identifier": names.identifier(reference)}}
    return {}


def _part(part: Part, assessment: Assessment, edition: Edition) -> Item:
    answers = assessment.answers
    questions = [question for step in part.steps for question in step.questions]
    items = [_item(q, answers[q], edition) for q in questions if q in answers and answers[q] != ()]
    return {"linkId": called.of_part(part), "text": edition.say(part.title), "item": items}


def _item(question: Question, value: Value, edition: Edition) -> Item:
    answers = [_answer(question, one, edition) for one in said(question, value)]
    return {"linkId": question.slug, "text": edition.say(question.text), "answer": answers}


def _answer(question: Question, value: Value, edition: Edition) -> Item:
    kind = kind_of(question)
    written = kind.write(question, value, edition.names)
    if isinstance(question, Choosing):
        written = {**written, "display": edition.say(question.by_code[value].text)}
    return {kind.element: written}
