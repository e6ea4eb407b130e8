"""Contract reviews: what was agreed, what slipped, who sees it, and what each year's review came to."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from commissioning.choices import AnnualOutcome, Audience
from commissioning.models import AnnualReview, Award, ContractReview, ReviewAction, Service
from commissioning.workflow.set_up.reviews import keep_action
from commissioning.workflow.set_up.services import SET_UP
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, rows_counted, words
from tests.reports.set_up_pages import address, on, opened
from tracker.models import User
from tracker.roles import Role

QUARTER = "2022-23-q2"
REGISTERS = f"/quarters/{QUARTER}/registers/"
DAY = date(2022, 12, 2)


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def tab(service: Service) -> str:
    return reverse("service-tab", args=[QUARTER, service.pk, "risks-and-promises"])


@pytest.mark.django_db
class TestAnActionThatSlips:
    def kept(self, action: ReviewAction, officer: User, **values) -> ReviewAction:
        return keep_action(record=action, values=values, by=officer, at=make.NOON, permission=SET_UP).record

    def test_keeps_the_day_first_agreed_however_often(self, officer):
        action = make.ReviewActionFactory(due_on=DAY)
        for days in (7, 14):
            action = self.kept(action, officer, due_on=DAY + timedelta(days=days))
        assert (action.first_due_on, action.due_on) == (DAY, DAY + timedelta(days=14))

    @pytest.mark.parametrize("values", [{"due_on": DAY}, {"note": "Half done."}, {"done_on": DAY}])
    def test_and_has_none_where_it_did_not(self, officer, values):
        assert self.kept(make.ReviewActionFactory(due_on=DAY), officer, **values).first_due_on is None

    def test_nor_where_no_day_was_given(self, officer):
        assert self.kept(make.ReviewActionFactory(), officer, due_on=DAY).first_due_on is None


@pytest.mark.django_db
class TestWhatCanBeKept:
    def test_a_review_is_of_something(self):
        with pytest.raises(ValidationError, match="Choose the service or the award"):
            ContractReview(held_on=DAY).full_clean()

    def test_the_next_meeting_is_later(self):
        review = ContractReview(held_on=DAY, next_on=DAY, service=make.ServiceFactory())
        with pytest.raises(ValidationError, match="has to be after this one: change one of the days"):
            review.full_clean()

    @pytest.mark.parametrize("label", ["2022", "2022/24", "last"])
    def test_a_year_is_a_financial_year(self, officer, label):
        row = AnnualReview(award=make.AwardFactory(), year_label=label, outcome="continue", reason="So.")
        row.decided_by, row.decided_on = officer, DAY
        with pytest.raises(ValidationError, match="like 2022/23"):
            row.full_clean()

    def test_a_year_is_reviewed_once(self, officer):
        kept = {"award": make.AwardFactory(), "year_label": "2022/23", "reason": "So.", "decided_by": officer}
        AnnualReview.objects.create(outcome=AnnualOutcome.AMEND, decided_on=DAY, **kept)
        with pytest.raises(ValidationError, match="a review of this year already"):
            AnnualReview(outcome=AnnualOutcome.CONTINUE, decided_on=DAY, **kept).full_clean()


def test_a_review_is_recorded_from_the_service_and_stands_there(demo, client):
    service = Service.objects.get(code="drive")
    url = f"{address('add', 'contract-reviews')}?service={service.pk}"
    form = opened(client, url)
    assert form["service"] == str(service.pk)
    answer = client.post(url, form | on("held_on", 3, 11, 2022) | {"notes": "All in step."})
    assert answer.status_code == 302
    review = ContractReview.objects.get(notes="All in step.")
    assert answer.url == address("record", "contract-reviews", review), "where its actions are added"
    shown = words(client.get(tab(service)))
    assert "All in step." in shown
    award = Award.objects.get(code="drive-contract")
    assert "All in step." not in words(client.get(reverse("award", args=[QUARTER, award.pk])))


@pytest.mark.parametrize("asked", ["service=999999", "service=x", "award=999999"])
def test_a_review_of_what_there_is_not_is_404(demo, client, asked):
    assert client.get(f"{address('add', 'contract-reviews')}?{asked}").status_code == 404


def test_an_action_is_open_late_and_done(demo, client):
    action = make.ReviewActionFactory(
        review=make.ReviewFactory(service=Service.objects.get(code="drive")), due_on=DAY, first_due_on=date(2022, 11, 1)
    )
    assert "first 1 Nov 2022" in words(client.get(REGISTERS + "actions/"))
    assert action.text in words(client.get(REGISTERS + "actions/?state=late"))
    before = rows_counted(client.get(REGISTERS + "actions/"))
    ReviewAction.objects.filter(pk=action.pk).update(done_on=DAY)
    assert rows_counted(client.get(REGISTERS + "actions/")) == before - 1
    assert action.text in words(client.get(REGISTERS + "actions/?state=done"))


def test_days_stand_among_the_dates_until_they_are_over(demo, client):
    dates = f"{REGISTERS}dates/"
    assert "Contract review: IDVA service" in words(client.get(f"{dates}?kind=meeting"))
    action = ReviewAction.objects.open().filter(due_on=DAY).get()
    assert f"Action: {action.text}" in words(client.get(f"{dates}?kind=action"))
    ReviewAction.objects.filter(pk=action.pk).update(done_on=DAY)
    assert action.text not in words(client.get(f"{dates}?kind=action"))


def test_who_only_reads_sees_what_is_for_the_board(demo, client, client_of, person):
    viewer = client_of(person(Role.VIEWER))
    service = Service.objects.get(code="climb")
    review = service.reviews.get()
    action = review.actions.get()
    pages = [tab(service), REGISTERS + "reviews/", REGISTERS + "actions/", f"{REGISTERS}dates/"]
    for page in pages:
        said = words(viewer.get(page))
        assert review.notes not in said
        assert action.text not in said
        assert action.text in words(client.get(page)) or review.notes in words(client.get(page))
    ContractReview.objects.filter(pk=review.pk).update(audience=Audience.BOARD)
    assert review.notes in words(viewer.get(pages[0]))
    assert action.text in words(viewer.get(pages[2]))
    assert "Record a review" not in words(viewer.get(pages[0]))


@pytest.mark.parametrize("sheet", ["service-handover", "service-meeting"])
def test_open_actions_stand_on_both_sheets(demo, client, sheet):
    service = Service.objects.get(code="climb")
    action = ReviewAction.objects.get(review__service=service)
    page = reverse(sheet, args=[QUARTER, service.pk])
    assert action.text in words(client.get(page))
    ReviewAction.objects.filter(pk=action.pk).update(done_on=DAY)
    assert action.text not in words(client.get(page))


def test_an_award_says_what_its_years_came_to(demo, client):
    award = Award.objects.get(code="climb-contract")
    assert "2021/22: continue." in words(client.get(reverse("award", args=[QUARTER, award.pk])))
    contracts = f"{REGISTERS}contracts/?ends=all&lacks=annual"
    before = rows_counted(client.get(contracts))
    row = AnnualReview.objects.get(award=award)
    AnnualReview.objects.filter(pk=row.pk).update(year_label="2022/23")
    assert rows_counted(client.get(contracts)) == before - 1
    assert "continue" in words(client.get(f"{REGISTERS}annual-reviews/?year=2022/23&outcome=continue")).lower()
    assert rows_counted(client.get(f"{REGISTERS}annual-reviews/?outcome=amend")) == 0


def test_reviews_are_filtered(demo, client):
    page = REGISTERS + "reviews/"
    whole = rows_counted(client.get(page))
    assert rows_counted(client.get(page + "?upcoming=ahead")) == whole, "the control: both lie ahead of the quarter"
    make.ReviewFactory(award=Award.objects.get(code="drive-contract"))
    assert rows_counted(client.get(page + "?upcoming=unset")) == 1
    assert rows_counted(client.get(page + "?actions=open")) == whole
    assert rows_counted(client.get(page + "?provider=childrens-society")) == 1


def test_queries_are_flat(demo, client):
    service = Service.objects.get(code="climb")
    award = Award.objects.get(code="climb-contract")

    def grow() -> None:
        for review in (make.ReviewFactory(service=service), make.ReviewFactory(award=award, next_on=DAY)):
            make.ReviewActionFactory(review=review, due_on=DAY)

    pages = [REGISTERS + name for name in ("reviews/", "actions/", "annual-reviews/", "dates/")]
    for page in (*pages, tab(service), reverse("award", args=[QUARTER, award.pk])):
        flat(client, page, grow)
        light(client.get(page))
