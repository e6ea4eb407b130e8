"""From any number to where it comes from, by two clicks in a real browser: value, past, file, return and people."""

import io
from collections.abc import Callable

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from commissioning.models import Category, FundingStream, Observation, ObservationValue, SpendLine
from tracker.models import ImportKind, ImportRun, Office, User
from tracker.roles import Role
from tracker.uploads.keeping import take
from tracker.uploads.runs import begin_run

pytestmark = pytest.mark.browser

Q2 = "/quarters/2022-23-q2"
CELL = "IDVA!F7 of Q2.xlsx"
REFERRALS = "Total referrals (incl. hospital)"


@pytest.fixture
def figure(demo_live) -> Observation:
    """The referrals of a service, read from a cell of a file, and a part of them by area."""
    found = Observation.objects.whole().get(service_measure__code="idva-referrals", period__slug="2022-23-q2")
    told = {"source_detail": CELL, "import_run": run_of(found)}
    ObservationValue.objects.filter(pk=found.latest_id).update(**told)
    Observation.objects.filter(pk=found.pk).update(source_detail=CELL)
    part = Observation.objects.get(pk=found.pk)
    part.pk = part.latest = None
    part.category, part.value = Category.objects.get(name="Shropshire"), 99
    part.save(force_insert=True)
    Office.objects.reference_changed()
    return found


def run_of(figure: Observation) -> ImportRun:
    """A workbook that was sent for the figure's return."""
    content = io.BytesIO()
    Workbook().save(content)
    upload = take("Q2.xlsx", io.BytesIO(content.getvalue()), len(content.getvalue()))
    by, about = User.objects.filter(role=Role.OFFICER).earliest("pk"), figure.quarterly_return
    return begin_run(kind=ImportKind.WORKBOOK, about=about, upload=upload, by=by, at=timezone.now())


@pytest.fixture
def reader(figure, page_of) -> Page:
    return page_of(User.objects.filter(role=Role.MANAGER).earliest("pk"))


def by_name(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


VALUE = by_name("492 in Q2 2022/23")
SPENT = by_name("£50,200")
FIGURES = {
    "dashboard": ("/", [by_name(REFERRALS), VALUE]),
    "figures": (f"/figures/?q={REFERRALS}", [by_name(REFERRALS), VALUE]),
    "measure": ("/measures/{measure}/", [by_name("IDVA service"), VALUE]),
    "service": ("/services/{service}/", [by_name(REFERRALS), VALUE]),
    "service, figures": ("/services/{service}/figures/", [VALUE]),
}
AMOUNTS = {
    "dashboard": ("/", [by_name("PCC for West Mercia"), SPENT]),
    "money": ("/money/", [by_name("CSP grant"), SPENT]),
    "awards": ("/awards/", [SPENT]),
    "stream": ("/money/streams/{stream}/", [SPENT]),
    "award": ("/awards/{award}/", [by_name("Every amount that was given for Q2 2022/23")]),
}


def keys(figure: Observation) -> dict[str, int]:
    line = SpendLine.objects.get(award__code="csp-2022-shropshire", pack__period__slug="2022-23-q2")
    return {
        "measure": figure.service_measure.measure_id,
        "service": figure.service_measure.service_id,
        "stream": FundingStream.objects.get(code="pcc-csp").pk,
        "award": line.award_id,
    }


def walk(page: Page, figure: Observation, start: str, clicks: list[Callable[[Page], None]]) -> None:
    assert len(clicks) <= 2
    page.goto(Q2 + start.format(**keys(figure)))
    for click in clicks:
        click(page)


@pytest.mark.parametrize("start", FIGURES)
def test_a_figure_leads_to_all_that_is_known_of_it(reader, figure, start):
    walk(reader, figure, *FIGURES[start])
    expect(reader.get_by_role("heading", level=1)).to_have_text(REFERRALS)
    expect(reader.get_by_role("heading", name="Every value that it had")).to_be_visible()
    expect(reader.get_by_role("link", name=CELL).first).to_be_visible()
    for said in ("Entered by", "Sent by", "Approved by"):
        expect(reader.get_by_text(said, exact=True)).to_be_visible()
    expect(reader.get_by_text("Helen Marsh, 3 November 2022, 11:00")).to_be_visible()


@pytest.mark.parametrize("start", AMOUNTS)
def test_an_amount_leads_to_all_that_is_known_of_it(reader, figure, start):
    walk(reader, figure, *AMOUNTS[start])
    expect(reader.get_by_role("heading", level=1)).to_have_text("Spent of CSP grant 2022/23: Shropshire, Q2 2022/23")
    expect(reader.get_by_role("heading", name="Every amount that was sent")).to_be_visible()
    expect(reader.get_by_text("Helen Marsh, 3 November 2022, 11:00")).to_be_visible()


def test_a_category_leads_to_its_own_value_from_service_and_measure(reader, figure):
    for start in ("/services/{service}/figures/", "/measures/{measure}/"):
        reader.goto(Q2 + start.format(**keys(figure)))
        opened = reader.get_by_text("Each service by area")
        if opened.count():
            opened.click()
        reader.get_by_role("main").get_by_role("link", name="99", exact=True).first.click()
        expect(reader.get_by_role("heading", level=1)).to_have_text(f"{REFERRALS}, Shropshire")


def test_the_file_of_a_cell_is_one_more_click(reader, figure):
    reader.goto(f"{Q2}/figures/{figure.pk}/")
    with reader.expect_download() as sent:
        reader.get_by_role("link", name=CELL).first.click()
    assert sent.value.suggested_filename.endswith(".xlsx")
