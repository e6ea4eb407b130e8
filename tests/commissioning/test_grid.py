"""Like awards in one grid: typed once, each row saved in its own pack, totals tied to the total that was stated."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from commissioning.choices import State
from commissioning.models import Award, Draft, Pack, QuarterlyReturn, SpendLine, Submission
from commissioning.workflow import save_section
from commissioning.workflow.sections import section_of
from tests.commissioning import factories as make
from tests.commissioning.idva import NOON
from tests.commissioning.pages import MOST_QUERIES, queries_of
from tests.commissioning.partnerships import SPENT, URL, money_box, partnerships
from tests.commissioning.return_forms import client_of, hidden, text_of
from tests.tracker.late_forms import back_in
from tracker.merging import Base
from tracker.models import AuditEvent, Office
from tracker.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(db) -> Client:
    return client_of(partnerships())


def opened(client: Client) -> dict[str, object]:
    """What a browser would send of the grid: its tokens, its key and its boxes as they stand."""
    page = client.get(URL)
    assert page.status_code == 200
    rows = page.context["rows"]
    amounts = [each["field"] for row in rows for each in row["amounts"]]
    figures = [box["field"] for row in rows for cell in row["figures"] for box in cell.get("boxes", ())]
    fields = [*amounts, *figures, *(row["note"] for row in rows)]
    boxes = {field.html_name: field.value() or "" for field in fields}
    return {"keep": page.context["tokens"], "key": page.context["key"], **hidden(page, "whose"), **boxes}


def typed() -> dict[str, str]:
    return {money_box(name): text for name, text in SPENT.items()}


def other_saves(name: str, text: str) -> None:
    pack = Pack.objects.select_related("provider", "period").get(provider__name=f"{name} CSP")
    bob = make.UserFactory(name="Bob Nwosu")
    page = section_of(pack, "money", bob)
    assert page is not None
    base = Base.of(pack.version, page.current)
    save_section(record=pack, section="money", typed={money_box(name): text}, base=base, by=bob, at=NOON)


def test_one_save_fills_five_packs_and_the_totals_tie(alice):
    assert alice.post(URL, opened(alice) | typed()).url == URL
    amounts = dict(SpendLine.objects.values_list("pack__provider__name", "to_date"))
    assert amounts["Telford & Wrekin CSP"] == Decimal(135_640)
    assert sum(amounts.values()) == Decimal(515_579)
    said = text_of(alice.get(URL))
    for words in ("£636,541 £515,579", "81.0%", "Not used £120,962", "ties to the stated £636,541", "read as £135,640"):
        assert words in said.replace(" Spent so far ", " "), words
    assert {pack.version for pack in Pack.objects.all()} == {1}
    assert AuditEvent.objects.filter(act="save").count() == 5
    assert "51.0%" in said
    assert "All used" in said
    assert said.count("Ahead") == 3


def test_a_row_that_was_not_touched_is_not_saved(alice):
    alice.post(URL, opened(alice) | {money_box("Shropshire"): "50,200"})
    assert Pack.objects.filter(version=1).count() == 1
    assert SpendLine.objects.count() == 1


def test_what_cannot_be_read_comes_back_and_holds_up_no_other_row(alice):
    answer = alice.post(URL, opened(alice) | typed() | {money_box("South"): "139,25"})
    assert answer.status_code == 422
    assert 'value="139,25"' in answer.content.decode()
    assert f'href="#id_{money_box("South")}"' in answer.content.decode()
    assert SpendLine.objects.count() == 4
    assert Draft.objects.get().fields[money_box("South")] == "139,25"
    assert 'value="139,25"' in alice.get(URL).content.decode()


def test_two_people_in_one_box_meet_in_that_row_alone(alice):
    mine = opened(alice) | typed()
    other_saves("South", "120000")
    lost = alice.post(URL, mine)
    assert lost.status_code == 409
    assert "120000" in lost.content.decode()
    assert SpendLine.objects.get(award__title__endswith="South").to_date == 120_000
    assert SpendLine.objects.count() == 5
    again = {"keep": lost.context["tokens"], "key": lost.context["key"]} | typed()
    assert alice.post(URL, again).status_code == 409
    done = alice.post(URL, again | {f"choose:{money_box('South')}": "mine", "key": "another"})
    assert done.status_code == 302
    assert SpendLine.objects.get(award__title__endswith="South").to_date == 139_250


def test_different_boxes_of_one_row_merge(alice):
    mine = opened(alice) | {money_box("South", "forecast"): "139,250"}
    other_saves("South", "120000")
    assert alice.post(URL, mine).status_code == 302
    line = SpendLine.objects.get()
    assert (line.to_date, line.forecast) == (120_000, 139_250)


def test_a_double_click_saves_once(alice):
    sent = opened(alice) | typed()
    assert [alice.post(URL, sent).status_code for _ in range(2)] == [302, 302]
    assert AuditEvent.objects.filter(act="save").count() == 5


def test_autosave_keeps_each_row_and_is_cheap(alice, django_assert_max_num_queries):
    sent = opened(alice) | {money_box("South"): "139"}
    assert alice.post(f"{URL}draft/", sent).json()["revision"] == 1
    with django_assert_max_num_queries(9):
        assert alice.post(f"{URL}draft/", sent | {money_box("South"): "1392"}).json()["revision"] == 2
    assert 'value="1392"' in alice.get(URL).content.decode()
    assert not SpendLine.objects.exists()


def test_what_is_typed_in_the_pack_itself_and_not_saved_stays_there(alice):
    pack = Pack.objects.get(provider__name="South CSP")
    user = AuditEvent.objects.latest("number").by
    whose = {"record_kind": "pack", "record_id": pack.pk, "section": "money", "user": user}
    Draft.objects.create(**whose, fields={money_box("South", "in_quarter"): "7"}, base_version=0, saved_at=NOON)
    alice.post(URL, opened(alice) | typed())
    assert Draft.objects.get(section="money").fields == {money_box("South", "in_quarter"): "7"}


def test_an_expired_session_keeps_every_row(alice):
    sent = opened(alice) | typed()
    answer = Client().post(URL, sent)
    assert "is kept" in text_of(answer)
    assert f'name="next" value="{URL}"' in answer.content.decode()
    again = back_in(AuditEvent.objects.latest("number").by).get(URL).content.decode()
    assert all(f'value="{text}"' in again for text in SPENT.values())
    assert not SpendLine.objects.exists()


def test_rows_from_a_spreadsheet_go_into_the_boxes_by_name_and_are_not_saved(alice):
    text = "CSP\tSpent\nNorth CSP\t101,789\nSouth\t139,25\nElsewhere\t5\nTelford and Wrekin\t£135, 640\t150000"
    answer = alice.post(URL, opened(alice) | {"pasted": text, "do": "paste"})
    assert answer.status_code == 422
    content = answer.content.decode()
    assert all(f'value="{value}"' in content for value in ("101,789", "139,25", "£135, 640", "150000"))
    assert "“Elsewhere” is the name of nothing here." in text_of(answer)
    assert not SpendLine.objects.exists()
    assert 'value="101,789"' in alice.get(URL).content.decode()


def test_the_same_award_is_asked_about_once_and_again_when_it_changes(alice):
    assert "North and South have the same award, £139,250. Is that right?" in text_of(alice.get(URL))
    pair = [str(pk) for pk in Award.objects.filter(title__regex="(North|South)$").values_list("pk", flat=True)]
    for _ in range(2):
        alice.post(f"{URL}same/", {"award": pair})
    assert AuditEvent.objects.filter(act="confirm-same-award").count() == 1
    assert "Confirmed by Alice Hartley" in text_of(alice.get(URL))
    make.models.FundingSplit.objects.filter(award__in=pair).update(amount=Decimal(140_000))
    Office.objects.reference_changed()
    assert "£140,000. Is that right?" in text_of(alice.get(URL))


def test_packs_and_their_returns_are_sent_in_one_act(alice):
    alice.post(URL, opened(alice) | typed())
    page = alice.get(f"{URL}send/")
    ticks = [row["key"] for row in page.context["rows"]]
    assert len(ticks) == 10
    packs = [key for key in ticks if key.startswith("pack")]
    alice.post(f"{URL}send/", {"send": packs, "nothing": [key for key in ticks if key not in packs], "key": "k"})
    assert set(Pack.objects.values_list("state", flat=True)) == {State.SUBMITTED}
    assert set(QuarterlyReturn.objects.values_list("state", flat=True)) == {State.SUBMITTED}
    assert Submission.objects.count() == 10


def test_a_pack_that_was_sent_meanwhile_keeps_what_was_typed(alice):
    sent = opened(alice) | typed()
    Pack.objects.filter(provider__name="South CSP").update(state=State.SUBMITTED, submitted_at=None)
    answer = alice.post(URL, sent)
    assert answer.status_code == 422
    assert "so nothing was saved in it" in text_of(answer)
    assert Draft.objects.get().fields[money_box("South")] == "139250"


def test_it_can_be_taken_away_and_found_by_its_service_too(alice):
    alice.post(URL, opened(alice) | typed())
    assert alice.get(f"{URL}?format=xlsx").content.startswith(b"PK")
    lines = alice.get(f"{URL}?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Award,Provider,Awarded,Spent so far")
    assert any(line.startswith("South,South CSP,139250,139250,,100,") for line in lines)
    Award.objects.update(group="")
    Office.objects.reference_changed()
    assert alice.get("/quarters/2022-23-q2/grids/csp/").status_code == 200
    assert alice.get("/quarters/2022-23-q2/grids/nothing/").status_code == 404


def test_no_provider_sees_the_grid_of_others(alice):
    own = client_of(make.MembershipFactory(provider=Award.objects.all()[0].provider).user)
    assert own.get(URL).status_code == 403
    assert client_of(make.UserFactory(role=Role.FINANCE)).get(URL).status_code == 200


def ticked(alice: Client) -> set[str]:
    """What the page of sending proposes: the names of ticked boxes with their records."""
    boxes = re.findall(r'<input class="govuk-checkboxes__input"[^>]*>', alice.get(f"{URL}send/").content.decode())
    return {" ".join(re.findall(r'(?:name|value)="([^"]+)"', box)) for box in boxes if " checked" in box}


def test_returns_that_ask_no_figure_are_complete_with_the_money_of_the_grid(alice):
    assert ticked(alice) == set()
    alice.post(URL, opened(alice) | typed())
    packs, returns = (model.objects.values_list("pk", flat=True) for model in (Pack, QuarterlyReturn))
    assert ticked(alice) == {f"send pack-{pk}" for pk in packs} | {f"nothing return-{pk}" for pk in returns}


def test_a_return_that_asks_a_figure_is_not_complete_without_it(alice):
    alice.post(URL, opened(alice) | typed())
    asked = QuarterlyReturn.objects.all()[0]
    make.ObservationFactory(
        service_measure=make.ServiceMeasureFactory(service=asked.service),
        provider=asked.provider,
        period=asked.period,
        quarterly_return=asked,
        standing="draft",
        state="not_answered",
        value=None,
    )
    assert f"nothing return-{asked.pk}" not in ticked(alice)


def test_the_grid_and_its_sending_are_within_their_budget(alice):
    alice.post(URL, opened(alice) | typed())
    assert queries_of(alice, URL) <= MOST_QUERIES
    assert queries_of(alice, f"{URL}send/") <= MOST_QUERIES


def sheet(client: Client, change: dict[str, object], *, quarter: str = "", heading: str = "") -> SimpleUploadedFile:
    """The grid's own workbook, with other amounts spent; of another quarter or with another heading, where given."""
    book = load_workbook(BytesIO(client.get(f"{URL}?format=xlsx").content))
    first, about = book.worksheets
    place = next(cell.column for cell in first[1] if cell.value == "Spent so far")
    for row in first.iter_rows(min_row=2):
        if row[0].value in change:
            row[place - 1].value = change[row[0].value]
    if heading:
        first.cell(1, place).value = heading
        first.cell(1, place + 1).value = "Other"
    for row in about.iter_rows():
        if quarter and row[0].value == "Quarter":
            row[1].value = quarter
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("Grid.xlsx", content.getvalue())


def test_its_own_sheet_filled_in_goes_into_the_boxes_and_is_saved_by_the_person(alice):
    alice.post(URL, opened(alice) | typed())
    answer = alice.post(URL, opened(alice) | {"sheet": sheet(alice, {"South": 140_000}), "do": "read"})
    assert answer.status_code == 200
    assert 'value="140,000"' in answer.content.decode()
    assert "not saved yet" in text_of(answer)
    assert SpendLine.objects.get(pack__provider__name="South CSP").to_date == Decimal(139_250)
    assert Draft.objects.count() == 1  # what is only written otherwise is no change
    assert alice.post(URL, opened(alice)).url == URL
    assert SpendLine.objects.get(pack__provider__name="South CSP").to_date == Decimal(140_000)


def test_somebody_else_s_amount_and_the_sheet_s_come_back_side_by_side(alice):
    alice.post(URL, opened(alice) | typed())
    filled, before = sheet(alice, {"South": 140_000}), opened(alice)
    other_saves("South", "141,000")
    answer = alice.post(URL, before | {"sheet": filled, "do": "read"})
    boxes = before | {money_box("South"): "140000"}
    assert answer.status_code == 200
    clash = alice.post(URL, boxes)
    assert clash.status_code == 409
    assert "141,000" in text_of(clash)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"quarter": "Q1 2022/23"}, "This sheet is of Q1 2022/23"),
        ({"heading": "Elsewhere"}, "This isn’t the sheet of this grid"),
    ],
)
def test_another_sheet_is_recognised_and_what_was_typed_stays(alice, made, said):
    filled = sheet(alice, {}, **made)
    answer = alice.post(URL, opened(alice) | typed() | {"sheet": filled, "do": "read"})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert all(f'value="{text}"' in answer.content.decode() for text in SPENT.values())


def test_no_file_and_a_file_of_another_kind_are_refused_with_what_to_do(alice):
    assert "Choose the file first." in text_of(alice.post(URL, opened(alice) | {"do": "read"}))
    wrong = SimpleUploadedFile("Grid.xlsx", b"not a workbook")
    answer = alice.post(URL, opened(alice) | {"sheet": wrong, "do": "read"})
    assert (answer.status_code, SpendLine.objects.count()) == (422, 0)


@pytest.mark.parametrize(("quarter", "status"), [("Q2 2022/23", 200), ("Q1 2022/23", 422)])
def test_a_csv_file_says_in_each_row_of_which_quarter_it_is(alice, quarter, status):
    alice.post(URL, opened(alice) | typed())
    text = alice.get(f"{URL}?format=csv").content.decode()
    assert text.count("Q2 2022/23") == len(SPENT)
    content = text.replace("Q2 2022/23", quarter).encode()
    answer = alice.post(URL, opened(alice) | {"sheet": SimpleUploadedFile("Grid.csv", content), "do": "read"})
    assert answer.status_code == status
    assert (f"This sheet is of {quarter}" in text_of(answer)) == (status == 422)
