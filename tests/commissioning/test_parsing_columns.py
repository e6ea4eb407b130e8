"""A column from a spreadsheet: each line finds its figure, each cell is read by the one parser, all faults at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.parsing import Kind
from commissioning.parsing.columns import Place, plain_name, read_columns

REFERRALS = Place("r", ("Referrals received",), (("r-value", Kind.COUNT),), state="r-state")
HOSPITAL = Place("h", ("of which from hospitals", "hospital"), (("h-value", Kind.COUNT),), state="h-state")
WITHIN = Place(
    "w",
    ("Contacted within 48 hours",),
    (("w-n", Kind.NUMBER), ("w-d", Kind.NUMBER), ("w-value", Kind.PERCENTAGE)),
    share=True,
    state="w-state",
)
PLACES = [REFERRALS, HOSPITAL, WITHIN]
SPENT = [
    Place(name, (name, f"{name} CSP"), ((f"{name}-to-date", Kind.MONEY), (f"{name}-forecast", Kind.MONEY)))
    for name in ("Shropshire", "Telford & Wrekin")
]
EMPTY_SHARE = {"w-n": "", "w-d": "", "w-value": "", "w-state": ""}


def filled(text: str, places=PLACES) -> dict[str, str]:
    """What is to be filled, without the boxes that only make room."""
    return {name: value for name, value in read_columns(text, places).filled.items() if value}


def faults(text: str, places=PLACES) -> list[str]:
    return [fault for _, fault in read_columns(text, places).faults]


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("492\n101\n95.7%", {"r-value": "492", "h-value": "101", "w-value": "95.7%"}),
        ("492\r\n101\r\n95.7%\r\n", {"r-value": "492", "h-value": "101", "w-value": "95.7%"}),
        ("492\n\n95.7%", {"r-value": "492", "w-value": "95.7%"}),
        ("492", {"r-value": "492"}),
        ("492\t101\t95.7%", {"r-value": "492", "h-value": "101", "w-value": "95.7%"}),
        ("492\n101\n471\t492", {"r-value": "492", "h-value": "101", "w-n": "471", "w-d": "492"}),
        ("492\n101\n471 of 492", {"r-value": "492", "h-value": "101", "w-n": "471", "w-d": "492"}),
        ("492\n101\n471 out of 492", {"r-value": "492", "h-value": "101", "w-n": "471", "w-d": "492"}),
        (
            "492\n101\n471\t492\t95.73%",
            {"r-value": "492", "h-value": "101", "w-n": "471", "w-d": "492", "w-value": "95.73%"},
        ),
        ("492\t\n101\t\t", {"r-value": "492", "h-value": "101"}),
        (
            "about 490\nnot counted\nn/a",
            {"r-value": "about 490", "h-state": "not_counted", "w-state": "does_not_apply"},
        ),
        ("nil\n0", {"r-value": "0", "h-value": "0"}),
        ('"1,883"\n101', {"r-value": "1,883", "h-value": "101"}),
        ("This quarter\n492\n101\n95.7%", {"r-value": "492", "h-value": "101", "w-value": "95.7%"}),
        # by their names, in any order
        ("Referrals received\t492\nHospital\t101", {"r-value": "492", "h-value": "101"}),
        ("hospital:\t101\n REFERRALS  received \t492", {"r-value": "492", "h-value": "101"}),
        ("Figure\tQ2\nReferrals received\t492", {"r-value": "492"}),
        (
            "Contacted within 48 hours\t471\t492\n\nReferrals received\t492",
            {"w-n": "471", "w-d": "492", "r-value": "492"},
        ),
        ("Referrals received\t\nHospital\t101", {"h-value": "101"}),
        ("", {}),
        ("\n\n", {}),
    ],
)
def test_each_line_finds_its_boxes(text, boxes):
    assert filled(text) == boxes
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("492\n101\n95.7%\n12", "There is no box left for this value."),
        ("492\t465\n101\t99", "There are 2 values for one box. Copy only the column that is meant."),
        ("Referrals received\t492\nSelf-referrals\t12", "“Self-referrals” is the name of nothing here."),
        ("Referrals received\t492\nReferrals received\t493", "“Referrals received” stands here twice."),
        ("1,88\n101", "Do you mean 1.88 or 188? Thousands have a comma before three figures, decimals a point."),
        ("Referrals received\t492\n\t12", "This line has no name in its first column."),
        ("-\n101", "mean 0, not counted, or no figure yet?"),
        ("tbc\n101", "Leave the box empty for now and say why"),
    ],
)
def test_what_fits_nowhere_or_cannot_be_read_is_a_fault_and_the_rest_is_read(text, says):
    found = faults(text)
    assert len(found) >= 1
    assert says in found[0]
    assert text.startswith(("492\t", "Ref")) or "h-value" in filled(text)


def test_every_fault_is_said_at_once():
    assert len(faults("1,88\nten or so\n9 5%\n12\n13")) == 5


def test_what_cannot_be_read_goes_into_its_box_to_be_mended_there():
    assert filled("1,88")["r-value"] == "1,88"


def test_two_figures_of_one_name_are_asked_about():
    twins = [Place("a", ("Referrals",), (("a", Kind.COUNT),)), Place("b", ("referrals",), (("b", Kind.COUNT),))]
    assert faults("Referrals\t5\nOther\t6", twins)[0] == "“Referrals” is the name of several here."


def test_a_column_goes_into_the_figures_and_a_longer_one_into_their_categories_too():
    areas = [Place(name, (name,), ((f"{name}-value", Kind.COUNT),), part=True) for name in ("North", "South")]
    places = [REFERRALS, *areas, HOSPITAL]
    assert filled("492\n101", places) == {"r-value": "492", "h-value": "101"}
    longer = {"r-value": "492", "North-value": "300", "South-value": "192", "h-value": "101"}
    assert filled("492\n300\n192\n101", places) == longer
    assert filled("South\t192\nNorth\t300", places) == {"South-value": "192", "North-value": "300"}


def test_what_stood_there_before_makes_room():
    assert read_columns("Contacted within 48 hours\t95.7%", PLACES).filled == EMPTY_SHARE | {"w-value": "95.7%"}
    assert read_columns("492", PLACES).filled == {"r-value": "492", "r-state": ""}


def test_an_empty_cell_leaves_its_box_as_it_is():
    found = read_columns("492\n\n95.7%", PLACES)
    assert "h-value" not in found.filled
    assert [place.key for place in found.left] == ["h"]


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        ("Shropshire\t£50,200\nTelford and Wrekin CSP\t£135, 640\t150,000", ["£50,200", "£135, 640", "150,000"]),
        ("50200\n135640", ["50200", "135640"]),
        ("CSP\tSpent\nShropshire\tnil", ["0"]),
    ],
)
def test_money_of_several_awards(text, boxes):
    assert sorted(filled(text, SPENT).values()) == sorted(boxes)
    assert not faults(text, SPENT)


def test_it_is_said_how_each_was_read_and_what_is_left():
    found = read_columns("Figure\tQ2\nReferrals received\tabout 1,883\nContacted within 48 hours\t471 of 492", PLACES)
    assert [line.read for line in found.lines] == ["about 1,883", "471 of 492"]
    assert (found.heading, found.values, [place.key for place in found.left]) == ("Figure Q2", 2, ["h"])
    assert read_columns("£135, 640", SPENT).lines[0].read == "£135,640"


@given(st.text(alphabet="0123456789,.%£ \t\n\rabcof\"'/-", max_size=80))
def test_any_text_is_read_without_an_error_and_no_value_is_lost(text):
    """Every cell with something in it is filled, read as a state, faulted, or is a label or the heading."""
    found = read_columns(text, PLACES)
    for line in found.lines:
        said = bool(line.faults) or bool(line.read) or any(line.filled.values())
        assert said or not any(line.cells), (text, line)
    assert set(found.filled) <= {"r-value", "h-value", "r-state", "h-state", *EMPTY_SHARE}


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=3))
def test_counts_come_back_as_they_were_copied(numbers):
    text = "\n".join(map(str, numbers))
    boxes = ["r-value", "h-value", "w-value"]
    assert filled(text) == {name: str(number) for name, number in zip(boxes, numbers, strict=False)}


def test_names_are_compared_by_their_words():
    assert plain_name("  Telford & Wrekin (CSP): ") == plain_name("telford and wrekin csp")
