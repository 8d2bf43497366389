"""Who may open which address: every one that the site has, and nobody who is not named.

Each address has two words, for a visit (GET) and for sending (POST):

- `anyone`: a page for all, or one that only leads on
- `holder`: the browser that holds the key of this questionnaire. To all others it does not exist.
- `-`: the method is refused. `nobody`: there is nothing here, or nobody may.
- `signed in`: whoever gave a password, or an older sign-in. `own`: staff with a second factor.
- anything else: staff with a second factor who have this right, or all of these. `again` is beside
  it where who it is must have been shown within five minutes.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

READ = "view_submission"


def of_model(app: str, model: str) -> dict[str, tuple[str, str]]:
    """The pages that the stock admin has for a model that has rights of its own."""
    at, view, change = f"admin/{app}/{model}/", f"{app}.view_{model}", f"{app}.change_{model}"
    add, delete = f"{app}.add_{model}", f"{app}.delete_{model}"
    return {
        at: (view, view),
        f"{at}add/": (add, add),
        f"{at}<path:object_id>/": ("own", "own"),  # leads to the page that asks for the right
        f"{at}<path:object_id>/change/": (view, change),
        f"{at}<path:object_id>/delete/": (delete, delete),
        f"{at}<path:object_id>/history/": (view, view),
    }


SUBMISSION = "admin/eligibility/submission/"
DRAFT = "screening/<uuid:draft>/"
TABLE: dict[str, tuple[str, str]] = {
    # --- Patients, and whoever wants to know ---
    "": ("anyone", "-"),
    "about/": ("anyone", "-"),
    "about/conditions/": ("anyone", "-"),
    "how-we-decide/": ("anyone", "-"),
    "how-we-decide/shown/": ("anyone", "-"),
    "how-we-decide/open/": ("anyone", "-"),
    "how-we-decide/<slug:kind>/<slug:rule>/": ("anyone", "-"),
    "privacy/": ("anyone", "-"),
    "accessibility/": ("anyone", "-"),
    "robots.txt": ("anyone", "-"),
    "paper/": ("anyone", "-"),
    "alive/": ("anyone", "-"),
    "ready/": ("anyone", "-"),
    "language/": ("anyone", "anyone"),
    "finished/": ("anyone", "-"),
    "left/": ("anyone", "-"),
    "erased/": ("anyone", "-"),
    "kiosk/": ("nobody", "-"),  # for a tablet of the clinic alone
    "resume/": ("anyone", "anyone"),  # opens with a code, which is counted
    "open/": ("anyone", "anyone"),  # opens with reference and birth date, which are counted
    "screening/": ("anyone", "anyone"),
    DRAFT: ("holder", "holder"),
    f"{DRAFT}help-now/": ("holder", "-"),
    f"{DRAFT}result/": ("holder", "-"),
    f"{DRAFT}result.pdf": ("holder", "-"),
    f"{DRAFT}clear/": ("anyone", "anyone"),  # takes from a browser what it has; leads on
    f"{DRAFT}erase/": ("holder", "holder"),
    f"{DRAFT}saved/": ("holder", "-"),
    f"{DRAFT}code/": ("anyone", "holder"),  # a visit leads to the page before
    f"{DRAFT}leave/": ("anyone", "anyone"),  # as clear
    f"{DRAFT}<slug:step>/": ("holder", "holder"),
    # --- Coming in ---
    "staff/sign-in/": ("anyone", "anyone"),
    "staff/sign-in/passkey/": ("anyone", "anyone"),
    "staff/sign-in/code/": ("anyone", "anyone"),
    "staff/sign-in/off/": ("anyone", "-"),
    "staff/sign-out/": ("anyone", "anyone"),
    "staff/again/": ("signed in", "signed in"),
    "staff/again/code/": ("signed in", "signed in"),
    "staff/again/passkey/": ("signed in", "signed in"),
    "staff/second-step/": ("own", "-"),
    "staff/second-step/app/": ("own", "own"),
    "staff/second-step/app/remove/": ("own again", "own again"),
    "staff/second-step/passkey/": ("own again", "own again"),
    "staff/second-step/passkey/<int:pk>/remove/": ("nobody", "nobody"),  # only one's own passkey
    "staff/second-step/codes/": ("own again", "-"),
    "staff/second-step/codes/new/": ("own again", "own again"),
    "staff/sessions/": ("own", "own"),
    "staff/password/": ("own", "own"),  # asks for the password of now
    # --- The clinic ---
    "admin/": ("own", "own"),
    "admin/login/": ("anyone", "anyone"),
    "admin/logout/": ("anyone", "anyone"),
    "admin/password_change/": ("own", "own"),
    "admin/password_change/done/": ("own", "-"),
    "admin/autocomplete/": ("nobody", "-"),
    "admin/jsi18n/": ("own", "-"),
    "admin/r/<path:content_type_id>/<path:object_id>/": ("nobody", "nobody"),
    "admin/(?P<app_label>auth|eligibility|mfa)/": ("own", "own"),
    "admin/(?P<url>.*)": ("nobody", "nobody"),
    SUBMISSION: (READ, READ),
    f"{SUBMISSION}add/": ("nobody", "nobody"),
    f"{SUBMISSION}<path:object_id>/": ("own", "own"),
    f"{SUBMISSION}<path:object_id>/change/": (READ, f"{READ} add_review"),
    f"{SUBMISSION}<path:object_id>/delete/": ("nobody", "nobody"),
    f"{SUBMISSION}<path:object_id>/history/": (READ, READ),
    f"{SUBMISSION}<uuid:pk>/against/": (READ, READ),
    f"{SUBMISSION}<uuid:pk>/erase/": (f"{READ} erase_submission", f"{READ} erase_submission"),
    f"{SUBMISSION}<uuid:pk>/sheet/": (READ, READ),
    f"{SUBMISSION}<uuid:pk>/sheet.pdf": (READ, READ),
    f"{SUBMISSION}<uuid:pk>/staff-sheet/": (READ, READ),
    f"{SUBMISSION}<uuid:pk>/staff-sheet.pdf": (READ, READ),
    f"{SUBMISSION}disagreements/": (READ, READ),
    f"{SUBMISSION}export/": (f"{READ} export_submission again",) * 2,
    f"{SUBMISSION}export/dictionary.csv": (f"{READ} export_submission", "-"),
    f"{SUBMISSION}find/": (READ, READ),
    f"{SUBMISSION}numbers/": (READ, READ),
    f"{SUBMISSION}paper/": (f"{READ} enter_submission", f"{READ} enter_submission"),
    f"{SUBMISSION}recall/": (READ, READ),
    "admin/eligibility/accesslog/": ("view_accesslog", "view_accesslog"),
    **of_model("auth", "user"),
    "admin/auth/user/<id>/password/": ("auth.change_user", "auth.change_user"),
    **of_model("auth", "group"),
    **of_model("mfa", "authenticator"),
    # Nobody writes a factor for someone else.
    "admin/mfa/authenticator/add/": ("nobody", "nobody"),
    "admin/mfa/authenticator/<path:object_id>/change/": ("mfa.view_authenticator", "nobody"),
}


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Every address of the site, as it is written, with its parts in angle brackets."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route


OPEN = frozenset({200, 302, 422})
DOORS = ("/staff/sign-in/", "/staff/again/", "/admin/login/")


def fits(answer: Any, expected: str) -> bool:
    """Whether an answer is of this sort: open, led, door, or one of STATUS."""
    status, led = answer.status_code, answer.headers.get("Location", "")
    to_door = status == 302 and led.startswith(DOORS)
    if expected == "open":
        return status in OPEN and not to_door
    if expected == "led":
        return status in OPEN
    return to_door if expected == "door" else status in STATUS[expected]


STATUS = {"refused": {403}, "none": {404}, "nothing": {403, 404}, "shut": {403, 405}}
