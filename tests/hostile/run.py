"""All of it in one go, inside this process: with so many texts where a check is quick, and so many
where it is slow."""

from tests.clinic import MAY_REVIEW, member, sent, signed_in
from tests.hostile import fields, places
from tests.hostile.seen import Checks
from tests.hostile.strings import all_strings, some


def in_process(checks: Checks, quick: int, slow: int) -> None:
    texts = all_strings()
    many, few = some(texts, quick), some(texts, slow)
    fields.choices_and_numbers(checks, many)
    fields.programs(checks, some(many, quick // 2))
    contact = fields.Contact(checks)
    for text in few:
        contact.check(text)
    for text in some(few, slow // 2):
        places.through_the_form(checks, text)
    _stored(checks, many, few)


def _stored(checks: Checks, many: list[str], few: list[str]) -> None:
    """What is stored, wherever the clinic sees it."""
    writer = member(*MAY_REVIEW)
    clinic, severe = signed_in(writer), sent("Ruth Severe", severity="severe")
    fields.looks_for(checks, clinic, few)
    fields.notes(checks, clinic, severe, some(few, len(few) // 2))
    kept = [one for text in many if (one := places.stored(text))]
    places.files(checks, kept)
    pages = places.Pages(checks, clinic)
    for one in some(kept, len(few)):
        pages.check(one)
    for crowd in places.crowds(some(kept, len(few))):
        places.many_at_once(checks, clinic, crowd)
        places.pdfs(checks, clinic, some(crowd, 10))
    noted = sent("Ruth Noted", severity="severe")
    taken = places.with_notes(noted, writer, many)
    places.notes_shown(checks, clinic, noted, taken)
