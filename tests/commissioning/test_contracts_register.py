"""Contracts of the public register: what is missing of each, and where it is mended."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from commissioning.choices import Audience, AwardKind, Withheld
from commissioning.figures.contracts import Contract, contracts_by, contracts_of
from commissioning.models import Award
from commissioning.workflow.retention import remove_what_is_over
from tests.commissioning import factories as make
from tests.commissioning.pages import MOST_QUERIES, queries_of, read, words
from tracker.models import Office
from tracker.roles import Role

END = date(2022, 9, 30)
PAGE = "/quarters/2022-23-q2/money/contracts/"


@pytest.fixture(autouse=True)
def office(db: None, settings, tmp_path) -> Office:
    settings.MEDIA_ROOT = tmp_path
    make.quarters()
    return make.OfficeFactory()


def contract(amount: Decimal | None = Decimal(25_000), **more) -> Award:
    """One that says all that it should, but for its copy."""
    said = {
        "kind": AwardKind.CONTRACT,
        "title": "Advice line",
        "starts_on": date(2022, 4, 1),
        "ends_on": date(2023, 3, 31),
        "decided_on": date(2022, 3, 1),
        "purpose": "Support by telephone.",
        "reasons": "It serves the plan.",
    }
    award = make.AwardFactory(**(said | more))
    make.FundingSplitFactory(award=award, year_label="2022/23", amount=amount)
    return award


def only() -> Contract:
    (found,) = contracts_of(contracts_by(END), on=END)
    return found


@pytest.mark.parametrize(
    ("amount", "said", "needed"),
    [
        (25_000, {}, ["copy of the contract"]),
        (None, {}, ["amount", "copy of the contract"]),
        (10_000, {}, []),
        (9_000, {"purpose": ""}, ["purpose"]),
        (25_000, {"purpose": "Ask Jo on 07700 900123."}, ["copy of the contract", "to take out of purpose"]),
    ],
)
def test_what_the_register_wants_and_nobody_has_recorded(amount, said, needed):
    contract(None if amount is None else Decimal(amount), **said)
    found = only()
    assert len(found.needed) == len(needed)
    assert all(told.startswith(name) for told, name in zip(found.needed, needed, strict=True)), found.needed
    assert found.complete == (not needed)


@pytest.mark.parametrize(("audience", "complete"), [(Audience.PUBLIC, True), (Audience.INTERNAL, False)])
def test_a_copy_counts_once_anybody_may_read_it(audience, complete):
    make.DocumentFactory(award=contract(), audience=audience)
    assert only().complete is complete


def test_a_copy_that_would_name_a_refuge_is_not_asked_for():
    contract(provider=make.ProviderFactory(address_confidential=True))
    assert only().needed == []


def test_a_copy_whose_day_is_over_is_asked_for_again_on_the_page_that_is_kept(client_of, person):
    copy = make.DocumentFactory(award=contract(), audience=Audience.PUBLIC, keep_until=END)
    client = client_of(person(Role.OFFICER))
    assert "1 of 1 contract" in words(client.get(PAGE))
    later = datetime(2022, 10, 2, 12, tzinfo=UTC)
    assert remove_what_is_over(on=later.date(), at=later) == 1
    copy.refresh_from_db()
    assert not copy.file
    assert "0 of 1 contract" in words(client.get(PAGE))


def test_grants_and_later_contracts_are_not_listed_and_a_withheld_one_says_so(client_of, person):
    contract(kind=AwardKind.GRANT)
    contract(decided_on=date(2022, 12, 1))
    contract(title="Guarded", withheld=Withheld.SAFETY)
    page = words(client_of(person(Role.OFFICER)).get(PAGE))
    assert "0 of 1 contract" in page
    assert "not shown: withheld" in page


def test_its_page_leads_to_where_each_gap_is_mended(client_of, person):
    award = contract(purpose="")
    links = {url for url, _ in read(client_of(person(Role.OFFICER)).get(PAGE)).links}
    assert reverse("set-up-record", args=["awards", award.pk]) in links
    assert reverse("document-add", args=["award", award.pk]) in links
    seen = {url for url, _ in read(client_of(person(Role.VIEWER)).get(PAGE)).links}
    assert reverse("document-add", args=["award", award.pk]) not in seen


def test_few_queries_and_a_file_of_the_same_lines(client_of, person):
    client = client_of(person(Role.OFFICER))
    contract()
    before = queries_of(client, PAGE)
    contract(title="Another")
    Office.objects.reference_changed()
    assert queries_of(client, PAGE) == before <= MOST_QUERIES
    lines = client.get(PAGE, {"format": "csv"}).content.decode().splitlines()
    assert len(lines) == 3
    assert "copy of the contract" in lines[1]
    assert lines[1].endswith('"contracts over £10,000"')
