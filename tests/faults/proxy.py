"""What a proxy says of the client, dropped, doubled or forged."""

from tests.faults.clinic import CODE as CODE_PAGE
from tests.faults.clinic import SIGN_IN, Member
from tests.faults.patient import HEADERS, Caller
from tests.faults.server import Server
from tests.faults.site import Site
from tests.faults.stored import with_token
from tests.faults.table import fault

TRIES = 5  # for one code in an hour, and for one name in fifteen minutes
CODE = "0000-0000-0000-0000-0000"
PROTO = "X-Forwarded-Proto"
# What arrives instead of one "https", and whether it may count as that.
SCHEMES = {
    "https, https": True,
    "https,http": True,  # the first is what the client used
    "http, https": False,
    "http": False,
    "": False,
    "HTTPS\x20evil": False,
}
FORGED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Port")


@fault(43, "X-Forwarded headers dropped, doubled or forged")
def forwarded(site: Site) -> None:
    server = site.serve()
    the_scheme_stays_right(server)
    no_address_is_taken_from_a_header(site, server)
    links_stay_ours(server)


def the_scheme_stays_right(server: Server) -> None:
    """What did not come over TLS is sent there, and no cookie leaves without it."""
    for said, secure in SCHEMES.items():
        visitor = Caller(server)
        visitor.more_headers = {PROTO: said}
        answer = visitor.get("/resume/")
        if secure:
            assert answer.status_code == 200, f"{answer.status_code} to {said!r}"
            continue
        assert answer.status_code in (301, 400), f"{answer.status_code} to {said!r}"
        assert not visitor.cookies, f"a cookie without TLS: {said!r}"
        if answer.status_code == 301:
            assert answer.url == f"https://{server.host}/resume/", "it leads elsewhere"


def no_address_is_taken_from_a_header(site: Site, server: Server) -> None:
    """Another forged address each time is no further try."""
    visitor, nurse = Caller(server), Member(site, server)
    visitor.get("/resume/")
    before = site.count("attempt")
    for number in range(TRIES + 3):
        visitor.more_headers = dict.fromkeys(FORGED[:3], f"203.0.113.{number}")
        answer = visitor.post_fields("/resume/", with_token(visitor, {"resume-code": CODE}))
        assert answer.status_code == 422, f"{answer.status_code} to a wrong code"
    rows = site.count("attempt") - before
    assert rows < TRIES + 3, f"{rows} counters for one client: it is known by a header"
    nurse.password = "not the right one"
    for number in range(TRIES):
        nurse.more_headers = dict.fromkeys(FORGED[:3], f"203.0.113.{number}")
        nurse.fill(SIGN_IN, login=nurse.name, password=nurse.password)
    nurse.more_headers = {"X-Forwarded-For": "198.51.100.7, 203.0.113.99"}
    answer = nurse.fill(SIGN_IN, login=nurse.name, password=Member.right)
    assert answer.headers.get("Location") != CODE_PAGE, "a forged address is a further try"


def links_stay_ours(server: Server) -> None:
    """No link, and no place to go, is made of what a header says."""
    visitor = Caller(server)
    for name in FORGED[3:]:
        visitor.more_headers = {name: "evil.example" if "Host" in name else "1"}
        for address in ("/", "/resume/", "/admin/", "/screening/"):
            answer = visitor.get(address)
            assert answer.status_code < 500
            assert "evil.example" not in answer.content.decode() + answer.headers.get(
                "Location", ""
            )
    assert HEADERS[PROTO] == "https"
