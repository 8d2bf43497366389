"""The counts of tries are away: what cannot be counted is not looked up, and all else works."""

from tests.faults.patient import Caller
from tests.faults.site import Site
from tests.faults.stored import kept, with_token
from tests.faults.table import fault

CODE = "0000-0000-0000-0000-0000"
AWAY = "ALTER TABLE eligibility_attempt RENAME TO away"
BACK = "ALTER TABLE away RENAME TO eligibility_attempt"
BIRTH = {"open-date_of_birth_month": "1", "open-date_of_birth_day": "1"}
LOOKUPS = {
    "/resume/": {"resume-code": CODE},
    "/open/": {"open-reference": "ABCD-2345", "open-date_of_birth_year": "1970", **BIRTH},
    "/staff/sign-in/": {"login": "nobody", "password": "a long one that is not right"},
}


@fault(38, "the counts of tries are away", fast=True)
def counts_away(site: Site) -> None:
    server = site.serve()
    patient, visitor = Caller(server).start(), Caller(server)
    visitor.get("/resume/")
    visitor.get("/staff/sign-in/")
    site.engine.run(AWAY)
    for address, fields in LOOKUPS.items():
        answer = visitor.post_fields(address, with_token(visitor, fields))
        assert answer.status_code == 503, f"{answer.status_code} at {address}"
        assert answer.headers.get("Retry-After"), f"{address} does not say when to come again"
        words = answer.content.decode()
        assert fields.get("resume-code", "no code") not in words.replace(f'value="{CODE}"', "")
        assert "a long one that is not right" not in words, "the password is on the page"
    assert patient.walk().kind == "result", "the questionnaire needs the counts"
    assert site.count("submission") == 1
    half_way = Caller(server).start()
    half_way.send("age", age=48)
    assert kept(site, half_way) == {"age": 48}
    site.engine.run(BACK)
    for address, fields in LOOKUPS.items():
        again = visitor.post_fields(address, with_token(visitor, fields))
        assert again.status_code in (200, 422), f"{address} does not come back by itself"
