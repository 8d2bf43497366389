"""Whatever is typed or asked for, the answer is plain words, and all earlier answers are kept."""

import unicodedata
from typing import Any
from urllib.parse import quote

import pytest

from eligibility.core.conditions import ALWAYS
from eligibility.core.details import BirthDate, Line
from eligibility.core.parts import Step
from eligibility.core.questions import Question
from eligibility.models import Draft, Submission
from eligibility.protocol import PROTOCOL
from tests.page import Page
from tests.patient import SHARED, Patient, assert_unharmed, body_of

pytestmark = pytest.mark.django_db

SAFE_TEXT = {
    "script tag": "<script>alert(1)</script>",
    "attribute": "\" onfocus=alert(1) autofocus x='",
    "template": "{{ request.META }}{% debug %}",
    "sql": "Robert'); DROP TABLE eligibility_draft;--",
    "emoji": "\N{FAMILY}\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "bidi": "Ruth \u202ezeravlA\u202c \u2066\u05d0\u05d1\u2069",
    "arabic": "\u0645\u062d\u0645\u062f \u0639\u0644\u064a",
    "zalgo": "R" + "\u0335\u0353\u0301" * 20 + "uth",
    "not composed": "Jose\u0301 A\u030angstro\u0308m",
}
UNSTORABLE = {
    "5,000 digits": b"9" * 5000,
    "60 KB": b"x" * 60_000,
    "nul": b"48\x0048",
    "bell": b"48\x0748",
    "escape": b"48\x1b[2J48",
    "delete": b"48\x7f48",
    "c1 control": "48\x8548".encode(),
    "lone surrogate": b"48\xed\xa0\x8048",
    "two surrogates": b"48\xed\xa0\xbd\xed\xb8\x8048",
    "invalid utf-8": b"48\xff\xfe48",
    "cut utf-8": b"48\xe2\x8248",
    "replacement character": "48\ufffd48".encode(),
}
NO_ANSWER = {
    **{name: text.encode() for name, text in SAFE_TEXT.items()},
    **{word: word.encode() for word in ("1e400", "NaN", "-0", "-1", "48.5", "0x30", "inf", "1_0")},
    "arabic digits": "\u0664\u0668".encode(),
    "wide digits": "\uff14\uff18".encode(),
    "superscript": "\u00b2".encode(),
    "unknown choice": b"eligible",
    "list": b"['yes']",
    "huge age": b"999999",
}
PARTS_OF_A_DATE = ("_month", "_day", "_year")


def inputs_of(question: Question) -> list[str]:
    step = PROTOCOL.step_of[question].slug
    parts = PARTS_OF_A_DATE if isinstance(question, BirthDate) else ("",)
    return [f"{step}-{question.slug}{part}" for part in parts]


def refused(question: Question) -> dict[str, bytes]:
    """The values that this question must not take."""
    takes_text = isinstance(question, Line) and question.input_type != "email"
    return UNSTORABLE if takes_text else UNSTORABLE | NO_ANSWER


# --- Addresses --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        *(
            "nonsense/",
            "age/age/",
            "AGE/",
            "age%00/",
            "%00/",
            "%ff%fe/",
            "%ed%a0%80/",
            "../admin/x",
        ),
        *(f"{'a' * 4000}/", "%3Cscript%3E/", "{{7*7}}/", "__class__/", "done/", "wizard/"),
    ],
)
def test_an_address_that_is_no_step_is_a_page_that_says_so(path: str) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    for call in (patient.get, patient.post):
        assert_unharmed(patient, before, Page(call(patient.url() + path)), 404)


@pytest.mark.parametrize("draft", ["not-an-id", "0" * 32, "%00", "1", "-1", quote("\u0664" * 32)])
def test_an_address_that_is_no_questionnaire_is_a_page_that_says_so(draft: str) -> None:
    for step in ("", "age/", "result/", "help-now/", "clear/"):
        page = Page(Patient().get(f"/screening/{draft}/{step}"))
        assert (page.status, page.kind, page.next) == (404, "error", "/")


@pytest.mark.shows("T2", "ASVS 8.2.2")
def test_the_questionnaire_of_another_browser_can_be_neither_read_nor_changed() -> None:
    owner, stranger = Patient.at("contact"), Patient().start()
    before, stranger.id = owner.kept, owner.id
    for step in ("", "age", "contact", "help-now", "result"):
        assert_unharmed(owner, before, stranger.show(step), 404)
    assert_unharmed(owner, before, stranger.send_raw("age", {"age-age": "20"}), 404)
    stranger.post(stranger.url("clear"))
    assert Draft.objects.filter(pk=owner.id).exists()


@pytest.mark.shows("T3", "ASVS 2.3.1")
@pytest.mark.parametrize("step", [s.slug for s in PROTOCOL.steps if s.asked_when is not ALWAYS])
def test_a_closed_step_leads_on_and_takes_no_answer(step: str) -> None:
    closing = {"region": ["knee"], "active_infection": "yes", "share": "private"}
    patient = Patient.at("share", SHARED | closing)
    before = patient.kept
    page = patient.show(step)
    assert (page.status, page.location) == (302, patient.url("share"))
    assert_unharmed(patient, before, patient.send_raw(step, {f"{step}-{step}": "yes"}), 409)


@pytest.mark.shows("T3", "ASVS 2.3.1")
@pytest.mark.parametrize("step", [s.slug for s in PROTOCOL.steps[2:]])
def test_a_link_to_a_later_step_leads_to_the_first_open_question(step: str) -> None:
    patient = Patient.at("red_flags")
    before = patient.kept
    page = patient.show(step)
    assert (page.status, page.location) == (302, patient.url("red_flags"))
    page = patient.send_raw(step, {f"{step}-{step}": "yes"})
    assert_unharmed(patient, before, page, 409)
    assert page.next == patient.url("red_flags")


# --- Answers ----------------------------------------------------------------------------------
@pytest.mark.parametrize("step", [s for s in PROTOCOL.steps if s.questions], ids=lambda s: s.slug)
def test_a_missing_answer_is_asked_for_and_an_optional_one_may_be_left_out(step: Step) -> None:
    patient = Patient.at("contact")
    before = patient.kept
    page = patient.send_raw(step.slug, {"seen": "29"})
    required = [f"{step.slug}-{q.slug}" for q in step.questions if not q.optional]
    if not required:
        assert page.status == 302
        assert patient.kept == {k: v for k, v in before.items() if k != step.slug}
        return
    assert_unharmed(patient, before, page, 422)
    assert page.title.startswith("Error: ")
    assert page.errors == required
    assert set(page.errors) <= page.ids


@pytest.mark.parametrize("missing", ["full_name", "date_of_birth_day", "contact_by", "consent"])
def test_one_missing_detail_leaves_the_others_as_typed(missing: str) -> None:
    patient = Patient.at("contact", contact_by="email", email="ruth@example.org")
    fields = patient.filled(patient.show("contact"))
    fields.pop(f"contact-{missing}")
    page = patient.send_raw("contact", fields)
    assert page.errors == [f"contact-{missing.removesuffix('_day')}"]
    assert {name: page.typed[name] for name in fields if "-" in name} == {
        name: values for name, values in fields.items() if "-" in name
    }


@pytest.mark.shows("ASVS 2.2.1", "ASVS 2.2.2", "ASVS 2.1.1", "F25", "F26", "F27", "F29")
@pytest.mark.parametrize("question", PROTOCOL.questions, ids=lambda question: question.slug)
def test_no_hostile_value_is_taken_as_an_answer(question: Question) -> None:
    patient, step = Patient.at("contact"), PROTOCOL.step_of[question].slug
    before, page = patient.kept, patient.show(step)
    good = {name: values[0].encode() for name, values in patient.filled(page).items()}
    good.pop("contact-consent", None)  # so that a value that is taken cannot end the journey
    writable = [item.name for item in page.inputs if item.type in ("text", "email", "tel")]
    for name in inputs_of(question):
        for value in refused(question).values():
            answer = patient.send_raw(step, body_of(good | {name: value}))
            assert_unharmed(patient, before, answer, 422)
            assert f"{step}-{question.slug}" in answer.errors, value[:40]
            if name in writable:
                assert answer.typed[name] == [value.decode(errors="replace")]


@pytest.mark.shows("T10", "ASVS 1.2.1", "ASVS 1.1.2")
@pytest.mark.parametrize("name", SAFE_TEXT)
def test_a_name_that_looks_like_code_comes_back_exactly_and_is_only_text(name: str) -> None:
    text = unicodedata.normalize("NFC", SAFE_TEXT[name])
    patient = Patient.at("contact")
    patient.send("contact", full_name=SAFE_TEXT[name])
    assert patient.sent.identity["full_name"] == text
    page = patient.show("result")
    assert text in page.text
    assert "script" not in page.tags


@pytest.mark.shows("T10", "ASVS 1.2.1", "ASVS 1.1.2")
@pytest.mark.parametrize("name", SAFE_TEXT)
def test_what_was_typed_is_shown_again_exactly_and_is_only_text(name: str) -> None:
    patient, text = Patient.at("contact"), SAFE_TEXT[name]
    page = patient.send_raw("contact", {"contact-full_name": text, "contact-phone": text})
    assert page.typed["contact-full_name"] == page.typed["contact-phone"] == [text]
    assert "script" not in page.tags


@pytest.mark.shows("F44", "ASVS 15.3.7")
@pytest.mark.parametrize("step", ["cancer", "age", "risks", "share"])
def test_of_a_repeated_single_answer_the_last_one_counts_everywhere(step: str) -> None:
    patient = Patient.at("contact")
    good = patient.given(step if step != "risks" else "risks_read")
    name = f"{step}-{step if step != 'risks' else 'risks_read'}"
    before = patient.kept
    assert_unharmed(patient, before, patient.send_raw(step, {name: [*good, "nonsense"]}), 422)
    assert patient.send_raw(step, {name: ["nonsense", *good]}).status == 302
    assert patient.kept == before


@pytest.mark.shows("F44", "ASVS 15.3.7")
def test_a_repeated_tick_counts_once() -> None:
    patient = Patient.at("contact")
    patient.send_raw("region", {"region-region": ["neck", "low_back", "neck"]})
    assert patient.kept["region"] == ["low_back", "neck"]


@pytest.mark.shows("T4", "ASVS 15.3.3")
def test_fields_that_no_question_declares_are_never_stored() -> None:
    honest, sly = Patient(SHARED).start(), Patient(SHARED).start()
    columns = [field.name for model in (Draft, Submission) for field in model._meta.fields]
    names = [name for question in PROTOCOL.questions for name in inputs_of(question)]
    extra = dict.fromkeys([*names, *columns, "result", "screening-current_step"], "yes")
    for step in PROTOCOL.steps:
        own = {f"{step.slug}-{name}": "possible" for name in (*columns, "result", "age")}
        fields = sly.filled(sly.show(step.slug))
        sent = sly.send_raw(step.slug, {**own, **extra, **_empty(step, fields), **fields})
        assert sent.status == 302, step.slug
    honest.walk()
    assert vars_of(sly.sent) == vars_of(honest.sent)
    declared = {question.slug for question in PROTOCOL.questions}
    assert {*sly.sent.answers, *sly.sent.identity} <= declared


def _empty(step: Step, fields: dict[str, Any]) -> dict[str, str]:
    """The inputs of the page that the patient leaves empty."""
    names = (name for question in step.questions for name in inputs_of(question))
    return {name: "" for name in names if name not in fields}


def vars_of(sent: Submission) -> tuple[Any, ...]:
    return sent.answers, sent.identity, sent.assessment, sent.outcome, sent.status, sent.language
