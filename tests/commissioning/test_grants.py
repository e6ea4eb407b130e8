"""Grants as open data: what is a grant, what is missing of it, and files that the standard's own schema finds right."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from commissioning.choices import AwardKind
from commissioning.exports.giving import NoPrefix, faults, package_of, workbook_of
from commissioning.figures.grants import Grant, grants_by, grants_of
from commissioning.models import Award
from commissioning.models.plan import Area
from commissioning.ratings.values import Precision
from providers.models import ProviderKind
from tests.commissioning import factories as make
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tracker import formats
from tracker.models import Office, User
from tracker.roles import Role

END = date(2022, 9, 30)
PAGE = "/quarters/2022-23-q2/money/grants/"
FILE = PAGE + "360giving"


def grant(**more: Any) -> Award:
    """A grant that says all that it must and should."""
    provider = more.pop("provider", None) or make.ProviderFactory(kind=ProviderKind.CHARITY, charity_number="1000001")
    said = {
        "kind": AwardKind.GRANT,
        "starts_on": date(2022, 4, 1),
        "ends_on": date(2023, 3, 31),
        "decided_on": date(2022, 3, 1),
        "purpose": "Support by telephone.",
        "reasons": "It serves the plan.",
        "conditions": "",
    }
    amount = more.pop("amount", Decimal("1250.50"))
    area = (
        more.pop("area", None)
        or Area.objects.get_or_create(code="stafford", scheme="local_authority", name="Stafford", ons_code="E07000197")[
            0
        ]
    )
    award = make.AwardFactory(provider=provider, **(said | more))
    make.FundingSplitFactory(award=award, year_label="2022/23", amount=amount)
    service = make.ServiceFactory()
    service.areas.add(area)
    make.AwardServiceFactory(award=award, service=service)
    return award


@pytest.fixture
def office(db: None) -> Office:
    make.quarters()
    return make.OfficeFactory(prefix="Example")


@pytest.fixture
def client(office: Office, officer: User, client_of) -> Client:
    return client_of(officer)


def found() -> list[Grant]:
    return grants_of(grants_by(END), on=END)


def only() -> Grant:
    (one,) = found()
    return one


def published(office: Office) -> list[dict[str, Any]]:
    package = package_of(found(), office=office, on=END)
    assert faults(package) == []
    listed: list[dict[str, Any]] = package["grants"]
    return listed


@pytest.mark.parametrize(
    ("kind", "is_grant"),
    [
        (AwardKind.GRANT, True),
        (AwardKind.TRANSFER, True),
        (AwardKind.CONTRACT, False),
        (AwardKind.IN_HOUSE, False),
        (AwardKind.CONTRIBUTION, False),
    ],
)
def test_which_awards_are_grants(office, kind, is_grant):
    grant(kind=kind)
    assert bool(found()) is is_grant


@pytest.mark.parametrize(
    ("dates", "there"),
    [
        ({"decided_on": END}, True),
        ({"decided_on": date(2022, 10, 1)}, False),
        ({"decided_on": None, "starts_on": END}, True),
        ({"decided_on": None, "starts_on": date(2022, 10, 1)}, False),
        ({"decided_on": None, "starts_on": None}, True),
    ],
)
def test_what_was_decided_on_later_is_not_there_yet(office, dates, there):
    grant(**dates)
    assert bool(found()) is there


@pytest.mark.parametrize(
    ("more", "needed", "useful"),
    [
        ({}, [], []),
        ({"decided_on": None}, ["date of the decision"], []),
        ({"purpose": ""}, ["purpose"], []),
        ({"amount": None}, ["amount"], []),
        ({"reasons": ""}, [], ["reasons"]),
        ({"starts_on": None}, [], ["first day"]),
        ({"ends_on": None}, [], ["last day"]),
    ],
    ids=str,
)
def test_what_is_missing(office, more, needed, useful):
    grant(**more)
    assert (only().needed, only().useful) == (needed, useful)
    assert only().complete is not bool(needed)


def test_a_recipient_that_is_not_stated_is_needed(office):
    grant(provider=make.ProviderFactory(code="not-stated", kind=ProviderKind.NOT_STATED))
    assert only().needed == ["recipient"]


@pytest.mark.parametrize(
    ("kind", "useful"),
    [
        (ProviderKind.CHARITY, ["charity number"]),
        (ProviderKind.COMPANY, ["company number"]),
        (ProviderKind.COUNCIL, []),
    ],
)
def test_a_recipients_number_would_help(office, kind, useful):
    grant(provider=make.ProviderFactory(kind=kind))
    assert only().useful == useful


def test_an_amount_that_is_about_so_much_is_said_to_be(office):
    award = grant()
    award.splits.update(precision=Precision.ABOUT)
    assert (only().complete, only().useful) == (True, ["exact amount"])


def test_the_amount_is_over_all_years_with_the_changes_in_force(office):
    award = grant(amount=Decimal(1000))
    make.FundingSplitFactory(award=award, year_label="2023/24", amount=Decimal(500))
    for day, moved in ((END, 50), (date(2022, 10, 1), 7)):
        change = make.VariationFactory(award=award, effective_on=day)
        make.FundingSplitFactory(award=award, year_label="2022/23", variation=change, amount=Decimal(moved))
    assert only().amount == 1550


def test_what_is_published_of_a_grant(office):
    award = grant(conditions="Quarterly returns.")
    (told,) = published(office)
    service = award.services.get()
    stream = award.splits.get().stream
    assert told == {
        "id": f"360G-Example-{award.code}",
        "title": award.title,
        "description": "Support by telephone.\n\nConditions: Quarterly returns.\n\nReasons: It serves the plan.",
        "currency": "GBP",
        "amountAwarded": 1250.5,
        "awardDate": "2022-03-01",
        "plannedDates": [{"startDate": "2022-04-01", "endDate": "2023-03-31"}],
        "recipientOrganization": [{"id": "GB-CHC-1000001", "name": award.provider.name, "charityNumber": "1000001"}],
        "beneficiaryLocation": [
            {"name": "Stafford", "countryCode": "GB", "geoCode": "E07000197", "geoCodeType": "NMD"}
        ],
        "fundingOrganization": [{"id": "360G-Example-office", "name": office.name}],
        "grantProgramme": [{"code": stream.code, "title": stream.name}],
        "classifications": [
            {"vocabulary": "Police and Crime Plan", "code": service.objective.code, "title": service.objective.name}
        ],
    }


@pytest.mark.parametrize(
    ("kind", "charity", "company", "identifier"),
    [
        (ProviderKind.CHARITY, "1000001", "01234567", "GB-CHC-1000001"),
        (ProviderKind.COMPANY, "1000001", "01234567", "GB-COH-01234567"),
        (ProviderKind.COMPANY, "", "1234567", "GB-COH-01234567"),
        (ProviderKind.CHARITY, "", "01234567", "GB-COH-01234567"),
        (ProviderKind.COUNCIL, "", "", "360G-Example-own-code"),
    ],
)
def test_a_recipient_goes_by_the_number_that_everybody_knows(office, kind, charity, company, identifier):
    numbers = {"charity_number": charity, "company_number": company}
    grant(provider=make.ProviderFactory(code="own-code", kind=kind, **numbers))
    assert published(office)[0]["recipientOrganization"][0]["id"] == identifier


def test_a_transfer_is_given_on(office):
    grant(kind=AwardKind.TRANSFER)
    assert published(office)[0]["regrantType"] == "FRG010"


@pytest.mark.parametrize("whose", ["provider", "service"])
def test_where_an_address_is_confidential_no_place_is_told_and_none_is_asked_for(office, whose):
    award = grant()
    hidden = award.provider if whose == "provider" else award.services.get()
    hidden.address_confidential = True
    hidden.save()
    assert "beneficiaryLocation" not in published(office)[0]
    assert only().useful == []


def test_what_is_incomplete_is_left_out(office):
    grant(purpose="")
    whole = grant()
    assert [each["id"] for each in published(office)] == [f"360G-Example-{whole.code}"]


def test_without_a_prefix_there_is_no_package(office):
    office.prefix = ""
    with pytest.raises(NoPrefix):
        package_of(found(), office=office, on=END)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("amountAwarded", "1,000", "is not of type 'number'"),
        ("currency", "pounds", "is not one of"),
        ("recipientOrganization", [], "should be non-empty"),
        ("awardDate", None, "is not"),
    ],
)
def test_control_the_schema_finds_what_is_wrong(office, field, value, said):
    grant()
    package = package_of(found(), office=office, on=END)
    package["grants"][0][field] = value
    assert any(said in fault for fault in faults(package)), faults(package)


def test_the_spreadsheet_says_the_same(office):
    award = grant()
    more = Area.objects.create(code="tamworth", scheme="local_authority", name="Tamworth", ons_code="E07000199")
    award.services.get().areas.add(more)
    make.FundingSplitFactory(award=award, year_label="2022/23", amount=Decimal(1))
    grant(title="=1+1")
    package = package_of(found(), office=office, on=END)
    assert grants_in(workbook_of(package)) == sorted(package["grants"], key=lambda each: each["id"])


def grants_in(content: bytes) -> list[dict[str, Any]]:
    """The grants that a workbook of the standard holds, put together from its sheets as the standard says."""
    paths = {
        "Planned Dates": "plannedDates",
        "Recipient Org": "recipientOrganization",
        "Funding Org": "fundingOrganization",
        "Beneficiary Location": "beneficiaryLocation",
        "Grant Programme": "grantProgramme",
        "Classifications": "classifications",
    }
    fields = {
        "Identifier": "id",
        "Web Address": "url",
        "Geographic Code": "geoCode",
        "Geographic Code Type": "geoCodeType",
        "For Regrant Type": "regrantType",
    }
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "grants"
    assert [cell.value for cell in book["Meta"]["A"]] == ["Version", "Title", "Issued", "License", "Publisher:Name"]
    held: dict[str, dict[str, Any]] = {}
    for sheet in book.worksheets:
        if sheet.title == "Meta":
            continue
        header, *rows = sheet.iter_rows(values_only=True)
        for row in rows:
            one = held.setdefault(row[0], {})
            items: dict[str, dict[str, Any]] = {}
            for heading, value in zip(header, row, strict=True):
                if value is not None:
                    head, _, rest = heading.partition(":")
                    name = fields.get(rest or head) or "".join((rest or head).title().split())
                    name = name[0].lower() + name[1:]
                    (items.setdefault(paths[head], {}) if rest else one)[name] = value
            for name, item in items.items():
                one.setdefault(name, []).append(item)
    return sorted(held.values(), key=lambda each: each["id"])


def test_the_template_has_all_its_headings(office):
    grant()
    sheet = load_workbook(io.BytesIO(workbook_of(package_of(found(), office=office, on=END))))["grants"]
    assert len([cell.value for cell in sheet[1]]) == 46


def test_the_page_lists_what_is_missing_and_leads_to_where_it_is_added(client):
    whole, lacking = grant(title="Whole"), grant(title="Lacking", purpose="", reasons="")
    shown = client.get(PAGE)
    assert "1 of 2 grants up to 30 September 2022 says all that is needed." in words(shown)
    assert f'href="/set-up/awards/{lacking.pk}/"' in shown.content.decode()
    assert f'href="/set-up/awards/{whole.pk}/"' not in shown.content.decode()


@pytest.mark.parametrize(
    ("missing", "listed"), [("needed", {"Lacking"}), ("useful", {"Wanting"}), ("complete", {"Whole", "Wanting"})]
)
def test_the_list_is_filtered_by_what_is_missing(client, missing, listed):
    grant(title="Whole"), grant(title="Lacking", purpose=""), grant(title="Wanting", reasons="")
    rows = client.get(f"{PAGE}?missing={missing}&format=csv").content.decode("utf-8-sig").splitlines()[1:]
    assert {row.split(",")[0] for row in rows} == listed


@pytest.mark.parametrize("confidential", [False, True])
def test_the_awards_own_page_says_the_same_to_do(client, confidential):
    award = grant(purpose="", reasons="")
    award.services.get().areas.clear()
    type(award.provider).objects.update(address_confidential=confidential)
    Office.objects.reference_changed()
    shown = words(client.get(f"/quarters/2022-23-q2/awards/{award.pk}/"))
    missing = [*only().needed, *only().useful]
    assert missing == ["purpose", "reasons", *([] if confidential else ["area"])]
    assert f"Publication: {len(missing)} to do" in shown
    assert formats.listing(missing).capitalize() in shown


def test_a_viewer_is_offered_no_form(office, person, client_of):
    lacking = grant(purpose="")
    shown = client_of(person(Role.VIEWER)).get(PAGE)
    assert f'href="/set-up/awards/{lacking.pk}/"' not in shown.content.decode()


def test_the_files_are_those_of_complete_grants(client, office):
    whole = grant()
    grant(purpose="")
    answer = client.get(FILE + ".json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="360giving-2022-23-q2.json"'
    assert [each["id"] for each in answer.json()["grants"]] == [f"360G-Example-{whole.code}"]
    book = b"".join(client.get(FILE + ".xlsx"))
    assert [each["id"] for each in grants_in(book)] == [f"360G-Example-{whole.code}"]


@pytest.mark.parametrize(("prefix", "purpose"), [("", "Support."), ("Example", "")])
def test_where_no_file_can_be_made_the_page_says_why(client, office, prefix, purpose):
    Office.objects.update(prefix=prefix)
    grant(purpose=purpose)
    answer = client.get(FILE + ".json")
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    said = "No grant says all that is needed yet" if prefix else "no 360Giving prefix yet"
    shown = client.get(PAGE)
    assert said in words(shown)
    assert FILE not in shown.content.decode()


def test_the_page_reads_each_thing_once(client):
    grant()
    client.get(PAGE)
    one = queries_of(client, PAGE)
    for _ in range(3):
        grant()
    assert queries_of(client, PAGE) == one <= MOST_QUERIES
