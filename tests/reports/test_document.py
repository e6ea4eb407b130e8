"""The Document as plain values: who may see what of it, and what the files made from it begin with."""

from dataclasses import replace

import pytest

from reports import charts, exports
from reports.document import (
    Annex,
    Audience,
    Column,
    Document,
    Group,
    PaceBar,
    Row,
    Table,
    for_audience,
    from_json,
    marked_for,
    to_json,
)
from reports.document.annexes import MATTERS, TOLD, worth_printing
from reports.document.records import NOTE, without_empty_note
from tests.reports.sample_document import advisers, pace, plain, referrals_chart, sample


def texts(document: Document) -> str:
    return str(to_json(document))


def test_the_board_sees_nothing_that_is_the_office_s_own():
    internal, board = texts(sample()), texts(for_audience(sample(), Audience.BOARD))
    for words in ("Known to the office alone", "a contract is at risk", "Seen by nobody else"):
        assert words in internal
        assert words not in board
    assert "Who answers for the hospital figures?" in board


def test_an_office_s_copy_says_that_it_holds_small_numbers():
    assert for_audience(sample(), Audience.INTERNAL).notice == "Internal: contains small numbers"


def test_a_document_comes_back_from_json_as_it_went():
    assert from_json(to_json(sample())) == sample()


def test_a_column_for_notes_stands_only_where_somebody_reads_one():
    """Page, PDF, Word and data print the columns of this one document."""
    rows = (
        Row(("A", "£1", "All used"), audience=Audience.BOARD),
        Row(("B", "£2", ""), audience=Audience.PUBLIC),
    )
    table = Table(
        "csp", "Awards and spend", (Column("Provider"), Column("Spent", True), NOTE), rows, ("Total", "£3", "")
    )
    assert without_empty_note(table) is table, "control: somebody has one"
    bare = without_empty_note(replace(table, rows=rows[1:]))
    assert ([each.label for each in bare.columns], bare.total) == (["Provider", "Spent"], ("Total", "£3"))
    assert bare.rows[0].cells == ("B", "£2")
    annex = Annex("annex-money", "Money", "", tables=(table,))
    full = replace(sample(), annexes=(annex,))
    shown = [marked_for(full, to).annexes[0].tables[0] for to in (Audience.BOARD, Audience.PUBLIC)]
    assert [len(each.columns) for each in shown] == [3, 2], "the row with the note is not for the public"


def test_an_unknown_schema_is_refused():
    with pytest.raises(ValueError, match="Schema 99"):
        from_json({**to_json(sample()), "schema": 99})


@pytest.mark.parametrize(
    ("heading", "entries", "alone"),
    [
        ("RoadPeace", ("RoadPeace",), True),
        ("ROADPEACE", ("RoadPeace",), True),
        ("", ("One", "Another"), True),
        ("Domestic abuse", ("Advisers",), False),
        ("Advisers", ("Advisers", "Club"), False),
    ],
)
def test_a_theme_with_one_service_of_its_name_prints_one_heading(heading, entries, alone):
    group = Group("g", heading, tuple(plain(name.lower(), name) for name in entries))
    assert exports.one_heading(group) is alone


def test_contents_lead_to_sections_themes_and_annexes():
    lines = exports.contents(sample())
    assert [line.label for line in lines][:3] == ["In short", "New funding", "Putting victims first"]
    assert [line.label for line in lines[2].children] == ["Domestic abuse", "Rescue boat", "Long reads"]
    assert lines[-1].label == "Annex E: For the office"


def test_a_change_of_one_word_makes_another_digest():
    entry = plain("club", "Club")
    section = replace(sample().sections[0], groups=(Group("", "", (entry,)),))
    changed = replace(section, groups=(Group("", "", (replace(entry, who="Somebody else"),)),))
    first, same, other = (
        exports.digest_of(exports.paper_html(replace(sample(), sections=(each,))))
        for each in (section, section, changed)
    )
    assert first == same != other


@pytest.mark.parametrize("known", [0, 1, 2, 3, 5])
def test_a_chart_of_periods_needs_three_known_values(known):
    points = tuple(
        replace(point, value="7" if place < known else None) for place, point in enumerate(referrals_chart().points)
    )
    drawn = charts.series(replace(referrals_chart(), points=points))
    assert (drawn is not None) is (known >= 3)


def test_a_gap_has_words_and_no_bar_and_nought_has_a_bar_of_no_length():
    drawn = charts.series(advisers().chart)
    assert drawn is not None
    assert [(row.words, row.length) for row in drawn.rows[2:4]] == [("not held", None), ("0", "0")]


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("Q2 2022/23", "Q2 2022/23"),
        ("Q2 2024/25 (from October)", "Q2 2024/25"),
        ("Programme quarter 6", "quarter 6"),
        ("x" * 30, "x" * 12),
    ],
)
def test_a_long_name_of_a_period_leaves_room_for_its_bar(label, short):
    points = tuple(replace(point, label=label, words="387 (rounded)", value="9") for point in referrals_chart().points)
    drawn = charts.series(replace(referrals_chart(), points=points))
    assert drawn is not None
    assert {row.label for row in drawn.rows} == {short}
    assert all(float(row.start) + float(row.length or 0) + 13 * 5 < drawn.width for row in drawn.rows)


def test_money_over_the_award_widens_the_scale():
    drawn = charts.pace([PaceBar("Club", "130.5", "50.0", "£1,305 of £1,000")], scaled=True)
    assert drawn is not None
    assert [tick.label for tick in drawn.ticks] == ["0%", "25%", "50%", "75%", "100%", "125%", "150%"]
    assert drawn.rows[0].length == "87%"


def test_years_that_differ_are_marked_on_each_bar():
    bars = (*pace()[:2], PaceBar("From October", "10.0", "25.0", "£1 of £10"))
    drawn = charts.pace(bars, scaled=False)
    assert drawn is not None
    assert drawn.gone is None
    assert len(drawn.marks) == 3


def test_nothing_held_draws_nothing():
    assert charts.pace([PaceBar("Club", None, "50.0", "not held")], scaled=True) is None


@pytest.mark.parametrize(("silent", "rows", "said"), [(5, 7, 0), (6, 2, 6)])
def test_many_bars_that_say_nothing_but_not_held_are_counted(silent: int, rows: int, said: int):
    bars = (*pace()[:2], *(PaceBar(f"Club {number}", None, "50.0", "not held of £9") for number in range(silent)))
    drawn = charts.pace(bars, scaled=False)
    assert drawn is not None
    assert (len(drawn.rows), drawn.not_held) == (rows, said)
    assert ("Not held of 6 more." in drawn.description) is (said == 6)


def test_no_bars_are_no_chart():
    assert charts.pace([], scaled=False) is None


@pytest.mark.parametrize(
    "texts",
    [
        (("a", "12", "long " * 30),),
        (("x" * 5_000, "y" * 5_000, "z"),),
        (),
    ],
)
def test_widths_of_columns_fill_the_line(texts):
    columns = (Column("Name"), Column("Amount", numeric=True), Column("Note"))
    found = charts.widths(Table("t", "T", columns, tuple(Row(cells) for cells in texts)))
    assert sum(float(width.rstrip("%")) for width in found) == pytest.approx(100, abs=0.2)
    assert min(float(width.rstrip("%")) for width in found) > 5


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ((), None),
        (("news",), "Events"),
        (("promises", "staffing"), "Promises and people"),
        (("news", "waiting", "cases"), "Events, waiting lists and cases"),
    ],
)
def test_an_annex_is_named_after_what_stands_in_it(told: tuple[str, ...], title: str | None):
    tables = [Table(code, code, (Column("Service"),), (Row(("Club",)),) * (code in told)) for code in MATTERS]
    annexes = worth_printing([Annex(TOLD, "", "What services told of.", tuple(tables)), Annex("empty", "Empty", "")])
    assert [each.title for each in annexes] == ([title] if title else [])
