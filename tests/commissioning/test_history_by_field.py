"""The history of a record by field: who changed what, from what to what, and of long text that it was changed."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from commissioning.models import (
    AnnualReview,
    Award,
    Commitment,
    ContractReview,
    Document,
    FundedProject,
    FundingStream,
    InformationRequest,
    Measure,
    NewsItem,
    Observation,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    Question,
    Risk,
    ServiceMeasure,
    StaffingLine,
    WaitingListLine,
)
from commissioning.views.records import PASTS
from commissioning.workflow.set_up.awards import save_award
from commissioning.workflow.set_up.splits import Amount
from tests.commissioning.factories import NOON
from tests.commissioning.idva import Idva, idva
from tests.commissioning.pages import flat, read, words
from tracker.audit import record
from tracker.models import AuditEvent, User
from tracker.records import keep
from tracker.roles import Role

Q2 = "2022-23-q2"


def past(kind: str, pk: int) -> str:
    return reverse("history", args=[Q2, kind, pk])


@pytest.fixture
def client(demo: None, officer: User, client_of) -> Client:
    return client_of(officer)


def test_a_change_is_told_by_field_with_who_and_why(client, officer):
    award = Award.objects.get(code="csp-2022-shropshire")
    stream = FundingStream.objects.get(code="pcc-csp")
    cells = {(stream.pk, "2022/23"): Amount(Decimal(99_000))}
    values = {"reference": "CSP/1", "purpose": "Safer streets. " * 12}
    save_award(award=award, values=values, by=officer, at=NOON, cells=cells, reason="Typed wrongly.")
    shown = words(client.get(past("awards", award.pk)))
    assert "Award: changed by Alice Hartley" in shown
    assert "Typed wrongly." in shown
    assert "Reference: “CSP/1”" in shown
    assert "CSP grant, 2022/23: “£99,000”, before “£98,441”" in shown
    assert "Purpose: changed (a long text, of which the history keeps the digest sha256:" in shown
    assert "Safer streets" not in shown.partition("History of")[2].partition("As it stood")[0]


def test_days_amounts_and_ticks_are_told_as_one_reads_them(client, officer):
    project = FundedProject(award=Award.objects.first(), name="Wardens", amount=Decimal(1500))
    changes = {"amount": ("1250.50", "1500"), "name": ("2022-03-14", "Wardens")}
    keep(record=project, values={}, by=officer, at=NOON, permission="commissioning.set_up_money")
    with transaction.atomic():
        record(act="change", record=project, by=officer, at=NOON, changes=changes)
        record(act="change", record=project.award, by=officer, at=NOON, changes={"starts_on": ("", "2022-04-01")})
        record(act="change", record=project.award, by=officer, at=NOON, changes={"ends_on": ("", "at the end")})
    shown = words(client.get(past("awards", project.award_id)))
    assert "Amount: “£1,500”, before “£1,250.50”" in shown
    assert "Name: “Wardens”, before “2022-03-14”" in shown, "a name is no day"
    assert "“1 April 2022”" in shown
    assert "“at the end”" in shown


def test_what_belongs_to_a_record_is_in_its_history(client, officer):
    award = Award.objects.get(code="csp-2022-shropshire")
    values = {"name": "Safer evenings", "amount": Decimal(500)}
    project = FundedProject(award=award)
    keep(record=project, values=values, by=officer, at=NOON, permission="commissioning.set_up_money")
    assert "Funded project: added" in words(client.get(past("awards", award.pk)))
    other = Award.objects.get(code="csp-2022-telford")
    assert "Funded project" not in words(client.get(past("awards", other.pk)))


LISTS = {
    "risks": (Risk, "registers/risks/?state=all"),
    "promises": (Commitment, "registers/promises/?state=all"),
    "news": (NewsItem, "registers/news/"),
    "staffing": (StaffingLine, "registers/staffing/"),
    "waiting-lists": (WaitingListLine, "registers/waiting-lists/"),
    "documents": (Document, "registers/documents/"),
    "reviews": (ContractReview, "registers/reviews/"),
    "annual-reviews": (AnnualReview, "registers/annual-reviews/"),
    "requests": (InformationRequest, "registers/requests/?state=all"),
    "questions": (Question, "questions/?status=open&status=answered&status=closed"),
    "measures": (Measure, "measures/{}/"),
}


@pytest.mark.parametrize("kind", LISTS)
def test_where_a_record_stands_leads_to_its_history(client, kind):
    model, page = LISTS[kind]
    url = f"/quarters/{Q2}/{page.format(ServiceMeasure.objects.get(code='idva-referrals').measure_id)}"
    hrefs = {href for href, _ in read(client.get(url)).links}
    keys = [pk for pk in model.objects.values_list("pk", flat=True) if past(kind, pk) in hrefs]
    assert keys
    assert client.get(past(kind, keys[0])).status_code == 200


@pytest.fixture
def found(db) -> Idva:
    return idva()


LINES = {
    "risks": ("risks-and-promises", "risknew-", Risk, {"title": "Few staff", "owner": "Lead", "likelihood": "2"}),
    "promises": ("risks-and-promises", "promisenew-", Commitment, {"text": "A second worker", "when": "by spring"}),
    "news": ("news", "newsnew-", NewsItem, {"text": "A new office opened", "kind": "launch"}),
}
AGAIN = {"risks": "likelihood", "promises": "when", "news": "text"}


@pytest.mark.parametrize("kind", LINES)
def test_a_line_of_a_return_has_a_history_of_its_own(found, kind):
    section, prefix, model, typed = LINES[kind]
    found.save({prefix + name: text for name, text in typed.items()}, section)
    row = model.objects.get()
    box = f"{prefix.replace('new-', '')}{row.pk}-{AGAIN[kind]}"
    found.save({box: "3"}, section)
    client = Client()
    client.force_login(found.bob)
    shown = words(client.get(reverse("history", args=[found.quarter.slug, kind, row.pk])))
    newest, _, first = shown.partition(": added")
    assert f": changed by {found.alice.name}" in newest
    assert "“3" in newest
    assert ", before “" in newest
    assert "“3" not in first


def test_what_a_box_of_a_choice_says_is_told_in_its_words(found):
    found.save({"newsnew-text": "A new office opened", "newsnew-kind": "launch"}, "news")
    (added,) = AuditEvent.objects.filter(model="commissioning.newsitem")
    assert added.act == "add"
    assert added.changes["What sort of news"] == ["", "Launch"]


def test_what_is_saved_as_it_was_is_told_of_no_line(found):
    found.save({"risknew-title": "Few staff", "risknew-likelihood": "2"}, "risks-and-promises")
    row = Risk.objects.get()
    found.save({f"risk{row.pk}-title": "Few staff"}, "risks-and-promises")
    found.save({"promisenew-text": "A second worker"}, "risks-and-promises")
    assert AuditEvent.objects.filter(model="commissioning.risk", record_id=row.pk).count() == 1


def test_the_life_of_a_return_is_told_in_words(client):
    row = QuarterlyReturn.objects.approved().first()
    shown = words(client.get(past("returns", row.pk)))
    assert "Quarterly return: approved by" in shown
    assert "From submitted to approved" in shown


PAGES = {
    "awards": (Award, lambda row: reverse("award", args=[Q2, row.pk])),
    "streams": (FundingStream, lambda row: reverse("stream", args=[Q2, row.pk])),
    "figures": (Observation, lambda row: reverse("figure", args=[Q2, row.pk])),
    "returns": (QuarterlyReturn, lambda row: reverse("return", args=[row.pk])),
    "packs": (Pack, lambda row: reverse("pack", args=[row.pk])),
    "items": (OfficeItem, lambda row: reverse("item", args=[row.pk])),
}


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_of_a_record_leads_to_its_history(client, kind):
    model, url = PAGES[kind]
    row = model.objects.order_by("pk").first()
    assert past(kind, row.pk) in [href for href, _ in read(client.get(url(row))).links]
    assert client.get(past(kind, row.pk)).status_code == 200


@pytest.mark.parametrize("kind", PASTS)
def test_no_history_of_what_is_not_there(client, kind):
    assert client.get(past(kind, 10**9)).status_code == 404
    assert client.get(past("secrets", 1)).status_code == 404


def test_who_only_reads_is_not_led_there_and_may_not_go(demo, client_of):
    viewer = client_of(User.objects.create_user("v@office.example", name="Vera", role=Role.VIEWER))
    award = Award.objects.first()
    assert viewer.get(past("awards", award.pk)).status_code == 403
    assert "History, field by field" not in words(viewer.get(reverse("award", args=[Q2, award.pk])))


@pytest.mark.django_db(transaction=False)
def test_a_long_history_asks_as_much_as_a_short_one(client, officer):
    award = Award.objects.first()

    def grow() -> None:
        for number in range(3):
            record(act="change", record=award, by=officer, at=NOON, changes={"reference": ("", str(number))})

    flat(client, past("awards", award.pk), grow)
