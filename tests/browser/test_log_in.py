"""Logging in as a person does."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tracker.models import User
from tracker.roles import Role

PASSWORD = "a long and private sentence"
pytestmark = [pytest.mark.browser]


@pytest.fixture
def administrator(transactional_db: None) -> User:
    return User.objects.create_user("ada@office.example", PASSWORD, name="Ada Marsh", role=Role.ADMINISTRATOR)


def log_in(page: Page, password: str) -> None:
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill("ada@office.example")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.postgres
def test_right_password_opens_the_page_that_was_asked_for(page: Page, administrator: User) -> None:
    log_in(page, PASSWORD)
    expect(page).to_have_url("/admin/")


def test_the_page_is_accessible(page: Page, transactional_db: None, accessible: Callable[[Page], None]) -> None:
    page.goto("/accounts/login/")
    accessible(page)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)


def test_wrong_password_says_so_and_keeps_the_address(page: Page, administrator: User) -> None:
    log_in(page, "something else")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("ada@office.example")
