"""Awards and contracts: when they end, what comes before that, what they rest on, and what is still missing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from commissioning.choices import SubsidyRoute
from commissioning.figures.registers import until_words
from commissioning.models import Award, DecisionNotice, SubsidyAssessment
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tests.reports.set_up_pages import address, on, opened, text
from tracker.models import AuditEvent, User
from tracker.roles import Role

URL = "/quarters/2022-23-q2/registers/contracts/"
AHEAD = date(2022, 10, 1)  # the day after the quarter


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2022, 9, 30), "past"),
        (date(2022, 10, 1), "today"),
        (date(2022, 10, 2), "in one day"),
        (date(2022, 11, 30), "in 60 days"),
        (date(2022, 12, 1), "in two months"),
        (date(2022, 12, 31), "in two months"),
        (date(2023, 1, 1), "in three months"),
        (date(2023, 10, 1), "in 12 months"),
        (date(2025, 3, 31), "in 29 months"),
    ],
)
def test_how_far_off_a_day_is(day, said):
    assert until_words(day, on=AHEAD) == said


def test_where_all_awards_have_ended_the_page_says_so_and_leads_to_them(demo, client):
    Award.objects.update(starts_on=date(2020, 4, 1), review_by=None, notice_on=None, ends_on=date(2021, 3, 31))
    page = client.get(URL)
    assert "No award is in force: all have ended." in words(page)
    assert ("?ends=all", "Show all") in read(page).links
    assert rows_counted(client.get(f"{URL}?ends=all")) == Award.objects.count()
    assert "Nothing matches these filters" in words(client.get(f"{URL}?ends=3"))


def test_what_ended_is_left_out_until_it_is_asked_for(demo, client):
    award = Award.objects.get(code="climb-contract")
    assert award.title in words(client.get(URL))
    Award.objects.filter(pk=award.pk).update(ends_on=AHEAD - timedelta(days=1), review_by=None, notice_on=None)
    assert award.title not in words(client.get(URL))
    assert award.title in words(client.get(URL + "?ends=ended"))
    assert rows_counted(client.get(URL + "?ends=all")) == Award.objects.count()


@pytest.mark.parametrize(
    ("last", "months"),
    [
        (date(2022, 12, 31), {3, 6, 9, 12}),
        (date(2023, 1, 1), {6, 9, 12}),
        (date(2023, 3, 31), {6, 9, 12}),
        (date(2023, 6, 30), {9, 12}),
        (date(2023, 9, 30), {12}),
        (date(2023, 10, 1), set()),
    ],
)
def test_it_ends_within_so_many_months(demo, client, last, months):
    award = Award.objects.get(code="climb-contract")
    Award.objects.filter(pk=award.pk).update(ends_on=last)
    found = {number for number in (3, 6, 9, 12) if award.title in words(client.get(f"{URL}?ends={number}"))}
    assert found == months


@pytest.mark.parametrize(
    ("lack", "condition"),
    [
        ("decision", {"decision_notices": None}),
        ("subsidy", {"subsidy_assessment": None}),
        ("review", {"review_by": None}),
        ("notice", {"notice_on": None}),
    ],
)
def test_what_is_still_missing(demo, client, lack, condition):
    wanted = Award.objects.filter(**condition).count()
    assert 0 < wanted < Award.objects.count(), "the control: some awards have it"
    assert rows_counted(client.get(f"{URL}?ends=all&lacks={lack}")) == wanted


def test_the_award_says_what_it_rests_on(demo, client):
    award = Award.objects.get(code="csp-2022-shropshire")
    page = reverse("award", args=["2022-23-q2", award.pk])
    shown = words(client.get(page))
    assert "EX-2022-03" in shown
    assert "Is it a subsidy?No" in shown
    assert "Add a decision notice" in shown
    assert "Add the subsidy assessment" not in shown, "there is one"
    other = words(client.get(reverse("award", args=["2022-23-q2", Award.objects.get(code="drive-contract").pk])))
    assert "Nobody has assessed yet" in other
    assert "Add the subsidy assessment" in other


def test_who_may_not_add_is_not_told_how(demo, client_of, person):
    award = Award.objects.get(code="drive-contract")
    shown = words(client_of(person(Role.VIEWER)).get(reverse("award", args=["2022-23-q2", award.pk])))
    assert "Nobody has assessed yet" in shown
    assert "Add the subsidy assessment" not in shown


def test_an_assessment_is_made_on_screen_once(demo, client, officer):
    award = Award.objects.get(code="drive-contract")
    url = f"{address('add', 'subsidy-assessments')}?award={award.pk}"
    form = opened(client, url) | {
        "route": SubsidyRoute.MINIMAL,
        "reason": "A small charity.",
        "assessed_by": officer.pk,
    }
    assert client.post(url, form | on("assessed_on", 3, 10, 2022)).status_code == 302
    made = SubsidyAssessment.objects.get(award=award)
    assert made.is_subsidy
    assert AuditEvent.objects.about(made).get().by == officer
    shown = words(client.get(reverse("award", args=["2022-23-q2", award.pk])))
    assert "not yet: needed before payment" in shown
    assert "Add a subsidy assessment" not in text(client.get(address("record", "awards", award)))
    again = opened(client, url) | {"route": SubsidyRoute.NONE, "reason": "Again.", "assessed_by": officer.pk}
    assert client.post(url, again | on("assessed_on", 4, 10, 2022)).status_code == 422


def test_a_notice_is_numbered_once_an_award(demo, client):
    award = Award.objects.get(code="csp-2022-shropshire")
    url = f"{address('add', 'decision-notices')}?award={award.pk}"
    form = opened(client, url) | {"number": "EX-2022-03", "decision": "The same again."}
    answer = client.post(url, form | on("decided_on", 1, 3, 2022))
    assert answer.status_code == 422
    assert "a decision notice of that number already" in text(answer)
    assert client.post(url, form | on("decided_on", 1, 3, 2022) | {"number": "EX-2022-04"}).status_code == 302
    assert DecisionNotice.objects.filter(award=award).count() == 2


def test_days_before_the_end_come_before_it(demo):
    award = Award.objects.get(code="climb-contract")
    award.review_by = award.ends_on + timedelta(days=1)
    with pytest.raises(ValidationError, match="have to be on or before the award’s last day"):
        award.full_clean()
    award.review_by = award.ends_on
    award.full_clean()


def test_the_review_stands_among_the_dates(demo, client):
    shown = words(client.get("/quarters/2022-23-q2/registers/dates/?kind=review_by"))
    assert "Review before a decision: CLIMB contract" in shown
    assert "contract ends" not in shown


def test_queries_are_flat(demo, client):
    award = Award.objects.get(code="csp-2022-telford")

    def grow() -> None:
        number = DecisionNotice.objects.count()
        DecisionNotice.objects.create(award=award, number=f"N{number}", decision="More.", decided_on=AHEAD)

    flat(client, reverse("award", args=["2022-23-q2", award.pk]), grow)
    flat(client, URL, grow)
    light(client.get(URL))
