"""A patient's submissions are found by the exact name and birth date together, by nothing less."""

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from eligibility.models import AccessLog, Submission
from eligibility.security.blind_index import person
from tests.clinic import LIST, address, member, nurse, sent, signed_in

pytestmark = pytest.mark.django_db
FIND = f"{LIST}find/"
BORN = date(date.today().year - 48, 1, 1)


def find(clinic: Client, name: str, born: Any) -> HttpResponse:
    return clinic.post(FIND, {"full_name": name, "date_of_birth": str(born)})


def born(submission: Submission) -> date:
    found: date = submission.identity["date_of_birth"]
    return found


def listed(answer: HttpResponse) -> list[str]:
    return re.findall(r'field-reference"><a [^>]+>([^<]+)<', answer.content.decode())


def test_one_submission_is_opened_at_once() -> None:
    ruth, _other = sent("Ruth Sample"), sent("Ana Ejemplo")
    answer = find(nurse(), "Ruth Sample", born(ruth))
    assert answer.status_code == 302
    assert answer["Location"] == address(ruth)


def test_several_are_listed_newest_first_without_the_name() -> None:
    made = [sent("Ruth Sample") for _ in range(3)]
    sent("Ana Ejemplo")
    answer = find(nurse(), "Ruth Sample", born(made[0]))
    assert listed(answer) == [submission.reference for submission in reversed(made)]
    table = answer.content.decode().partition("<table")[2].partition("</table>")[0]
    assert "Ruth" not in table
    assert "3 submissions of this name and date of birth" in table


@pytest.mark.parametrize(
    "typed", ["ÁNGELA NÚÑEZ", "angela nunez", "  Ángela   Núñez ", "A\u0301ngela Nu\u0301n\u0303ez"]
)
def test_capital_letters_accents_and_spaces_do_not_matter(typed: str) -> None:
    submission = sent("Ángela Núñez")
    assert find(nurse(), typed, born(submission)).status_code == 302


@pytest.mark.shows("T16")
def test_part_of_a_name_another_date_or_a_pattern_finds_nobody() -> None:
    submission = sent("Ruth Sample")
    day, clinic = born(submission), nurse()
    wrong = [("Ruth", day), ("Sample", day), ("Ruth Sampl", day), ("Ruth Sample X", day)]
    wrong += [("%", day), ("Ruth%", day), ("_" * 11, day), ("' OR 1=1 --", day)]
    wrong += [("Ruth Sample", day.replace(day=2)), ("Ruth Sample", day.replace(year=day.year - 1))]
    for name, other in wrong:
        answer = find(clinic, name, other)
        assert answer.status_code == 200, name
        assert "Nobody with this name and date of birth" in answer.content.decode(), name


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        ("Ruth Sample", "1978-02-30", "This is not a date."),
        ("Ruth Sample", "yesterday", "This is not a date."),
        ("Ruth Sample", "0000-01-01", "This is not a date."),
        ("Ruth Sample", "9" * 5000, "This is not a date."),
        ("Ruth Sample", "", "Enter the date of birth."),
        ("", "1978-01-01", "Enter the full name"),
        ("   ", "1978-01-01", "Enter the full name"),
        ("R" * 201, "1978-01-01", "200"),
        ("Ruth\0Sample", "1978-01-01", "Null characters"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_searched_for(
    name: str, day: str, said: str
) -> None:
    clinic = nurse()
    answer = find(clinic, name, day)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AccessLog.objects.filter(action="search").exists()


@pytest.mark.shows("T16", "ASVS 14.2.1", "T9")
def test_the_name_is_in_no_address_and_not_in_the_log() -> None:
    submission, clinic = sent("Ruth Sample"), nurse()
    answer = clinic.get(FIND, {"full_name": "Ruth Sample", "date_of_birth": str(born(submission))})
    assert answer.status_code == 200
    assert listed(answer) == []
    assert "Ruth" not in answer.content.decode(), "a name in an address is not read"
    found = find(clinic, "Ruth Sample", born(submission))
    assert "Ruth" not in found["Location"]
    for form in (clinic.get(LIST), clinic.get(FIND)):
        method = re.search(rf'method="(\w+)" action="{FIND}"', form.content.decode())
        assert method and method[1] == "post"
    kept = repr(list(AccessLog.objects.values()))
    for hidden in ("Ruth", "Sample", str(born(submission)), person("Ruth Sample", BORN)):
        assert hidden not in kept


def test_each_search_is_in_the_access_log_with_what_it_showed() -> None:
    one, two, three = sent("Ana Ejemplo"), sent("Ruth Sample"), sent("Ruth Sample")
    clinic = nurse()
    find(clinic, "Ana Ejemplo", born(one))
    find(clinic, "Ruth Sample", born(two))
    find(clinic, "Nobody Here", born(two))
    seen = AccessLog.objects.filter(action="search").order_by("number")
    shown = list(seen.values_list("submission", flat=True))
    assert shown[0] == one.pk
    assert set(shown[1:3]) == {two.pk, three.pk}
    assert shown[3:] == [None]


def test_a_person_is_found_under_an_older_data_key(settings: Any) -> None:
    submission, clinic = sent("Ruth Sample"), nurse()
    settings.DATA_KEYS = {"k2": b"2" * 32} | settings.DATA_KEYS
    assert find(clinic, "Ruth Sample", born(submission)).status_code == 302


def test_only_who_may_see_submissions_may_search() -> None:
    submission = sent("Ruth Sample")
    for visitor, status in ((Client(), 302), (signed_in(member("view_review")), 403)):
        assert visitor.get(FIND).status_code == status
        answer = find(visitor, "Ruth Sample", born(submission))
        assert answer.status_code == 403
        assert str(submission.pk) not in f"{answer.headers} {answer.content.decode()}"


def test_the_reference_is_found_however_it_is_typed() -> None:
    submission, clinic = sent(), nurse()
    sent()
    plain = submission.reference.replace("-", "")
    for typed in (plain, plain.lower(), f"{plain[:4]} {plain[4:]}", f"{plain[:4]}–{plain[4:]}"):
        assert listed(clinic.get(LIST, {"q": typed})) == [submission.reference], typed
