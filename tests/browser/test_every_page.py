"""Every page of the site in a real browser, on the demonstration: accessible with everything open, and narrow enough.

The walk is made of the doors' table, of all kinds that are set up and of all pages of the forms: whatever is added
there is in it.
"""

from collections.abc import Callable, Iterator

import pytest
from django.core import mail as mails
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from commissioning.models import Observation, OfficeItem, Pack, QuarterlyReturn, Service
from commissioning.models.links import PersonalLink
from commissioning.views.registers import REGISTERS
from commissioning.workflow.life import kind_of
from commissioning.workflow.links import make_link
from commissioning.workflow.sections import pages_of
from providers.models import Contact, Provider
from reports.models import CheckLink, Entry
from reports.views.set_up import KINDS
from tests.browser.conftest import WCAG
from tests.browser.walking import Walk
from tests.doors.conftest import asked_for, member, people_of_the_office, records_of
from tests.doors.table import DOORS, Door
from tests.reports.test_clearance import MANY
from tracker import links, outbox
from tracker.models import Office, User
from tracker.roles import Role, allows
from tracker.set_up.kinds import Kind

pytestmark = pytest.mark.browser

FIRST = ["manager", "officer", "finance", "administrator", "owner"]  # the first who may looks at a page
Q2, Q3 = "/quarters/2022-23-q2", "/quarters/2022-23-q3"
TABS = ["", "figures/", "money/", "returns/", "risks-and-promises/", "documents/", "history/"]
Look = tuple[str, str]  # who looks, and where


@pytest.fixture
def office(demo_live: None) -> dict[str, User]:
    """The people and records of the doors, committed, so that the browser sees them."""
    return people_of_the_office()


@pytest.fixture
def owner(demo_live: None) -> User:
    return member("owner", asked_for().provider)


@pytest.fixture
def keys(office: dict[str, User], owner: User) -> dict[str, int]:
    return records_of(asked_for(), owner, office)


@pytest.fixture
def walk(office: dict[str, User], owner: User, page_of: Callable[..., Page]) -> Walk:
    return Walk({**office, "owner": owner}, page_of)


def who_opens(door: Door) -> str:
    role_of = {"owner": Role.PROVIDER}
    passes = (who for who in FIRST if who not in door.hidden)
    return next(who for who in passes if not door.permission or allows(role_of.get(who, who), door.permission))


def test_every_door(walk: Walk, keys: dict[str, int]) -> None:
    doors = {name: door for name, door in DOORS.items() if "GET" in door.methods}
    for name, door in doors.items():
        walk.look(who_opens(door), reverse(name, kwargs=door.kwargs(keys)) + door.query)
    assert walk.wrong == []
    assert walk.seen > len(doors) * 0.7  # the rest are files and lists for programs


def test_every_kind_that_is_set_up(walk: Walk) -> None:
    for kind in KINDS:
        who = next(who for who in FIRST if allows(who, kind.permission))
        for address in set_up_pages(kind):
            walk.look(who, address)
    assert walk.wrong == []
    assert walk.seen > 2 * len(list(KINDS))


def set_up_pages(kind: Kind) -> Iterator[str]:
    yield reverse("set-up-list", args=[kind.slug])
    if kind.adds and not kind.belongs_to:
        yield reverse("set-up-add", args=[kind.slug])
    first = kind.model._default_manager.order_by("pk").first()
    if first is not None:
        yield reverse("set-up-record", args=[kind.slug, first.pk])


def test_every_page_of_a_form(walk: Walk) -> None:
    """Of a return, a pack and an item that are still open."""
    for model, name in ((QuarterlyReturn, "return"), (Pack, "pack"), (OfficeItem, "item")):
        record = model.objects.filter(period__slug="2022-23-q3", state="in_progress").order_by("pk").first()
        record = record or model.objects.filter(period__slug="2022-23-q3", state="not_started").order_by("pk")[0]
        assert kind_of(record) == name
        for section in pages_of(record):
            walk.look("officer", reverse(f"{name}-section", args=[record.pk, section.slug]))
        walk.look("officer", reverse(name, args=[record.pk]))
        walk.look("officer", reverse(f"{name}-check", args=[record.pk]))
    assert walk.wrong == []


def come_in(walk: Walk, page: Page, name: str, link: PersonalLink, button: str) -> None:
    """By the link to the page that asks for a code, and with the code to what the link opens."""
    page.goto(reverse(f"{name}-open", args=[links.token_for(f"{name}-open", link.value)]))
    walk.look("contact", reverse(f"{name}-code", args=[link.pk]))
    page.get_by_role("button", name="Send me a code").click()
    outbox.send_waiting(at=timezone.now())
    page.get_by_label("Code from the e-mail").fill(mails.outbox[-1].body.split("code is ")[1][:6])
    page.get_by_role("button", name=button).click()
    page.wait_for_url(f"**{reverse(name, args=[link.pk])}")


def test_every_page_of_a_providers_check_by_link(walk: Walk, keys: dict[str, int], page: Page) -> None:
    """A contact without an account: the code, and the provider's part of the update with its answers."""
    link = CheckLink.objects.get(check_of=keys["check"])
    walk.pages["contact"] = page
    come_in(walk, page, "check", link, "Read and answer")
    walk.look("contact", reverse("check", args=[link.pk]))
    assert walk.wrong == []
    assert walk.seen == 2


def test_every_page_of_a_personal_link(walk: Walk, office: dict[str, User], page: Page) -> None:
    """Somebody without an account: the code, the return, its check page, what is said once it is sent."""
    record = QuarterlyReturn.objects.filter(state="not_started", service__template="light").order_by("pk")[0]
    contact = Contact.objects.create(provider=record.provider, name="Helen Marsh", email="helen@swa.example")
    link = make_link(quarterly_return=record, contact=contact, by=office["officer"], at=timezone.now())
    walk.pages["contact"] = page
    come_in(walk, page, "answer", link, "Open the return")
    for name in ("answer", "answer-check"):
        walk.look("contact", reverse(name, args=[link.pk]))
    page.get_by_role("button", name="Nothing to report").first.click()
    walk.look("contact", reverse("answer", args=[link.pk]))
    assert walk.wrong == []
    assert walk.seen == 4


def test_the_checks_with_several_texts_decided_for_one_reason(walk: Walk) -> None:
    """A manager's form, as it is offered and as it comes back refused."""
    Entry.objects.filter(code="ypidva").update(words=MANY)
    Office.objects.reference_changed()
    walk.look("manager", f"{Q2}/update/checks/")
    page = walk.pages["manager"]
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Print those that are ticked").click()
    expect(page.locator("#together-error")).to_be_visible()
    walk.look_at(page, "the checks, refused")
    assert walk.wrong == []


def test_what_the_doors_have_in_other_ways(walk: Walk) -> None:
    """Other quarters, tabs, parts and filters of pages that the doors show once; and empty ones."""
    for address in other_ways():
        walk.look("officer", address)
    assert walk.wrong == []


def other_ways() -> Iterator[str]:
    yield from (f"{Q3}/", f"{Q3}/home/", f"{Q3}/tracker/", f"{Q3}/review/", f"{Q2}/open/", "/quarters/2022-23-q4/open/")
    yield from (f"{Q3}/returns/", f"{Q3}/returns/?part=packs", f"{Q3}/returns/?part=items&status=late")
    yield from (f"{Q2}/registers/{name}/" for name in REGISTERS)
    yield from (f"{Q2}/registers/promises/?state=all", f"{Q2}/search/?q=waiting+list&kind=words")
    yield from (f"{Q2}/services/?q=zzz", f"{Q2}/services/?rag=purple")
    idva, grant = (Service.objects.get(code=code).pk for code in ("idva", "csp-grant"))
    yield from (f"{Q2}/services/{idva}/{tab}" for tab in TABS)
    yield from (f"{Q3}/services/{idva}/handover/", f"{Q3}/services/{idva}/meeting/", f"{Q2}/services/{grant}/money/")
    yield f"{Q2}/figures/{Observation.objects.filter(value=492).get().pk}/"
    wmrasac, axis = (Provider.objects.get(code=code).pk for code in ("wmrasac", "axis"))
    yield f"{Q2}/providers/{wmrasac}/"
    yield from (f"/set-up/providers/{axis}/merge/", f"/set-up/providers/{axis}/end/")
    yield f"{Q3}/grids/csp-2022/"


def test_control_the_walk_sees_what_is_wrong(walk: Walk, page: Page) -> None:
    page.set_content("<main><h1>Thing</h1><img src='data:,'><p style='width: 900px'>wide</p></main>")
    walk.rules(page, "here", {"type": "tag", "values": WCAG})
    assert any("image-alt" in said for said in walk.wrong)
