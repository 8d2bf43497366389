"""Signing in as a person does: an app is set up by its page, then a code, a recovery code and a
passkey open the clinic's pages. Each page is silent and accessible, in two languages and colors."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser import launch
from tests.clinic import LIST, PASSWORD
from tests.door import SECOND_STEP, SIGN_IN, code_of, newcomer, with_app
from tests.inspector import SIDEWAYS, Inspector
from tests.paper import texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = {
    "phone": {
        "locale": "en-US",
        "color_scheme": "light",
        "viewport": {"width": 360, "height": 740},
    },
    "desk": {"locale": "es-MX", "color_scheme": "dark", "viewport": {"width": 1100, "height": 800}},
}
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
TOO_SMALL = """controls => controls
    .filter(control => control.checkVisibility())
    .filter(control => control.getBoundingClientRect().height < 44)
    .filter(control => !(control.type === 'checkbox' && control.labels.length))
    .map(control => control.outerHTML)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


@pytest.fixture(params=LOOKS.values(), ids=LOOKS.keys())
def window(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Inspector:
    return Inspector(browser.new_context(**request.param), live_server.url)


def look(window: Inspector, name: str) -> None:
    """Judges a page of the sign-in. Without a reason, it says of no passkey that it failed."""
    page = window.page
    assert name == "no passkey" or not page.locator("#passkey_problem:visible").count()
    window.check(page, name)
    assert page.locator("h1").count() == 1, name
    assert page.evaluate(SIDEWAYS) <= 0, f"{name} is wider than the window"
    small = page.locator("a, button, input:not([type=hidden])").evaluate_all(TOO_SMALL)
    assert not [one for one in small if "skip-to-content" not in one], f"{name}: {small}"


def go(window: Inspector, address: str, name: str) -> None:
    window.page.goto(f"{window.base}{address}")
    look(window, name)


def give_password(window: Inspector, user: User, address: str = LIST) -> None:
    page = window.page
    page.goto(f"{window.base}{address}")
    page.fill("#id_login", user.username)
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")


def give_code(window: Inspector, code: str) -> None:
    window.page.fill("#id_code", code)
    window.page.click(".submit-row input")
    window.page.wait_for_load_state()


def sign_out(window: Inspector) -> None:
    window.page.goto(f"{window.base}{SECOND_STEP}")
    window.page.click("main form[action='/staff/sign-out/'] button")
    window.page.wait_for_url(f"**{SIGN_IN}")


def is_on_list(window: Inspector) -> bool:
    window.page.wait_for_load_state()
    return window.page.url == f"{window.base}{LIST}"


def test_an_app_is_set_up_and_then_its_codes_and_the_recovery_codes_open_the_list(
    window: Inspector,
) -> None:
    user, page = newcomer(), window.page
    go(window, LIST, "sign in")
    give_password(window, user)
    look(window, "set up")
    page.click(f"a[href='{SECOND_STEP}app/']")
    look(window, "set up an app")
    assert page.locator(".c-scan").evaluate("image => image.naturalWidth") > 100
    secret = page.locator(".c-key").inner_text()
    give_code(window, "000000")
    look(window, "a wrong code")
    assert page.title().startswith("Error:")
    assert page.locator(".c-key").inner_text() == secret, "the app must not be set up twice"
    give_code(window, code_of(secret))
    look(window, "recovery codes")
    codes = texts(page, ".c-codes code")
    assert len(set(codes)) == 10
    page.click("#content .button")
    assert is_on_list(window), "the page that was wanted"
    sign_out(window)
    give_password(window, user)
    look(window, "second step")
    give_code(window, code_of(secret, ahead=1))
    assert is_on_list(window)
    sign_out(window)
    give_password(window, user)
    give_code(window, codes[3])
    assert is_on_list(window)


def test_a_passkey_is_set_up_and_opens_the_list_with_and_without_a_password(
    window: Inspector,
) -> None:
    (user, secret), page = with_app(), window.page
    tools = window.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    give_password(window, user)
    give_code(window, code_of(secret))
    go(window, f"{SECOND_STEP}passkey/", "set up a passkey")
    page.check("#id_passwordless")
    page.click("#passkey_add")
    page.wait_for_url(f"**{SECOND_STEP}**")
    page.wait_for_url(lambda address: not address.endswith("passkey/"))
    look(window, "after the passkey")
    sign_out(window)
    page.goto(f"{window.base}{LIST}")
    page.click("#passkey_login")
    page.wait_for_url(f"{window.base}{LIST}")
    sign_out(window)
    give_password(window, user)
    page.click("#passkey_step")
    page.wait_for_url(f"{window.base}{LIST}")
    assert not window.wrong


def test_a_passkey_that_does_not_work_says_so_and_breaks_nothing(window: Inspector) -> None:
    page = window.page
    tools = window.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | {"isUserVerified": False}})
    page.goto(f"{window.base}{SIGN_IN}")
    page.click("#passkey_login")
    page.wait_for_selector("#passkey_problem:visible")
    look(window, "no passkey")
    assert not window.wrong


@pytest.mark.shows("T19")
def test_every_other_page_of_the_sign_in_is_as_good(window: Inspector) -> None:
    (user, secret), page = with_app(), window.page
    give_password(window, user)
    give_code(window, code_of(secret))
    for name in ("", "codes/new/", "app/remove/"):
        go(window, f"{SECOND_STEP}{name}", name)
    go(window, "/staff/sessions/", "sessions")
    go(window, "/staff/sign-out/", "sign out")
    go(window, "/staff/sign-in/off/", "switched off")
    go(window, "/staff/again/", "password again")
    go(window, "/staff/again/code/", "code again")
    go(window, "/staff/password/", "password")
    page.fill("#id_oldpassword", "not this one")
    page.fill("#id_password1", "short")
    page.fill("#id_password2", "shorter")
    page.click(".submit-row input")
    look(window, "a bad password")
    assert page.locator(".errornote li").count() >= 2


def test_without_scripts_a_password_and_a_code_are_enough(
    browser: Browser, live_server: LiveServer
) -> None:
    user, secret = with_app()
    window = Inspector(browser.new_context(java_script_enabled=False), live_server.url)
    give_password(window, user)
    assert not window.page.locator("#passkey_step").is_visible()
    give_code(window, code_of(secret))
    assert is_on_list(window)
