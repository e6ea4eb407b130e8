"""A passkey, made and used in the browser with a key that the browser itself plays."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_log_in import PASSWORD
from tracker.models import AuditEvent, User
from tracker.roles import Role
from tracker.second_factor.policy import steps_of

pytestmark = [pytest.mark.browser]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def administrator(transactional_db: None) -> User:
    return User.objects.create_user("ada@office.example", PASSWORD, name="Ada Marsh", role=Role.ADMINISTRATOR)


def plug_in_a_key(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def log_in(page: Page) -> None:
    page.goto("/accounts/login/?next=/account/second-step/")
    page.get_by_label("E-mail address").fill("ada@office.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def test_a_passkey_is_made_and_opens(
    page: Page, administrator: User, accessible: Callable[[Page], None], settings
) -> None:
    settings.SECOND_FACTOR = "office"
    plug_in_a_key(page)
    log_in(page)
    accessible(page)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill("office laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    accessible(page)
    assert steps_of(administrator).count() == 1
    page.get_by_role("button", name="I have kept them, go on").click()
    page.get_by_role("button", name="Sign out").click()
    log_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Use the passkey").click()
    expect(page).to_have_url("/account/second-step/")
    expect(page.get_by_text("Passkey “office laptop”").first).to_be_visible()
    assert "use-recovery-code" not in AuditEvent.objects.values_list("act", flat=True)


def test_a_browser_without_the_key_says_so_and_a_code_is_left(page: Page, administrator: User) -> None:
    plug_in_a_key(page)
    log_in(page)
    page.goto("/account/second-step/passkey/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    code = page.locator(".ct-codes li").first.inner_text()
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")  # of this page, with no key plugged in
    log_in(page)
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }")
    page.get_by_role("button", name="Use the passkey").click()
    expect(page.get_by_text("The browser found no passkey for you")).to_be_visible()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page).to_have_url("/account/second-step/")
