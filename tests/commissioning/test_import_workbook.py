"""A provider's own workbook: cells proposed, chosen once, found again next quarter; a layout that moved is noticed."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook as Sheets

from commissioning.choices import ValueSource
from commissioning.imports.receive import receive
from commissioning.imports.ways import plan_of, take_in
from commissioning.imports.workbook.layout import Layout, layout_of
from commissioning.imports.workbook.plan import NoLayout, choose_layout, known_layout, read_address
from commissioning.imports.workbook.read import GONE, parts_in, read_by_layout
from commissioning.imports.workbook.spots import Book
from commissioning.imports.workbook.suggest import candidates, suggestions
from commissioning.imports.workbook.targets import targets_of
from commissioning.models import ObservationValue
from tests.commissioning.data.provider_workbooks import WORKBOOKS, value_of
from tests.commissioning.filled_forms import content_of, read_here
from tests.commissioning.idva import NOON
from tests.commissioning.pack_of_four import LABELS, SERVICES, SHARE, Pack, pack_of_four
from tracker.models import AuditEvent, ImportKind, ImportMapping, ImportRun
from tracker.uploads.cells import Workbook

pytestmark = pytest.mark.django_db
FIGURES = [
    (number, service, place, label) for number, service in enumerate(SERVICES) for place, label in enumerate(LABELS)
]


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def swa() -> Pack:
    return pack_of_four()


def label_of(label: str) -> str:
    return f"{label} (%)" if label == SHARE else label


def proposed(swa: Pack, read: Workbook) -> dict[str, str]:
    """The cell proposed for each figure, by key."""
    book = Book(read, swa.now().period)
    return {key: found.where for key, found in suggestions(targets_of(swa.now(), swa.alice), candidates(book)).items()}


def sent(swa: Pack, book: Sheets, name: str = "Q2.xlsx") -> ImportRun:
    content = content_of(book)
    return receive(record=swa.now(), name=name, file=io.BytesIO(content), size=len(content), by=swa.alice, at=NOON)


def chosen(swa: Pack, book: Sheets) -> ImportMapping:
    """The layout of this workbook as it is proposed, chosen for all twenty figures."""
    run, read = sent(swa, book), read_here(book)
    places = {key: read_address(read, where) for key, where in proposed(swa, read).items() if key.startswith("figure")}
    return choose_layout(run=run, book=read, record=swa.now(), chosen=places, by=swa.alice, at=NOON)


def reading(swa: Pack, layout: Layout, book: Sheets, answers: dict[str, str] | None = None):
    read = Book(read_here(book), swa.now().period)
    return read_by_layout(read, layout, targets_of(swa.now(), swa.alice), answers or {})


def said(swa: Pack, found) -> dict[tuple[str, str], str]:
    """What was read for each figure, as one would type it."""
    by_box = {target.box.name: (target.group, target.label) for target in targets_of(swa.now(), swa.alice)}
    return {by_box[name]: said.text for page in found.pages for name, said in page.said.items()}


def expected(quarter: int, *, without: str = "") -> dict[tuple[str, str], str]:
    found = {}
    for number, service, place, label in FIGURES:
        if service != without:
            value = value_of(number, place, quarter)
            found[service, label_of(label)] = f"{value * 100:.2f}%" if label == SHARE else str(value)
    return found


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_figure_s_cell_is_proposed(swa, name):
    book = WORKBOOKS[name](2)
    targets = {target.key: target for target in targets_of(swa.now(), swa.alice)}
    found = {(targets[key].group, targets[key].label): where for key, where in proposed(swa, read_here(book)).items()}
    for number, service, place, label in FIGURES:
        sheet, _, address = found[service, label_of(label)].partition("!")
        assert book[sheet][address].value == value_of(number, place, 2), (service, label, sheet, address)


def test_the_parts_of_a_percentage_are_never_proposed_for_it(swa):
    """ "Within 48 hours: how many" is much like "Within 48 hours", and 28 is no percentage."""
    book = Sheets()
    sheet = book.active
    assert sheet is not None
    service = next(service for _, service, _, label in FIGURES if label == SHARE)
    sheet.title = service[:31]
    sheet.append(["Figure", "Q2 2022/23"])
    for words, value in (("how many", 28), ("out of", 31)):
        sheet.append([f"{SHARE}: {words}", value])
    found = {key.rpartition(" ")[2]: where for key, where in proposed(swa, read_here(book)).items()}
    assert found == {"numerator": f"{sheet.title}!B2", "denominator": f"{sheet.title}!B3"}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_same_layout_reads_the_next_quarter(swa, name):
    layout = layout_of(chosen(swa, WORKBOOKS[name](2)))
    assert len(layout.spots) == 20
    swa.open_next()
    found = reading(swa, layout, WORKBOOKS[name](3))
    assert said(swa, found) == expected(3)
    assert not found.questions
    assert not [fault for fault in found.faults if fault.group == GONE]


def inserted_rows(book: Sheets) -> None:
    for sheet in book.worksheets:
        sheet.insert_rows(4, 2)


def inserted_column(book: Sheets) -> None:
    for sheet in book.worksheets:
        sheet.insert_cols(2)
        sheet["B3"] = "Notes"


def in_another_order(book: Sheets) -> None:
    """The last two figures of a sheet change places."""
    sheet = book["Outreach"]
    for column in range(1, 7):
        one, other = sheet.cell(7, column), sheet.cell(8, column)
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = other.number_format, one.number_format


def sheets_turned_round(book: Sheets) -> None:
    book._sheets.reverse()  # as a person drags the tabs


MOVES: dict[str, tuple[Callable[[Sheets], Any], int]] = {
    "two rows more at the top": (inserted_rows, 4),
    "a column more": (inserted_column, 0),  # along the line of the quarters nothing has moved
    "another order": (in_another_order, 1),
    "sheets in another order": (sheets_turned_round, 0),
}


@pytest.mark.parametrize("name", MOVES)
def test_a_layout_that_moved_is_read_where_it_is_now_and_says_so(swa, name):
    move, questions = MOVES[name]
    layout = layout_of(chosen(swa, WORKBOOKS["a sheet for each service"](2)))
    swa.open_next()
    book = WORKBOOKS["a sheet for each service"](3)
    move(book)
    found = reading(swa, layout, book)
    assert said(swa, found) == expected(3)
    assert len(found.questions) == questions
    assert all(question.answer == "there" for question in found.questions)


def test_what_moved_can_be_left_alone(swa):
    layout = layout_of(chosen(swa, WORKBOOKS["a sheet for each service"](2)))
    book = WORKBOOKS["a sheet for each service"](2)
    in_another_order(book)
    (question,) = reading(swa, layout, book).questions
    assert "“Outreach” 2 places moved" in question.what
    left = said(swa, reading(swa, layout, book, {question.name: "leave"}))
    assert ("Outreach", "People waiting") not in left
    assert left["Outreach", "Referrals received"] == str(value_of(2, 0, 2))


def test_a_label_that_is_only_alike_is_asked_about(swa):
    layout = layout_of(chosen(swa, WORKBOOKS["a sheet for each service"](2)))
    book = WORKBOOKS["a sheet for each service"](2)
    book["Outreach"]["A4"] = "Referrals received in quarter"
    found = reading(swa, layout, book)
    (question,) = found.questions
    assert (question.answer, question.where) == ("", "Outreach!C4")
    assert "“Referrals received” / “Q2” is not there any more" in question.sentence
    assert ("Outreach", "Referrals received") not in said(swa, found)
    answered = said(swa, reading(swa, layout, book, {question.name: "there"}))
    assert answered["Outreach", "Referrals received"] == str(value_of(2, 0, 2))


def test_a_label_that_is_gone_is_said_and_its_box_stays(swa):
    layout = layout_of(chosen(swa, WORKBOOKS["a sheet for each service"](2)))
    book = WORKBOOKS["a sheet for each service"](2)
    book["Outreach"]["A4"] = "Something else"
    del book["Hospital IDVA"]
    found = reading(swa, layout, book)
    gone = [fault for fault in found.faults if fault.group == GONE]
    assert len(gone) == 6
    assert not any(fault.blocking for fault in gone)
    assert said(swa, found).keys() == expected(2, without="Hospital IDVA").keys() - {("Outreach", "Referrals received")}


def test_a_workbook_is_known_by_its_layout(swa):
    mapping = chosen(swa, WORKBOOKS["a sheet for each service"](2))
    swa.open_next()
    assert known_layout(read_here(WORKBOOKS["a sheet for each service"](3)), swa.now()) == mapping
    assert known_layout(read_here(WORKBOOKS["new each time"](3)), swa.now()) is None


def test_an_empty_cell_says_nothing(swa):
    layout = layout_of(chosen(swa, WORKBOOKS["a sheet for each service"](2)))
    book = WORKBOOKS["a sheet for each service"](2)
    book["Outreach"]["C4"] = None
    found = reading(swa, layout, book)
    assert ("Outreach", "Referrals received") not in said(swa, found)
    assert [(fault.group, fault.cell, fault.blocking) for fault in found.faults] == [
        ("Places with nothing in them", "C4", False)
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("471 of 492", ("471", "492")),
        ("471 out of 492", ("471", "492")),
        ("471/492", ("471", "492")),
        ("1,471 / 1,492", ("1,471", "1,492")),
        ("95.7%", None),
        ("n/a", None),
        ("of 492", None),
        ("4/7/22", None),
    ],
)
def test_both_parts_of_a_share_may_stand_in_one_cell(text, parts):
    assert parts_in(text) == parts


def test_a_share_s_parts_go_to_their_boxes(swa):
    layout = layout_of(chosen(swa, WORKBOOKS["a sheet for each service"](2)))
    book = WORKBOOKS["a sheet for each service"](2)
    book["Outreach"]["C7"] = "471 of 492"
    found = said(swa, reading(swa, layout, book))
    assert (found["Outreach", f"{SHARE}, how many"], found["Outreach", f"{SHARE}, out of"]) == ("471", "492")


def test_twenty_figures_are_taken_in_and_the_layout_is_learnt(swa):
    mapping = chosen(swa, WORKBOOKS["a sheet for each service"](2))
    swa.open_next()
    book = WORKBOOKS["a sheet for each service"](3)
    book["Outreach"]["D4"], book["Outreach"]["D5"] = "-", "n/a"
    run = sent(swa, book, "SWA monitoring 2022-23.xlsx")
    assert (run.kind, run.mapping) == (ImportKind.WORKBOOK, mapping)
    plan = plan_of(run, swa.alice, {}).plan
    assert not plan.blocked
    dash, nothing = plan.questions
    assert (dash.text, dash.answer, nothing.answer) == ("-", "", "state:does_not_apply")
    answers = {dash.name: "state:not_counted"}
    take_in(run=run, digest=plan.digest, answers=answers, by=swa.alice, at=NOON)
    values = swa.values()
    assert len(values) == 20
    assert values["IDVA service", "Referrals received"] == str(value_of(0, 0, 3))
    assert values["Outreach", "Referrals received"] == "not_counted"
    assert values["Outreach", "People supported"] == "does_not_apply"
    value = ObservationValue.objects.get(observation__service_measure__code__endswith="-0", value=value_of(1, 0, 3))
    assert (value.source, value.source_detail) == (ValueSource.FILE, "Hospital IDVA!D4 of SWA monitoring 2022-23.xlsx")
    mapping.refresh_from_db()
    learnt = layout_of(mapping)
    assert learnt.answers[dash.name] == "state:not_counted"
    assert {spot.cell[0] for spot in learnt.spots.values()} == {"D"}
    assert AuditEvent.objects.about(mapping).filter(act="learn-layout").count() == 1


def test_what_a_text_meant_is_remembered(swa):
    mapping = chosen(swa, WORKBOOKS["a sheet for each service"](2))
    swa.open_next()
    book = WORKBOOKS["a sheet for each service"](3)
    book["Outreach"]["D4"] = "-"
    run = sent(swa, book)
    plan = plan_of(run, swa.alice, {}).plan
    take_in(run=run, digest=plan.digest, answers={plan.questions[0].name: "value:0"}, by=swa.alice, at=NOON)
    again = WORKBOOKS["a sheet for each service"](3)
    again["Outreach"]["D4"], again["Outreach"]["D5"] = 7, "-"
    run = sent(swa, again)
    assert run.mapping == mapping
    assert [question.answer for question in plan_of(run, swa.alice, {}).plan.questions] == ["value:0"]


def test_nothing_is_read_before_a_layout_is_chosen(swa):
    run = sent(swa, WORKBOOKS["on its side"](2))
    assert (run.kind, run.mapping) == (ImportKind.WORKBOOK, None)
    with pytest.raises(NoLayout):
        plan_of(run, swa.alice, {})


def test_a_layout_chosen_anew_ends_the_one_before(swa):
    mapping = chosen(swa, WORKBOOKS["on its side"](2))
    book = WORKBOOKS["on its side"](2)
    run, read = sent(swa, book), read_here(book)
    assert run.mapping == mapping
    places = {"figure x all value": read_address(read, "Outreach!B3")}
    newer = choose_layout(run=run, book=read, record=swa.now(), chosen=places, by=swa.alice, at=NOON)
    assert list(ImportMapping.objects.about(swa.provider).current()) == [newer]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Outreach!C4", ("Outreach", (4, 3))),
        ("outreach!$c$4", ("Outreach", (4, 3))),
        ("'Hospital IDVA'!B7", ("Hospital IDVA", (7, 2))),
        ("C4", "Say in which sheet too, such as IDVA service!C4."),
        ("Outreech!C4", "There is no sheet “Outreech” in this workbook."),
        ("Outreach!Total", "Give a cell such as IDVA!C7: sheet, exclamation mark, column and row."),
    ],
)
def test_an_address_is_read_as_people_type_it(swa, text, answer):
    assert read_address(read_here(WORKBOOKS["a sheet for each service"](2)), text) == answer
