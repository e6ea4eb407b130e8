"""The update built from the demonstration quarter: every figure right, nothing missing made nought."""

import json
from datetime import UTC, datetime

import pytest

from commissioning.choices import State
from commissioning.models import (
    Allocation,
    Narrative,
    Observation,
    QuarterlyReturn,
    ReportingPeriod,
    Service,
    Submission,
)
from commissioning.workflow import reopen
from reports.builder import build
from reports.builder.references import UnknownReference
from reports.document import Audience, Document, Entry, for_audience, from_json, to_json
from reports.models import Entry as StoredEntry
from reports.models import Update
from reports.workflow.outline import ensure_outline
from tracker.models import Office

pytestmark = pytest.mark.usefixtures("demo")


def built(*, draft: bool = False, slug: str = "2022-23-q2") -> Document:
    office = Office.objects.get()
    return build(Update.objects.get(period__slug=slug), office=office, draft=draft)


def entry(document: Document, code: str) -> Entry:
    return next(each for each in document.entries if each.code == code)


def figure(document: Document, code: str, label: str):
    return next(each for each in entry(document, code).figures if each.label.startswith(label))


def test_the_line_under_a_heading_names_no_place_of_what_has_a_confidential_address():
    assert "Herefordshire" in entry(built(), "fly-tipping").who
    assert entry(built(), "idva").who.endswith("· West Mercia"), "the whole force area is no place"
    Service.objects.filter(code="fly-tipping").update(address_confidential=True)
    assert "Herefordshire" not in entry(built(), "fly-tipping").who


def test_a_figure_prints_with_the_period_it_is_compared_with():
    printed = figure(built(), "idva", "Total referrals")
    assert (printed.value, printed.comparator) == ("492", "465 in Q2 2021/22, up 27, 5.8%")
    assert printed.note == "includes hospital referrals; not known for Q2 2021/22"


def test_a_projection_is_uncapped_and_says_what_is_missing():
    printed = figure(built(), "rvcc", "New referrals")
    assert printed.value == "30"
    assert printed.comparator == (
        "target 60 for 2022/23: 120 if every quarter were like Q2; Q1 not stated (200% of target)"
    )


def test_a_percentage_without_its_parts_is_marked():
    printed = figure(built(), "idva", "Victims/survivors contacted within 48 hours")
    assert (printed.value, printed.sure, printed.note) == ("95.83%", "unverified", "as reported; parts not given")


def test_what_was_only_said_is_no_number():
    printed = figure(built(), "divert", "Referrals")
    assert (printed.value, printed.comparator) == ("154", "higher than Q1 2022/23, number not given")


def test_nought_is_printed_as_a_value():
    row = next(each for each in all_figures(built()) if each.code == "branch-referrals-18-25")
    assert (row.value, row.words, row.state) == ("0", "0", "reported")


def test_like_awards_tie_to_the_stated_total():
    table = entry(built(), "csp-grant").table
    assert table is not None
    assert table.total == ("Total", "£636,541", "£515,579", "81.0%", "50.0%", "")
    assert "The computed total ties to the stated £636,541." in table.notes
    south = next(row for row in table.rows if row.cells[0].startswith("South"))
    assert south.cells[1:] == ("£139,250", "£139,250", "100.0%", "50.0%", "All used")


def test_a_service_told_of_twice_shows_its_figures_once():
    document = built()
    assert entry(document, "rvcc").figures
    assert not entry(document, "roundtable").figures


def test_findings_lead_to_a_paragraph_and_no_demand_is_called_better():
    front = built().front
    anchors = {each.code for each in built().entries}
    assert {finding.anchor for finding in (*front.better, *front.watching)} - {""} <= anchors
    assert not any(
        "Victim Advice Line" in finding.lead and finding.rule == "figure-worse" for finding in front.watching
    )
    assert any("South Worcestershire CSP 100.0%" in finding.text for finding in front.watching)


def test_services_without_a_figure_are_named():
    named = {finding.anchor for finding in built().front.no_figure}
    assert {"isva", "steer-clear", "willowdene", "remember-veterans"} <= named
    assert "needs-assessment" not in named


def test_only_what_is_approved_counts_unless_it_is_a_draft():
    back_to(State.SUBMITTED, "idva")
    plain, draft = built(), built(draft=True)
    assert entry(plain, "idva").not_received == ("WMWA: IDVA service (return not yet approved)",)
    assert not any("492" in passage.text for passage in entry(plain, "idva").passages)
    assert figure(draft, "idva", "Total referrals").note.endswith("not yet approved")
    assert entry(draft, "idva").unapproved


def back_to(state: str, service: str) -> None:
    """As if the return had never been approved."""
    Submission.objects.filter(record_kind="return", record_id=of(service).pk).update(approved=False)
    QuarterlyReturn.objects.filter(service__code=service, period__slug="2022-23-q2").update(state=state)
    Observation.objects.filter(quarterly_return__service__code=service, period__slug="2022-23-q2").update(
        standing="submitted"
    )


def test_the_board_does_not_see_a_case_that_nobody_has_checked():
    full = built()
    board = for_audience(full, Audience.BOARD)
    assert "cases" in {table.code for annex in full.annexes for table in annex.tables}
    shown = [table for annex in board.annexes for table in annex.tables if table.code == "cases"]
    assert not any(table.rows for table in shown)
    risks = [row for annex in board.annexes for table in annex.tables if table.code == "risks" for row in table.rows]
    assert all(row.audience != Audience.INTERNAL for row in risks)


def test_a_public_copy_is_refused_where_nobody_says_what_is_hidden():
    with pytest.raises(ValueError, match="small numbers hidden"):
        for_audience(built(), Audience.PUBLIC)


def test_the_document_survives_json():
    document = built()
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_a_live_reference_prints_the_stored_figure():
    words("idva", "There were [[figure idva-referrals | same-quarter-last-year]] referrals.")
    assert entry(built(), "idva").passages[0].text == "There were 492 (465 in Q2 2021/22, up 27, 5.8%) referrals."


def test_a_live_reference_to_money_prints_the_sum():
    stored = StoredEntry.objects.filter(code="csp-grant")
    stored.update(words="Awarded [[total csp-2022]], spent [[spent csp-2022]], [[share csp-2022]] used.")
    assert entry(built(), "csp-grant").passages[0].text.startswith("Awarded £636,541, spent £515,579, 81.0% used.")


def test_an_unknown_live_reference_is_an_error():
    words("idva", "There were [[figure no-such-figure]] referrals.")
    with pytest.raises(UnknownReference, match="no-such-figure"):
        built()


def words(service: str, text: str) -> None:
    Narrative.objects.filter(
        quarterly_return__service__code=service, quarterly_return__period__slug="2022-23-q2", prompt="update_words"
    ).update(text=text)


def all_figures(document: Document):
    return [row for annex in document.annexes for row in annex.figures]


def test_every_figure_of_the_annex_names_its_return():
    for row in all_figures(built()):
        assert row.quarterly_return or row.standing == "taken_over"
        assert row.observation


def test_the_next_outline_groups_as_the_last_and_takes_no_words(officer):
    period = ReportingPeriod.objects.get(slug="2022-23-q3")
    update = ensure_outline(period=period, by=officer, at=datetime(2023, 1, 5, tzinfo=UTC))
    again = ensure_outline(period=period, by=officer, at=datetime(2023, 1, 6, tzinfo=UTC))
    assert update == again
    codes = [each.code for section in update.sections.all() for each in section.entries.all()]
    assert len(codes) == len(set(codes))
    idva = next(each for section in update.sections.all() for each in section.entries.all() if each.code == "idva")
    assert [source.service.code for source in idva.sources.all()] == ["idva", "hidva"]
    document = built(slug="2022-23-q3")
    assert entry(document, "idva").not_received


def test_new_funding_composes_its_own_paragraph(officer):
    period = ReportingPeriod.objects.get(slug="2022-23-q3")
    Allocation.objects.filter(code="moj-dasv-2022").update(announced_in=period)
    ensure_outline(period=period, by=officer, at=datetime(2023, 1, 5, tzinfo=UTC))
    table = entry(built(slug="2022-23-q3"), "new-funding").table
    assert table is not None
    assert [row.cells[3] for row in table.rows] == ["£794,000 (rounded)"]


def test_the_front_page_keeps_promises_that_are_due_soon():
    full = built()
    front = full.front.promises
    annex = next(table for annex in full.annexes for table in annex.tables if table.code == "promises")
    assert front is not None
    shown = {row.cells[0] for row in front.rows}
    assert "Have a part-time Streetwatch coordinator in post." in shown
    assert shown < {row.cells[0] for row in annex.rows}


def test_what_an_unapproved_return_only_says_is_not_printed():
    back_to(State.IN_PROGRESS, "divert")
    assert not any("higher than" in row.cells[2] and "DIVERT" in row.cells[0] for row in statements(built()))


def statements(document: Document):
    tables = (table for annex in document.annexes for table in annex.tables)
    return next(table for table in tables if table.code == "statements").rows


def test_a_reopened_return_stands_as_it_was_approved(manager):
    words("drive", "These are words that nobody has approved.")
    reopen(record=of("drive"), by=manager, at=datetime(2022, 12, 1, tzinfo=UTC), reason="A figure was wrong.")
    found = entry(built(), "drive")
    printed = " ".join(passage.text for passage in found.passages)
    assert "DRIVE in Worcestershire and Herefordshire" in printed
    assert "nobody has approved" not in printed
    assert [figure.value for figure in found.figures] == ["55", "55", "109"]
    assert found.not_received == ()
    assert not found.unapproved
    assert "Open again" in {flag.title for flag in found.flags}


def of(service: str) -> QuarterlyReturn:
    return QuarterlyReturn.objects.get(service__code=service, period__slug="2022-23-q2")
