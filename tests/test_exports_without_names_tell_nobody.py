"""A file without names tells nobody's: not by a word, a day, a great age, or the order of rows."""

import json
import random
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from eligibility.core.answers import Answers
from eligibility.interop.contract import describe
from eligibility.models import Submission
from eligibility.review.export.records import pseudonym
from eligibility.versions import protocol_of, versions
from tests.clinic import sent
from tests.exports import (
    FORMATS,
    asked,
    lead,
    lines,
    made_up,
    named,
    table,
)

pytestmark = pytest.mark.django_db
CANARIES = {
    "full_name": "Zebulon Quagga",
    "phone": "555 010 9173",
    "email": "zeb.quagga@canary.example",
}
BORN = date(1931, 7, 23)
SPELLINGS = ("1931", "07-23", "7/23", "23.7", "July 23")


def canary() -> Submission:
    """Someone whose every detail would be noticed."""
    identity = {slug: text for slug, text in CANARIES.items() if slug != "full_name"}
    return named(CANARIES["full_name"], date_of_birth=BORN, **identity)


def of_age(age: int) -> Submission:
    return sent(age=age)


@pytest.mark.shows("ASVS 14.2.6", "ASVS 15.3.1")
@pytest.mark.parametrize("kind", FORMATS)
def test_without_names_a_file_tells_nobodys_name_contact_birth_date_or_reference(kind: str) -> None:
    one = canary()
    file = asked(lead(), kind, "de_identified")
    text = str(table(file, kind)) if kind == "xlsx" else file.decode()
    hidden = {*CANARIES.values(), "Zebulon", "Quagga", "quagga", one.reference, str(one.pk)}
    hidden |= {one.pk.hex, one.reference.replace("-", ""), *SPELLINGS}
    text = text.replace(pseudonym(one.reference), "")  # its digits are by chance
    assert [part for part in hidden if part in text] == []
    with_names = asked(lead(), kind, "identified")
    text = str(table(with_names, kind)) if kind == "xlsx" else with_names.decode()
    assert [
        part for part in (*CANARIES.values(), one.reference, "1931-07-23") if part not in text
    ] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_without_names_the_day_is_left_out_and_great_ages_are_one(kind: str) -> None:
    for age in (89, 90, 91, 97):
        of_age(age)
    one = Submission.objects.first()
    assert one is not None
    file = asked(lead(), kind)
    if kind == "fhir":
        responses = lines(file)[:-1]
        received = {line["authored"] for line in responses}
        ages = [a["valueInteger"] for line in responses for a in answered(line, "age")]
    elif kind == "jsonl":
        received = {line["received"] for line in lines(file)[:-1]}
        ages = [line["answers"]["age"] for line in lines(file)[:-1]]
    else:
        received = {row["received"] for row in table(file, kind)[:-1]}
        ages = [int(row["age"]) for row in table(file, kind)[:-1]]
    assert received == {f"{timezone.localtime(one.received_at):%Y-%m}"}
    assert sorted(ages) == [89, 90, 90, 90]


def answered(response: dict[str, Any], link: str) -> list[dict[str, Any]]:
    return [
        answer
        for part in response["item"]
        for item in part.get("item", [])
        if item["linkId"] == link
        for answer in item["answer"]
    ]


def test_no_rule_tells_one_great_age_from_another() -> None:
    """Else the findings of a file without names would."""
    chance = random.Random(5)
    for version in versions():
        protocol = protocol_of(version)
        age = protocol.by_slug["age"]
        for one in made_up(30, seed=chance.randrange(1, 100)):
            given = Answers.parse(protocol.screening_questions, one.answers)
            results = {
                json.dumps(describe(protocol, protocol.assess(Answers({**given, age: years}))))
                for years in range(90, age.most + 1)
            }
            assert len(results) == 1


def test_a_made_up_name_is_the_same_in_every_file_and_of_every_kind() -> None:
    made = made_up(5)
    found = [[line["reference"] for line in lines(asked(lead(), "jsonl"))[:-1]] for _ in range(2)]
    found.append([row["reference"] for row in table(asked(lead(), "csv"), "csv")[:-1]])
    assert found[0] == found[1] == found[2]
    assert len(set(found[0])) == len(made)
    assert all(name[0] == "P" and len(name) == 17 for name in found[0])


def test_the_order_of_a_file_tells_nothing_of_who_came_first() -> None:
    made = made_up(50)
    by_time = sorted(made, key=lambda one: one.received_at)
    file = [line["reference"] for line in lines(asked(lead(), "jsonl", "identified"))[:-1]]
    assert file == [one.reference for one in sorted(made, key=lambda one: one.pk)]
    assert file != [one.reference for one in by_time]
