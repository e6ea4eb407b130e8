"""A whole quarter of an invented office: from an empty database to everything approved, by the people who do it.

Each chapter is one of them at work, on the screens alone. The presses are held to the effort budgets.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from commissioning.choices import State
from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from providers.models import Provider
from tests.browser import fenmarch as office
from tests.browser.fenmarch import Quarter
from tests.browser.person import Person, figure
from tests.commissioning.filled_forms import NOW, type_into
from tracker.models import User
from tracker.periods import london_date
from tracker.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GOOD = "correct horse battery"
SEVENTY = "Seventy words, as they come at the end of a quarter, " * 7
PEOPLE = {"Maria Lund": "Manager", "Alice Hartley": "Commissioning officer", "Bob Nwosu": "Commissioning officer"}
PROVIDERS_OWN = {"Dana Frost": "Write", "Charlie Webb": "Write and send"}


@pytest.fixture
def comes_in(new_context) -> Callable[[str], Person]:
    """Somebody with an invitation: opens the link, chooses a password, logs in."""

    def come(name: str, email: str, link: str) -> Person:
        person = Person(new_context().new_page())
        person.goes(urlsplit(link).path)
        person.types("Choose a password", GOOD)
        person.types("The same password again", GOOD)
        person.presses_on("Set the password")
        person.types("E-mail address", email)
        person.types("Password", GOOD)
        person.presses_on("Log in")
        return person

    return come


def email_of(name: str) -> str:
    return f"{name.split()[0].lower()}@fenmarch.example"


def test_from_an_empty_database_to_everything_approved(page_of, comes_in, tmp_path, settings):
    settings.MAIL_ON = False  # so that the links of invitations are shown, to be handed over
    quarter = office.quarter_to_open(london_date(timezone.now()))
    links = the_office_is_set_up(Person(page_of(the_first_administrator())))
    maria, alice, bob = (comes_in(name, email_of(name), links[name]) for name in PEOPLE)
    the_portfolio_is_loaded(alice, quarter, tmp_path)
    the_quarter_is_opened(alice, quarter)
    links = a_provider_is_invited(alice)
    dana, charlie = (comes_in(name, email_of(name), links[name]) for name in PROVIDERS_OWN)

    a_light_return_is_typed(alice)
    a_column_is_pasted(dana)
    our_form_is_filled_in(dana, tmp_path)
    the_provider_sends(charlie)
    a_providers_workbook_is_taken_in(alice, quarter, tmp_path)
    like_awards_are_typed_in_one_grid(alice, quarter)
    the_words_of_an_e_mail_are_sorted(bob)
    what_only_the_office_can_say(alice)
    a_question_is_asked_and_answered(maria, dana)
    each_officer_checks_what_the_other_entered([bob, alice], quarter)
    the_manager_approves_and_closes(maria, quarter)


def the_first_administrator() -> User:
    """As `manage.py createsuperuser` makes one; everybody else is invited by somebody."""
    return User.objects.create_superuser("ada@fenmarch.example", name="Ada Winter", role=Role.ADMINISTRATOR)


def the_office_is_set_up(ada: Person) -> dict[str, str]:
    """The administrator names the office and invites its people."""
    ada.goes("/")
    ada.follows("The office: its names and thresholds")
    ada.types("Name", office.NAME)
    ada.types("Short name", office.SHORT)
    ada.types("Name of the whole area", office.AREA)
    ada.presses_on("Save")
    links = {}
    for name, role in PEOPLE.items():
        ada.goes("/set-up/people/add/")
        ada.types("Name", name)
        ada.types(re.compile("^E-mail"), email_of(name))
        ada.chooses("Role", role)
        ada.presses_on("Save")
        ada.follows(name)
        ada.follows("Invite again")
        ada.presses_on("Invite")
        links[name] = ada.page.locator(".govuk-inset-text").inner_text().strip()
    return links


def the_portfolio_is_loaded(alice: Person, quarter: Quarter, folder: Path) -> None:
    """An officer loads the spreadsheet that the office has."""
    path = folder / "Fenmarch portfolio.xlsx"
    path.write_bytes(office.portfolio(quarter))
    alice.goes("/")
    alice.follows("Services and providers")
    alice.chooses_file("Spreadsheet", path)
    alice.presses_on("Show what it would change")
    alice.is_at(path.name)
    alice.presses_on(re.compile("^Load all"))


def the_quarter_is_opened(alice: Person, quarter: Quarter) -> None:
    """Everything owed is listed, and who is late stands on the officer's home without a press."""
    alice.goes(f"{quarter.address}/open/")
    alice.presses_on(f"Open {quarter.label}")
    alice.goes("/")
    alice.sees("Late")
    for service in (office.LIGHT, office.PASTED, office.FORM):
        alice.sees(service)


def a_provider_is_invited(alice: Person) -> dict[str, str]:
    provider = Provider.objects.get(name=office.HAVEN)
    alice.goes(f"/providers/{provider.pk}/people/")
    links = {}
    for name, role in PROVIDERS_OWN.items():
        alice.types("Name", name)
        alice.types(re.compile("^E-mail"), email_of(name))
        alice.ticks(role)
        alice.presses_on("Invite")
        row = alice.page.get_by_role("row").filter(has_text=name)
        links[name] = re.search(r"https?://\S+", row.inner_text())[0]
    return links


def return_of(service: str) -> QuarterlyReturn:
    return QuarterlyReturn.objects.select_related("pack").get(service__name=service)


def a_light_return_is_typed(alice: Person) -> None:
    """An officer enters what came by telephone: three figures and seventy words, on one page."""
    alice.goes(f"/returns/{return_of(office.LIGHT).pk}/")
    with alice.at_most(12, "a light return, 3 figures, 70 words in hand"):
        for name, number in zip(office.FIGURES, ("44", "40", "31"), strict=True):
            alice.types(figure(name), number)
        alice.types("Paragraph for the update", SEVENTY)
        alice.presses_on("Save and check")
        alice.presses_on("Send")
    alice.sees("To check")


def a_column_is_pasted(dana: Person) -> None:
    """A provider's editor pastes a column from a spreadsheet."""
    dana.goes("/")
    dana.follows(office.PASTED)
    dana.pastes(figure(office.FIGURES[0]), "910\r\n880\r\n700\r\n")
    dana.types("Paragraph for the update", SEVENTY)
    dana.presses_on("Save and leave")


def our_form_is_filled_in(dana: Person, folder: Path) -> None:
    """The same editor downloads our workbook of another return, fills it in and uploads it."""
    dana.goes(f"/returns/{return_of(office.FORM).pk}/")
    dana.follows("Fill in a spreadsheet")
    path = dana.downloads("Download the form", folder)
    book = load_workbook(path)
    typed = {(office.FORM, name, NOW): 50 + place for place, name in enumerate(office.FIGURES)}
    type_into(book, typed).save(path)
    dana.chooses_file("Workbook", path)
    dana.presses_on("Upload")
    dana.presses_on("Take it in")


def the_provider_sends(charlie: Person) -> None:
    """Who may sign sends all of it in one act: what was entered, and that there is nothing to say of money."""
    charlie.goes("/")
    charlie.presses_on("Send one or all")
    charlie.ticks("Money and people: nothing to report")
    charlie.presses_on("Send what is ticked")


def a_providers_workbook_is_taken_in(alice: Person, quarter: Quarter, folder: Path) -> None:
    """A provider's own workbook: which cell holds what is chosen once; then four returns are filled in by it."""
    path = office.workbook_of_the_refuges(quarter, folder / "Northfield.xlsx")
    pack = return_of(office.REFUGES[0]).pack
    alice.goes(f"/packs/{pack.pk}/")
    with alice.at_most(6, "one workbook, 20 figures, 4 services"):
        alice.follows("Upload a workbook")
        alice.chooses_file("Workbook", path)
        alice.presses_on("Upload")
        alice.presses_on("Save and see what would change")
        alice.sees("What would change 20")
        alice.presses_on("Take it in")
    alice.goes(f"/packs/{pack.pk}/send/")
    alice.ticks("Money and people: nothing to report")
    alice.presses_on("Send what is ticked")


def like_awards_are_typed_in_one_grid(alice: Person, quarter: Quarter) -> None:
    """Five grants to community safety partnerships: one grid, one save, and all sent in one act."""
    alice.goes(f"{quarter.address}/grids/csp/")
    with alice.at_most(6, "five figures of like awards: each box gone to, one save"):
        for place in office.PLACES:
            alice.types(f"{place}: Spent so far", "25,000")
        alice.presses_on("Save and send")
    alice.presses_on("Send what is ticked")


def the_words_of_an_e_mail_are_sorted(bob: Person) -> None:
    """Prose with eight facts: pasted, each passage filed by its letter, looked at, saved."""
    bob.goes(f"/returns/{return_of(office.LETTER).pk}/")
    bob.follows("Put in words from an e-mail or a Word file")
    bob.types("Paste the words", office.PROSE)
    bob.presses_on("Go on and sort it")
    bob.is_at("Sort what they sent")
    with bob.at_most(2 * len(office.FILED), "a page of a provider's prose with 8 facts"):
        for words, letter in office.FILED.items():
            bob.keys(letter, on=bob.page.locator("[data-row]:focus").filter(has_text=words))
        bob.keys("Enter")
        bob.sees("Look at what was filled in below")
        bob.presses_on("Save")
        bob.sees("Saved: 8 passages")
    bob.goes(f"/packs/{return_of(office.LETTER).pack_id}/send/")
    bob.presses_on("Send what is ticked")


def what_only_the_office_can_say(alice: Person) -> None:
    alice.goes(f"/items/{OfficeItem.objects.get().pk}/words/")
    alice.types("Paragraph for the update", SEVENTY)
    alice.presses_on("Save and leave")
    alice.presses_on("Check and send")
    alice.presses_on("Send")


def a_question_is_asked_and_answered(maria: Person, dana: Person) -> None:
    """The manager asks about a figure; the return waits until its provider has answered."""
    maria.goes(f"/returns/{return_of(office.PASTED).pk}/")
    maria.follows("Ask a question")
    maria.chooses("About", f"Figure: {office.FIGURES[0]}")
    maria.types("Question", "Are all 910 new this quarter?")
    maria.presses_on("Ask")
    dana.goes("/")
    dana.follows(office.PASTED)
    dana.page.get_by_text("Answer", exact=True).click()
    dana.types("Your answer", "Yes, all of them are.")
    dana.presses_on("Send answer")


def each_officer_checks_what_the_other_entered(officers: list[Person], quarter: Quarter) -> None:
    for officer in officers:
        officer.goes(f"{quarter.address}/review/")
        for address in officer.addresses("Check"):
            officer.goes(address)
            officer.presses_on("I have checked it")
            officer.sees("To check")


def the_manager_approves_and_closes(maria: Person, quarter: Quarter) -> None:
    """She reads what she asked about, approves the rest in one act, and closes the quarter: nothing is missing."""
    maria.goes(f"/returns/{return_of(office.PASTED).pk}/check/")
    maria.sees("Yes, all of them are.")
    maria.presses_on("Approve")
    maria.goes(f"{quarter.address}/review/")
    with maria.at_most(2, "all that is clean, approved in one act"):
        maria.presses_on(re.compile("^Approve .* with no open warning"))
        maria.presses_on(re.compile("^Approve those ticked"))
    maria.sees("0 to approve")
    for records in (QuarterlyReturn, Pack, OfficeItem):
        assert set(records.objects.values_list("state", flat=True)) == {State.APPROVED}, records
    maria.follows(f"Close {quarter.label}")
    maria.presses_on(f"Close {quarter.label}")
    maria.goes(f"{quarter.address}/services/")
    maria.sees("910")
