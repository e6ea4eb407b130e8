"""The life of an update as the people who take part in it live it: composed, checked by a provider, agreed to, signed
off, published, corrected. What is published then says the same in every file, and what the database says.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import outloud
import pdfua
import pytest
from django.core import mail as mails
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from commissioning.models import Observation
from commissioning.workflow.corrections import correct_figure, read_value
from providers.models import Contact, Provider
from reports.builder import clearance
from reports.document import Document, from_json
from reports.exports.figures import ANNEX
from reports.exports.frozen import texts_now
from reports.models import Agreement, CheckedEntry, Entry, PartAnswer, Publication
from reports.workflow import publishing
from tests.browser.person import Person
from tests.browser.publication_files import rows_of_workbook, squeezed, text_of_pdf, text_of_word, untold
from tests.reports.pdf_ua import failed, read
from tests.reports.publishing import People, cleared, update_in_hand
from tracker import outbox
from tracker.models import Office, User
from tracker.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo_live")]
UPDATE = "/quarters/2022-23-q2/update"
PUBLIC = "/updates/2022-23-q2/"
OWN = "Demand goes on growing, and hospital staff refer more. "
PATIENCE = 60_000  # milliseconds
WHY = "One referral had been counted twice."


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """An update is built, signed off and published while the page waits, on whatever machine."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def office(settings, tmp_path: Path) -> People:
    """Alice writes, Bob heads commissioning, Mina publishes; the Commissioner has no account."""
    settings.MEDIA_ROOT = tmp_path
    settings.MAIL_ON = True
    cache.clear()

    def somebody(name: str, role: Role) -> User:
        return User.objects.create_user(f"{name.split()[0].lower()}@office.example", name=name, role=role)

    manager = somebody("Mina Frost", Role.MANAGER)
    return People(
        somebody("Alice Hartley", Role.OFFICER), somebody("Bob Nwosu", Role.MANAGER), manager, commissioner=manager
    )


def test_the_whole_life_of_an_update(office: People, page_of, page: Page, new_context, accessible, tmp_path) -> None:
    alice, bob, mina = (Person(page_of(who)) for who in (office.officer, office.head, office.manager))
    helen, stranger = Person(page), Person(new_context().new_page())
    for each in (alice, bob, mina, helen, stranger):
        each.page.set_default_timeout(PATIENCE)

    a_paragraph_is_composed(alice)
    a_provider_is_asked(alice)
    the_provider_checks_it_by_its_link(helen)
    what_must_be_clear_is_decided(mina, office)
    it_is_sent_for_review(alice, accessible)
    everybody_agrees(bob, mina)
    it_is_signed_off_and_published(mina, accessible)
    first = everything_says_the_same(stranger, tmp_path, accessible)
    assert OWN.strip() in " ".join(passage.text for entry in first.entries for passage in entry.passages)

    a_correction_is_published(mina, office)
    second = everything_says_the_same(stranger, tmp_path, accessible)
    the_correction_is_told(stranger, first, second, accessible)


def a_paragraph_is_composed(alice: Person) -> None:
    alice.goes(f"{UPDATE}/compose/{Entry.objects.get(code='idva').pk}/")
    alice.clicks(alice.page.get_by_label("Paragraph", exact=True))
    alice.writes(OWN)
    alice.clicks(alice.page.locator("summary", has_text="Suggested sentences"))
    alice.clicks(alice.page.locator("button[value='put:idva-referrals']"))
    alice.presses_on("Save as written")
    alice.sees("492 (465 in Q2 2021/22")


def a_provider_is_asked(alice: Person) -> None:
    provider = Provider.objects.get(name__contains="Women’s Aid")
    Contact.objects.create(provider=provider, name="Helen Marsh", email="helen@wmwa.example")
    alice.goes(f"{UPDATE}/check/send/?provider={provider.pk}")
    alice.presses_on("Send to 1 provider")
    alice.sees("Asked: one provider. 1 by e-mail with a link.")


def newest_mail(pattern: str) -> str:
    outbox.send_waiting(at=timezone.now())
    found = re.search(pattern, str(mails.outbox[-1].body))
    assert found, mails.outbox[-1].body
    return found[1]


def the_provider_checks_it_by_its_link(helen: Person) -> None:
    """Without an account: the link of the mail, a code of another, an answer for each paragraph."""
    helen.goes(newest_mail(r"(/check/open/\S+)"))
    helen.presses_on("Send me a code")
    helen.types("Code from the e-mail", newest_mail(r"code is (\d{6})"))
    helen.presses_on("Read and answer")
    helen.sees(OWN.strip())
    for right in helen.page.locator(f"input[value='{PartAnswer.RIGHT}']").all():
        helen.clicks(right)
    helen.presses_on("Send answer")
    helen.sees("Your answer has been sent.")
    assert set(CheckedEntry.objects.values_list("answer", flat=True)) == {PartAnswer.RIGHT}


def what_must_be_clear_is_decided(mina: Person, office: People) -> None:
    """One on the page on which it is signed off, where it leads back to; the others as tests/reports shows them."""
    mina.goes(f"{UPDATE}/sign-off/")
    mina.sees("1 asked, 1 agreed")
    waiting = len(clearance(update_in_hand(), office=Office.objects.get()).open)
    mina.clicks(mina.page.get_by_role("button", name=re.compile("^Leave out")).last)
    mina.is_at("Sign off the quarterly update")
    mina.sees("One answered")
    assert len(clearance(update_in_hand(), office=Office.objects.get()).open) == waiting - 1
    cleared(update_in_hand(), office)


def it_is_sent_for_review(alice: Person, accessible) -> None:
    alice.goes(f"{UPDATE}/sign-off/chain/")
    for place, (post, who) in enumerate((("Head of commissioning", "Bob Nwosu"), ("Commissioner", "")), start=1):
        alice.page.locator(f"#title{place}").fill(post)
        if who:
            alice.page.locator(f"#person{place}").select_option(label=who)
    alice.presses_on("Save")
    alice.presses_on("Send for review")
    alice.sees("Head of commissioning (Bob Nwosu) agrees next.")
    accessible(alice.page)


def everybody_agrees(bob: Person, mina: Person) -> None:
    bob.goes(f"{UPDATE}/sign-off/")
    bob.sees("It’s your turn to agree, as Head of commissioning.")
    bob.presses_on("I agree")
    bob.sees("You have agreed to this update.")
    mina.goes(f"{UPDATE}/sign-off/")
    mina.sees("It can be signed off when everybody has agreed and no check waits.")
    mina.page.get_by_role("link", name="Record agreement").click()
    mina.types("How it was given", "By e-mail this morning.")
    mina.presses_on("Record agreement")


def it_is_signed_off_and_published(mina: Person, accessible) -> None:
    mina.presses_on("Sign off and freeze")
    mina.sees("Its files are being made")
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    mina.goes(f"{UPDATE}/sign-off/")
    accessible(mina.page)
    mina.presses_on("Publish")
    mina.sees("Read it as the public does")
    accessible(mina.page)


def a_correction_is_published(mina: Person, office: People) -> None:
    """Begun in the browser; the figure is put right in its return, and the same people agree to the next version."""
    mina.types("What has to be corrected, and why (published)", WHY)
    mina.presses_on("Begin a correction")
    mina.sees("Version 2 is a correction.")
    figure = Observation.objects.select_related("service_measure").get(
        service_measure__code="idva-referrals", period__slug="2022-23-q2"
    )
    value, _faults = read_value({"value": "491"}, figure)
    assert value is not None
    at, by = timezone.now(), office.manager
    correct_figure(observation=figure, value=value, why=WHY, evidence="The provider, by e-mail.", by=by, at=at)
    cleared(update_in_hand(), office)
    update = publishing.send_for_review(update=update_in_hand(), by=office.officer, at=at)
    digest = texts_now(update).digest
    first, last = Agreement.objects.standing(update)
    publishing.agree(agreement=first, digest=digest, by=office.head, at=at)
    publishing.record_agreement(agreement=last, digest=digest, evidence="By e-mail.", by=by, at=at)
    publishing.sign_off(update=update, by=by, at=at)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    publishing.publish(update=update_in_hand(), by=office.head, at=timezone.now())


def everything_says_the_same(stranger: Person, folder: Path, accessible) -> Document:
    """Page, PDF, Word and spreadsheet tell all that the data tell, and the data what the database says."""
    goes_anew(stranger, PUBLIC)
    accessible(stranger.page)
    files = {name: fetched(stranger, name) for name in ("PDF", "Word", "Figures (XLSX)", "Data (JSON)")}
    document = from_json(json.loads(files["Data (JSON)"]))
    texts = {
        "page": squeezed(stranger.page.locator("body").text_content() or ""),
        "PDF": text_of_pdf(files["PDF"], folder),
        "Word": text_of_word(files["Word"]),
    }
    assert {name: untold(document, text) for name, text in texts.items()} == {"page": [], "PDF": [], "Word": []}
    the_figures_are_those_of_the_database(document, rows_of_workbook(files["Figures (XLSX)"]))
    everybody_can_read_it(folder / "update.pdf")
    return document


def goes_anew(stranger: Person, address: str) -> None:
    """As somebody whose browser has no copy of the last five minutes: so long it may show one."""
    stranger.goes(address)
    stranger.page.reload()


def fetched(stranger: Person, link: str) -> bytes:
    address = stranger.page.get_by_role("main").get_by_role("link", name=link, exact=True).get_attribute("href")
    answer = stranger.page.request.get(address or "")
    assert answer.ok, (link, address)
    return answer.body()


def the_figures_are_those_of_the_database(document: Document, rows: list[dict[str, object]]) -> None:
    told = [row for annex in document.annexes for row in annex.figures]
    rows = [row for row in rows if row["Where"] == ANNEX]
    assert len(told) == len(rows) > 40
    held = Observation.objects.in_bulk([row.observation for row in told])
    hidden = [row.code for row in told if row.words == "not shown"]
    assert hidden == ["ypidva-declined"]
    for row, line in zip(told, rows, strict=True):
        assert (line["Code"], line["Period"], line["As printed"]) == (row.code, row.period, row.words)
        number = None if line["Value"] is None else Decimal(str(line["Value"]))
        stored = held[row.observation]
        assert number == (None if row.code in hidden else stored.value), row.code
        assert number == (None if row.value is None else Decimal(row.value)), row.code


def everybody_can_read_it(pdf: Path) -> None:
    heard = outloud.check(str(pdf))
    assert not heard.errors, [str(finding) for finding in heard.sorted_findings() if finding.severity == "error"]
    assert pdfua.validate(str(pdf)).count_by_severity().get(pdfua.Severity.ERROR, 0) == 0
    assert failed(read(pdf.read_bytes())) == {}


def referrals(document: Document) -> str:
    figures = (figure for entry in document.entries for figure in entry.figures)
    return next(figure.value for figure in figures if figure.code == "idva-referrals")


def the_correction_is_told(stranger: Person, first: Document, second: Document, accessible) -> None:
    """On the newest version and on the cover of the one before, whose own files stay as they were."""
    assert [referrals(first), referrals(second)] == ["492", "491"]
    for address in (PUBLIC, f"{PUBLIC}v1/"):
        goes_anew(stranger, address)
        stranger.sees(WHY)
        told = squeezed(stranger.page.get_by_role("main").text_content() or "")
        assert squeezed("Total referrals (incl. hospital) 492 491") in told
        accessible(stranger.page)
    assert from_json(json.loads(fetched(stranger, "Data (JSON)"))) == first
    assert Publication.objects.published().count() == 2
    call_command("verify_publications")
