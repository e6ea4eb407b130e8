"""A portfolio file taken in: all or nothing, once, with its events; and what an answer, a second look and a rule do."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook as Book

from commissioning.choices import Standing, ValueSource
from commissioning.imports.plans import Moved
from commissioning.imports.portfolio.loading import Loaded, NotLoaded, load_portfolio
from commissioning.imports.portfolio.reading import Portfolio, read_portfolio
from commissioning.models import (
    Award,
    Measure,
    Objective,
    Observation,
    ObservationValue,
    Question,
    ReportingPeriod,
    ReportingRoute,
    Service,
    ServiceMeasure,
    Target,
)
from commissioning.workflow import open_period
from providers.models import Provider, ProviderAlias
from tests.commissioning.factories import OfficeFactory
from tests.commissioning.portfolio_files import DAY, NOON, book_of
from tracker.audit import verify_chain
from tracker.models import AuditEvent, ImportKind, ImportRun, Office, User
from tracker.refusals import NotNow, NotYours
from tracker.uploads.keeping import take
from tracker.uploads.runs import begin_run

pytestmark = pytest.mark.django_db

WORDED = {"Kind of number": "whole number", "How it is counted": "this quarter", "Good is": "up"}
SHEETS = {
    "Plan": [["Objective", "Theme"], ["Victims", None], ["Victims", "Sexual violence"], ["Streets", None]],
    "Providers": [
        ["Org", "Type", "Charity no", "AKA"],
        ["Haven", "charity", 1234567, "The Haven"],
        ["Wardens", "", "", ""],
    ],
    "Services": [
        ["Service", "Priority", "Theme", "Organisation", "Who reports", "Area", "Lead"],
        ["Counselling", "Victims", "Sexual violence", "The Haven", "provider", "North; South", "Alice Hartley"],
        ["Patrols", "Streets", None, "Wardens", "no return", "whole force", None],
    ],
    "Awards": [
        ["Award", "Organisation", "Type", "Services", "Start", "End", "Funder", "Stream", "2022/23", "2023/24"],
        [
            "Haven grant",
            "Haven",
            "grant",
            "Counselling",
            "1/4/22",
            "31/3/24",
            "MoJ",
            "Core",
            "£50,000",
            "about £52,000",
        ],
        ["Patrols", "Wardens", "in-house", "Patrols", None, None, None, None, "tbc", None],
    ],
    "Measures": [
        ["Service", "KPI", *WORDED, "Unit", "About people", "Target 2022/23"],
        ["Counselling", "Referrals", *WORDED.values(), "referrals", "yes", 500],
    ],
    "Past_figures": [
        ["Service", "KPI", "Q2 2021/22", "Q4 2021/22", "Q1 2022/23"],
        ["Counselling", "Referrals", 465, "not counted", "about 130"],
    ],
}


@pytest.fixture
def office() -> Office:
    return OfficeFactory()


@pytest.fixture
def alice(officer: User) -> User:
    return officer


def run_of(office: Office, by: User, name: str = "Portfolio.xlsx") -> ImportRun:
    """A kept file of that name. What it holds is given to the reader by the tests."""
    content = io.BytesIO()
    book = Book()
    book.active.append([name])
    book.save(content)
    upload = take(name, io.BytesIO(content.getvalue()), len(content.getvalue()))
    return begin_run(kind=ImportKind.PORTFOLIO, about=office, upload=upload, by=by, at=NOON)


def look(sheets, by: User, name: str = "Portfolio.xlsx", **answers: str) -> Portfolio:
    return read_portfolio(book_of(**sheets), name=name, answers=answers, by=by, on=DAY)


def load(sheets, by: User, name: str = "Portfolio.xlsx", answers=None, digest: str = "") -> Loaded:
    given = answers or {}
    seen = digest or look(sheets, by, name, **given).plan.digest
    run = run_of(Office.objects.get(), by, name)
    return load_portfolio(run=run, file=book_of(**sheets), answers=given, digest=seen, by=by, at=NOON)


def test_an_empty_tracker_has_the_whole_portfolio_afterwards(office, alice):
    loaded = load(SHEETS, alice)
    counselling = Service.objects.get(name="Counselling")
    assert (counselling.objective.name, counselling.theme.name) == ("Victims", "Sexual violence")
    assert (counselling.lead_officer, [area.name for area in counselling.areas.all()]) == (alice, ["North", "South"])
    assert [row.provider.name for row in counselling.service_providers.all()] == ["Haven"]
    assert set(ReportingRoute.objects.values_list("service__name", "route")) == {
        ("Counselling", "provider"),
        ("Patrols", "none"),
    }
    grant = Award.objects.with_total("2022/23", on=DAY).get(title="Haven grant")
    assert (grant.total, grant.starts_on, grant.splits.get(year_label="2023/24").precision) == (
        Decimal("50000.00"),
        date(2022, 4, 1),
        "about",
    )
    assert Award.objects.get(title="Patrols").splits.get().amount is None
    assert Target.objects.get().value == 500
    assert (loaded.figures, loaded.asked, dict(loaded.new)["services"]) == (3, 0, 2)


def test_past_figures_are_taken_over_not_approved_and_know_their_file_and_cell(office, alice):
    load(SHEETS, alice)
    figure = Observation.objects.get(period__slug="2021-22-q2")
    assert (figure.value, figure.standing, figure.source) == (465, Standing.TAKEN_OVER, ValueSource.EARLIER_SHEET)
    assert figure.source_detail == "Portfolio.xlsx, Past figures!C2"
    assert ObservationValue.objects.get(observation=figure).import_run.name == "Portfolio.xlsx"
    assert Observation.objects.get(period__slug="2021-22-q4").state == "not_counted"
    assert Observation.objects.get(period__slug="2022-23-q1").precision == "about"


def test_the_quarter_can_be_opened_at_once(office, alice):
    load(SHEETS, alice)
    quarter = ReportingPeriod.objects.get(slug="2022-23-q2")
    opened = open_period(period=quarter, by=alice, at=NOON)
    assert (opened.returns, opened.items, opened.figures) == (1, 1, 1)


def test_every_change_has_its_event_and_reference_data_are_read_anew(office, alice):
    load(SHEETS, alice)
    made = {
        model: AuditEvent.objects.filter(model=model, act="add").count()
        for model in ("providers.provider", "commissioning.service", "commissioning.award")
    }
    assert made == {
        "providers.provider": Provider.objects.count(),
        "commissioning.service": 2,
        "commissioning.award": 2,
    }
    assert AuditEvent.objects.filter(act="take-over").count() == 3
    assert verify_chain() == AuditEvent.objects.count()
    office.refresh_from_db()
    assert office.data_version > 0
    run = ImportRun.objects.get()
    assert (run.state, run.applied_by, run.summary["services, new"]) == ("applied", alice, 2)


def test_the_same_file_twice_changes_nothing(office, alice):
    load(SHEETS, alice)
    events = AuditEvent.objects.exclude(model="tracker.importrun").count()
    again = look(SHEETS, alice, "Another name.xlsx")
    assert again.changes_nothing
    load(SHEETS, alice, "Another name.xlsx")
    assert AuditEvent.objects.exclude(model="tracker.importrun").count() == events


def test_a_file_is_taken_in_once(office, alice):
    run, digest = run_of(office, alice), look(SHEETS, alice).plan.digest
    given = {"run": run, "file": book_of(**SHEETS), "answers": {}, "by": alice, "at": NOON}
    load_portfolio(digest=digest, **given)
    with pytest.raises(NotNow, match="was taken in on"):
        load_portfolio(digest=digest, **given)


def test_a_plan_that_somebody_changed_meanwhile_is_shown_again(office, alice):
    seen = look(SHEETS, alice).plan.digest
    Provider.objects.create(code="haven", name="Haven", kind="charity")
    with pytest.raises(Moved):
        load(SHEETS, alice, digest=seen)
    assert not Service.objects.exists()


def test_what_cant_be_kept_leaves_nothing_behind(office, alice):
    """A rule that only keeping a record finds: reminders go by e-mail."""
    contacts = {"Contacts": [["Name", "Provider", "Gets reminders"], ["Desk", "Haven", "yes"]]}
    with pytest.raises(NotLoaded) as refused:
        load(SHEETS | contacts, alice)
    (fault,) = refused.value.faults
    assert fault.where.startswith("Contacts, ")
    assert "Reminders go by e-mail" in fault.sentence
    assert {model.objects.count() for model in (Service, Objective, Provider, Award, Observation)} == {0}
    assert ImportRun.objects.get().applied_at is None


def test_a_file_with_a_fault_or_an_open_question_is_not_taken_in(office, alice):
    faulty = SHEETS | {"Targets": [["Service", "Measure", "Year", "Target"], ["Nothing", "Referrals", "2022/23", 1]]}
    with pytest.raises(NotNow, match="still has faults"):
        load(faulty, alice)
    asked = SHEETS | {"Contacts": [["Name", "Provider"], ["Desk", "Havens"]]}
    with pytest.raises(NotNow, match="Answer the questions"):
        load(asked, alice)
    assert not Service.objects.exists()


@pytest.mark.parametrize(("answer", "providers", "aliases"), [("is:haven", 2, 2), ("other", 3, 1)])
def test_a_near_name_is_another_name_or_another_provider_as_it_is_answered(office, alice, answer, providers, aliases):
    asked = SHEETS | {"Contacts": [["Name", "Provider"], ["Desk", "Havens"]]}
    question = look(asked, alice).plan.questions[0]
    assert question.sentence == "Is “Havens” the same provider as Haven?"
    load(asked, alice, answers={question.name: answer})
    assert (Provider.objects.count(), ProviderAlias.objects.count()) == (providers, aliases)


def test_a_value_unlike_the_stored_one_makes_a_question_and_overwrites_nothing(office, alice):
    load(SHEETS, alice)
    other = {"Past_figures": [["Service", "KPI", "Q2 2021/22"], ["Counselling", "Referrals", 470]]}
    loaded = load(other, alice, "Later.xlsx")
    assert (loaded.figures, loaded.asked) == (1, 1)
    assert Observation.objects.get(period__slug="2021-22-q2").value == 465
    assert "465 (old spreadsheet) and 470 (old spreadsheet)" in Question.objects.get().text
    assert look(other, alice, "Later still.xlsx").changes_nothing


def test_changes_are_those_of_the_fields_and_an_empty_cell_changes_nothing(office, alice):
    load(SHEETS, alice)
    sheet = {"Services": [["Service", "Stage", "Theme", "Lead"], ["counselling", "ending", None, ""]]}
    (change,) = look(sheet, alice).changes
    assert [(each.label, each.before, each.after) for each in change.fields] == [("Stage", "Live", "Ending")]
    load(sheet, alice, "Stage.xlsx")
    service = Service.objects.get(name="Counselling")
    assert (service.stage, service.lead_officer, service.theme.name) == ("ending", alice, "Sexual violence")


def test_a_row_is_known_by_its_code_when_its_name_has_changed(office, alice):
    load(SHEETS, alice)
    code = Service.objects.get(name="Patrols").code
    load({"Services": [["Service", "Code"], ["Street patrols", code]]}, alice, "Renamed.xlsx")
    assert Service.objects.get(code=code).name == "Street patrols"
    assert Service.objects.count() == 2


def test_once_there_is_a_plan_its_words_are_the_administrators(office, alice):
    load(SHEETS, alice)
    faults = look({"Plan": [["Objective"], ["Something else"]]}, alice).plan.faults
    assert [fault.where for fault in faults] == ["Plan, A2"]
    assert "only an administrator changes the plan" in faults[0].sentence


def test_the_wording_of_a_measure_with_figures_is_not_changed_by_a_file(office, alice):
    load(SHEETS, alice)
    sheet = {
        "Measures": [["Service", "KPI", "Definition", "Unit"], ["Counselling", "Referrals", "First ones only", ""]]
    }
    (fault,) = look(sheet, alice).plan.faults
    assert "there are figures under it" in fault.sentence
    assert Measure.objects.get().versions.get().definition == ""
    Observation.objects.update(latest=None)
    ObservationValue.objects.all().delete()
    Observation.objects.all().delete()
    assert look(sheet, alice).plan.faults == ()  # the control


def test_only_those_who_may_load_the_portfolio_do(office, alice):
    finance = User.objects.create_user("finance@example.org", name="Fay", role="finance")
    digest = look(SHEETS, alice).plan.digest
    with pytest.raises(NotYours):
        load(SHEETS, finance, digest=digest)


FLAT = [
    [
        "Organisation",
        "Service",
        "Priority",
        "Theme",
        "Type",
        "Ref",
        "Start",
        "End",
        "2022/23",
        "KPI",
        "Q4 2021/22",
        "Q1 2022/23",
    ],
    [
        "Haven",
        "Counselling",
        "Victims",
        "Sexual violence",
        "Grant",
        "H1",
        "1/4/22",
        "31/3/23",
        "£50,000",
        "Referrals",
        10,
        12,
    ],
    [
        "Haven",
        "Counselling",
        "Victims",
        "Sexual violence",
        "Grant",
        "H1",
        "1/4/22",
        "31/3/23",
        "£50,000",
        "Sessions",
        40,
        44,
    ],
    ["Haven", "Helpline", "Victims", None, "Grant", "H1", "1/4/22", "31/3/23", "£50,000", None, None, None],
    ["TBC", "Lighting", "Streets", None, "Contract", None, None, None, None, None, None, None],
]


@pytest.mark.parametrize(("answer", "total"), [("whole", 50_000), ("parts", 100_000)])
def test_one_flat_sheet_becomes_all_its_records(office, alice, answer, total):
    load({"Sheet1": FLAT}, alice, answers={"amounts": answer})
    award = Award.objects.with_total("2022/23", on=DAY).get(reference="H1")
    assert (award.provider.name, award.kind, award.total) == ("Haven", "grant", total)
    assert set(award.services.values_list("name", flat=True)) == {"Counselling", "Helpline"}
    assert Objective.objects.count() == 2
    assert Service.objects.get(name="Lighting").service_providers.count() == 0
    assert set(ServiceMeasure.objects.values_list("label", flat=True)) == {"Referrals", "Sessions"}
    assert Observation.objects.get(service_measure__label="Sessions", period__slug="2022-23-q1").value == 44


NAMED = [["Service", "KPI", "Headline"], ["Counselling", "Referrals", "no"], ["Counselling", "Waiting", "yes"]]
UNNAMED = [["Service", "KPI"], ["Counselling", "Referrals"], ["Counselling", "Waiting"], ["Patrols", "Walks"]]


def headlines() -> dict[str, list[str]]:
    rows = ServiceMeasure.objects.filter(headline=True).order_by("pk")
    return {
        service: [each.label for each in rows if each.service.name == service] for service in ("Counselling", "Patrols")
    }


def test_the_first_figure_of_a_service_is_its_headline_where_nobody_names_one_and_the_preview_says_so(office, alice):
    sheets = {name: rows for name, rows in SHEETS.items() if name in ("Plan", "Providers", "Services")}
    told = [
        fault.sentence
        for fault in look(sheets | {"Measures": UNNAMED}, alice).plan.faults
        if fault.group == "Headline figures that nobody named"
    ]
    assert len(told) == 2
    assert told[0].startswith("Counselling: no headline figure is named, so Referrals is taken")
    load(sheets | {"Measures": UNNAMED}, alice)
    assert headlines() == {"Counselling": ["Referrals"], "Patrols": ["Walks"]}
    again = look({"Measures": [*UNNAMED, ["Counselling", "Closed"]]}, alice)
    assert all(fault.group != "Headline figures that nobody named" for fault in again.plan.faults)


def test_control_headlines_that_are_named_stay_as_they_are_named(office, alice):
    sheets = {name: rows for name, rows in SHEETS.items() if name in ("Plan", "Providers", "Services")}
    load(sheets | {"Measures": NAMED}, alice)
    assert headlines() == {"Counselling": ["Waiting"], "Patrols": []}
