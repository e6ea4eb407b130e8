"""Pages that are empty on the demonstration, which invents no number: walked on a made-up portfolio that has all."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from commissioning.models import Award, Breakdown, Category, Observation, Payment
from tests.browser.walking import Walk
from tests.doors.conftest import ledger_file
from tests.snapshots import Snapshot
from tracker.models import Office, User
from tracker.roles import Role

pytestmark = pytest.mark.browser

QUARTER = "2025-26-q3"
AGES = {"Under 18": 0, "18 to 24": 12, "25 and over": None}  # nought, a number, and nothing given


@pytest.fixture
def walk(made_up_database: Snapshot, transactional_db: None, page_of: Callable[..., Page]) -> Walk:
    """Eight services over two years; one figure of one of them also by age; one award paid in three months."""
    paid(Award.objects.filter(splits__year_label="2025/26").order_by("pk")[0])
    by_age(counted())
    Office.objects.reference_changed()
    return Walk({"manager": User.objects.get(role=Role.MANAGER)}, page_of)


def counted() -> Observation:
    """A figure that its service gave in the quarter."""
    given = Observation.objects.filter(period__slug=QUARTER, state="reported", category__code=Category.ALL)
    return given.filter(service_measure__headline=True, numerator=None).order_by("pk")[0]


def by_age(whole: Observation) -> None:
    ages = Breakdown.objects.create(code="age-group", name="Age group")
    whole.service_measure.breakdowns.add(ages)
    for place, (name, number) in enumerate(AGES.items(), start=1):
        category = Category.objects.create(code=f"age-group-{place}", name=name, breakdown=ages, place=place)
        if number is not None:
            whole.pk, whole.category, whole.value = None, category, Decimal(number)
            whole.save()


def paid(award: Award) -> None:
    ledger = ledger_file()
    for month in (10, 11, 12):
        line = {"paid_on": date(2025, month, 1), "amount": 1_000, "line": f"{month}" * 32, "cell": f"Ledger, C{month}"}
        Payment.objects.create(**line, payee="Somebody", award=award, matched_by="reference", import_run=ledger)


def pages() -> Iterator[str]:
    quarter = f"/quarters/{QUARTER}"
    yield from (f"{quarter}/registers/risks/", f"{quarter}/money/payments/")
    yield from (f"{quarter}/", f"{quarter}/figures/", f"{quarter}/money/", f"{quarter}/services/")
    award = Payment.objects.order_by("pk")[0].award
    yield from (reverse("award", args=[QUARTER, award.pk]), f"{quarter}/awards/")
    figure = counted().service_measure
    yield reverse("measure", args=[QUARTER, figure.measure_id])
    yield from (reverse("service-tab", args=[QUARTER, figure.service_id, tab]) for tab in ("figures", "money"))
    yield reverse("service-tab", args=[QUARTER, figure.service_id, "risks-and-promises"])


def test_pages_with_levels_payments_and_categories_on_them(walk: Walk) -> None:
    for address in pages():
        walk.look("manager", address)
    assert walk.wrong == []
    assert walk.seen == len(list(pages()))


def test_they_are_full(walk: Walk) -> None:
    """The walk above would pass on empty pages too."""
    told = {address: text_of(walk, address) for address in pages()}
    assert any("Under 18" in text for text in told.values())
    assert any("£3,000" in text for text in told.values())
    assert any("Likelihood" in text for text in told.values())


def text_of(walk: Walk, address: str) -> str:
    page = walk.pages.get("manager") or walk.pages.setdefault("manager", walk.page_of(walk.people["manager"]))
    page.goto(address)
    return page.locator("main").inner_text()
