"""The screening as a FHIR R4 Questionnaire: a group for each part, an item for each question.

The parts at the end (risks, consent, contact) are not in it. They are about this site, they say
who the patient is, and no version of the rules keeps them.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from eligibility.core.choices import Choice, Choosing, Many
from eligibility.core.parts import Part, Step
from eligibility.core.protocol import Protocol
from eligibility.core.questions import Number, Question
from eligibility.interop.fhir import names as called
from eligibility.interop.fhir.dangers import Danger, dangers
from eligibility.interop.fhir.edition import Edition
from eligibility.interop.fhir.gates import asked_when
from eligibility.interop.fhir.kinds import kind_of
from eligibility.interop.fhir.names import Names
from eligibility.interop.fhir.result import result_group

Item = dict[str, Any]
CORE = "http://hl7.org/fhir/StructureDefinition"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
TITLE = _("Candor: questions about back pain")
ABOUT = _(
    "Candor helps you talk with your doctor. It does not decide for you, and it does not sell any "
    "treatment."
)


def questionnaire(
    protocol: Protocol, language: str, *, base: str, status: str = "active"
) -> dict[str, Any]:
    """What a protocol asks, in this language with the others beside it. `base` is the address that
    all our names begin with. Raises ValueError for a language that we do not speak."""
    edition = Edition(Names(base), language)
    screening = [part for part in protocol.parts if part.screening]
    warnings = list(dangers(protocol).values())
    return {
        "resourceType": "Questionnaire",
        "language": language,
        "url": edition.names.questionnaire,
        "version": protocol.version,
        "name": "Candor",
        **edition.words("title", TITLE),
        "status": status,
        "subjectType": ["Patient"],
        **edition.words("description", ABOUT),
        "item": [
            *(_group(part, warnings, edition) for part in screening),
            result_group(protocol, edition.names),
        ],
    }


def _group(part: Part, warnings: list[Danger], edition: Edition) -> Item:
    items: list[Item] = []
    for step in part.steps:
        for question in step.questions:
            items.append(_item(question, step, edition))
            items += [_warning(found, edition) for found in warnings if found.after is question]
    text = edition.words("text", part.title)
    return {"linkId": called.of_part(part), **text, "type": "group", "item": items}


def _item(question: Question, step: Step, edition: Edition) -> Item:
    gate = asked_when(step.asked_when, edition.names)
    extensions = [*gate.pop("extension", ()), *_extensions(question)]
    options = _options(question, edition) if isinstance(question, Choosing) else {}
    return {
        **({"extension": extensions} if extensions else {}),
        "linkId": question.slug,
        **edition.words("text", question.text),
        "type": kind_of(question).type,
        **gate,
        "required": not question.optional,
        **({"repeats": True} if isinstance(question, Many) else {}),
        **options,
        **_help(question, edition),
    }


def _extensions(question: Question) -> Iterator[Item]:
    if isinstance(question, Choosing):
        yield _control("check-box" if isinstance(question, Many) else "radio-button")
        yield {"url": f"{CORE}/questionnaire-choiceOrientation", "valueCode": "vertical"}
    if isinstance(question, Number):
        yield {"url": f"{CORE}/minValue", "valueInteger": question.least}
        yield {"url": f"{CORE}/maxValue", "valueInteger": question.most}


def _control(code: str) -> Item:
    concept = {"coding": [{"system": CONTROLS, "code": code}]}
    return {"url": f"{CORE}/questionnaire-itemControl", "valueCodeableConcept": concept}


def _options(question: Choosing, edition: Edition) -> dict[str, list[Item]]:
    return {"answerOption": [_option(question, choice, edition) for choice in question.choices]}


def _option(question: Choosing, choice: Choice, edition: Edition) -> Item:
    coding = edition.names.coding(question.slug, choice.code)
    option: Item = {"valueCoding": {**coding, **edition.words("display", choice.text)}}
    if choice.alone:
        alone = {"url": f"{CORE}/questionnaire-optionExclusive", "valueBoolean": True}
        option["extension"] = [alone]
    return option


def _help(question: Question, edition: Edition) -> dict[str, list[Item]]:
    write = partial(_help_text, question)
    if not write():
        return {}
    link = called.of_help(question)
    text = edition.written("text", write)
    return {"item": [{"extension": [_control("help")], "linkId": link, **text, "type": "display"}]}


def _help_text(question: Question) -> str:
    """All that our page says around the question: FHIR has no place for a hint at one choice."""
    choices = question.choices if isinstance(question, Choosing) else ()
    hints = [f"{choice.text}: {choice.hint}" for choice in choices if choice.hint]
    more = [f"{question.more[0]}: {question.more[1]}"] if question.more else []
    return "\n".join([*([str(question.help)] if question.help else []), *hints, *more])


def _warning(found: Danger, edition: Edition) -> Item:
    text = edition.written("text", found.text)
    when = asked_when(found.when, edition.names)
    return {"linkId": found.name, **text, "type": "display", **when}
