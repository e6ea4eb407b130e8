"""The reading pages in a real browser, on the demonstration: followed by their links, usable from the keyboard."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from commissioning.models import Observation, ReportingPeriod, Service, ServiceMeasure
from tracker.models import User
from tracker.roles import Role

pytestmark = pytest.mark.browser

Q2 = "/quarters/2022-23-q2"
Q3 = "/quarters/2022-23-q3"


@pytest.fixture
def reader(demo_live, page_of) -> Page:
    """An officer's page on the demonstration, with enough earlier figures for a chart."""
    measure = ServiceMeasure.objects.get(code="idva-referrals")
    known = Observation.objects.filter(service_measure=measure).earliest("pk")
    for place, period in enumerate(ReportingPeriod.objects.filter(slug__in=["2021-22-q3", "2021-22-q4"])):
        known.pk, known.quarterly_return, known.latest = None, None, None
        known.period, known.value, known.standing = period, Decimal(450 + place), "taken_over"
        known.save(force_insert=True)
    return page_of(User.objects.filter(role=Role.OFFICER).earliest("pk"))


def test_from_the_dashboard_to_where_a_figure_comes_from(reader):
    reader.goto(f"{Q2}/")
    reader.get_by_role("link", name="Total referrals (incl. hospital)").first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("IDVA service")
    reader.get_by_role("link", name="492 in Q2 2022/23").click()
    expect(reader.get_by_role("heading", name="Every value that it had")).to_be_visible()
    expect(reader.get_by_text("Helen Marsh, 3 November 2022, 11:00")).to_be_visible()


def test_a_chart_draws_gaps_as_gaps(reader):
    reader.goto(f"{Q2}/services/{Service.objects.get(code='idva').pk}/")
    small, chart = reader.get_by_role("img", name="Total referrals (incl. hospital), Q1 2021/22 to Q2 2022/23").all()
    expect(small).to_be_visible()
    expect(chart).to_be_visible()
    expect(chart.get_by_text("held")).to_have_count(2)


def test_the_filter_works_without_script_and_from_the_keyboard(demo_live, page_of):
    page = page_of(User.objects.filter(role=Role.OFFICER).earliest("pk"), java_script_enabled=False)
    page.goto(f"{Q2}/services/")
    box = page.get_by_label("Name or provider")
    box.focus()
    box.fill("WMRASAC")
    box.press("Enter")
    expect(page.get_by_text("2 of 42 services")).to_be_visible()
    page.get_by_role("link", name="Remove this filter").first.click()
    expect(page.get_by_text("All 42 services")).to_be_visible()


def test_the_quarter_is_changed_on_the_same_page(reader):
    reader.goto(f"{Q2}/services/?q=idva")
    reader.get_by_text("Change quarter").click()
    reader.get_by_label("Quarter", exact=True).select_option("2022-23-q3")
    reader.get_by_role("button", name="Show", exact=True).click()
    expect(reader).to_have_url(re.compile(r"/quarters/2022-23-q3/services/\?q=idva$"))
