"""Answers that change what is asked: a gate that closes, and answers that hold no more at the
end."""

from random import Random

from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.stored import copies, kept, submissions, with_token
from tests.faults.table import fault
from tests.page import Page
from tests.patient import SHARED

GATE, BEHIND = "active_infection", "infection_recent"
MANY = 100
# Each of the patients finds one to four answers that today's rules no longer take.
BREAK = """
def spoiled(content, number):
    chance = random.Random(number)
    answers = dict(content["answers"])
    able = sorted(slug for slug in answers if slug != "share")
    count = chance.randint(1, 4)
    for slug in chance.sample(able, count):
        answers[slug] = {"age": 999, "risks_read": "2001-01-01"}.get(slug, "no-such-code")
        if isinstance(content["answers"][slug], list):
            answers[slug] = ["no-such-code"]
    return content | {"answers": answers}
"""


@fault(18, "back inside, another answer at a gate")
def gate_flipped(site: Site) -> None:
    server = site.serve()
    patient = Caller(server).start()
    patient.walk("share")
    assert BEHIND in kept(site, patient)
    patient.send(GATE, **{GATE: "yes"})
    assert BEHIND not in kept(site, patient), "the closed branch is still stored"
    check = patient.show("check")
    assert check.status == 200 and f"../{BEHIND}/" not in check.links, "it is still on the review"
    answer = with_token(patient, {f"{BEHIND}-{BEHIND}": "no"})
    assert patient.send_raw(BEHIND, answer).status == 409, "a closed question takes an answer"
    patient.walk()
    never_open = Caller(server, SHARED | {GATE: "yes"}).start()
    never_open.walk()
    one, other = submissions(site)
    for what in ("answers", "assessment", "outcome", "identity"):
        assert one[what] == other[what], f"the closed branch left a trace in {what}"


@fault(19, "answers that hold no more at the end")
def broken_at_the_end(site: Site) -> None:
    patient = Caller(site.serve()).start()
    patient.walk("contact")
    good = patient.filled(patient.show("contact"))
    for number, other in enumerate(copies(site, patient, MANY, BREAK)):
        broken = Random(number).randint(1, 4)
        mend(other, other.send_raw("contact", good), broken)
    found = submissions(site)
    assert len(found) == MANY
    whole = {str(sorted(one["answers"].items())) for one in found}
    assert len(whole) == 1, "a patient who gave the same answers again has others stored"


def mend(patient: Caller, page: Page, broken: int) -> None:
    """Follows the way from one failing question to the next: never more than there are."""
    asked: list[str] = []
    while not page.location.endswith("/result/"):
        assert page.location, f"{page.status} instead of the failing question"
        step = page.location.split("/")[-2]
        shown = patient.show(step)
        assert shown.status == 200 and len(asked) <= broken + 1, f"a loop: {asked}"
        if step != "check":
            asked.append(step)
            assert shown.errors, f"{step} does not say why it is asked again"
        page = patient.press(shown)
    assert 0 < len(asked) <= broken, f"{len(asked)} pages for {broken} broken answers: {asked}"
