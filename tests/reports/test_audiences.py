"""What is internal is in no part of the board's update: figures, what was said of them, questions, references."""

import json

import pytest
from django.urls import reverse

from commissioning.choices import State
from commissioning.models import Narrative, QuarterlyReturn, Question, ServiceMeasure, SpendLine, StatedComparison
from reports.builder import build
from reports.document import Audience, Document, for_audience, narrowest, to_json
from reports.models import Entry, Update
from tracker.models import Office
from tracker.roles import Role

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("demo")]


def copies() -> tuple[str, str]:
    """All that the office's copy and the board's copy hold, as text."""
    full: Document = build(Update.objects.get(period__slug="2022-23-q2"), office=Office.objects.get())
    return said(full), said(for_audience(full, Audience.BOARD))


def said(document: Document) -> str:
    return json.dumps(to_json(document), ensure_ascii=False)


def test_an_internal_figure_is_named_nowhere_in_the_boards_copy():
    label = "Kept inside the office"
    ServiceMeasure.objects.filter(code="idva-referrals").update(audience="internal", label=label)
    office, board = copies()
    assert label.lower() in office.lower()
    assert label.lower() not in board.lower()
    assert "Does the 465 of Q2 2021/22 include" in office
    assert "Does the 465 of Q2 2021/22 include" not in board


def test_words_with_an_internal_figure_in_them_are_internal():
    words = Narrative.objects.filter(
        quarterly_return__service__code="idva", quarterly_return__period__slug="2022-23-q2", prompt="update_words"
    )
    words.update(text="Before the figure.\n\nThere were [[figure idva-referrals]] of them.")
    assert all("There were 492 of them." in copy for copy in copies())
    ServiceMeasure.objects.filter(code="idva-referrals").update(audience="internal")
    office, board = copies()
    assert "There were 492 of them." in office
    assert "There were 492 of them." not in board
    assert "Before the figure." in board


def test_words_with_internal_spend_in_them_are_internal():
    Entry.objects.filter(code="csp-grant").update(words="In all [[spent csp-2022]].")
    assert all("In all £515,579." in copy for copy in copies())
    SpendLine.objects.filter(award__group="csp-2022").update(audience="internal")
    office, board = copies()
    assert "In all £515,579." in office
    assert "In all £515,579." not in board


def test_an_internal_statement_is_printed_beside_no_figure_of_the_board():
    words = "higher than Q1 2022/23, number not given"
    before = copies()[1].count(words)
    StatedComparison.objects.filter(service_measure__service__code="divert").update(audience="internal")
    office, board = copies()
    assert words in office
    assert board.count(words) == before - 2  # neither beside the figure nor in the annex


def test_a_question_about_what_is_not_approved_is_the_offices_own():
    question = Question.objects.get(service_measure__code="val-referrals")
    assert all(question.text in copy for copy in copies())
    QuarterlyReturn.objects.filter(pk=question.record_id).update(state=State.QUERIED)
    office, board = copies()
    assert question.text in office
    assert question.text not in board


@pytest.mark.parametrize(
    ("several", "all_together"),
    [
        (["public"], "public"),
        (["public", "board"], "board"),
        (["board", "internal", "public"], "internal"),
    ],
)
def test_what_holds_several_things_is_for_the_narrowest_audience(several, all_together):
    assert narrowest(*several) == all_together


def test_ratings_are_for_the_board_with_their_reasons_and_none_that_quotes_an_internal_figure():
    rated = QuarterlyReturn.objects.filter(period__slug="2022-23-q2", rag__in=["red", "amber", "green"])
    first = rated.earliest("pk")
    assert all(f'"{each.get_rag_display()}"' in copy and each.rag_why in copy for each in rated for copy in copies())
    rated.filter(pk=first.pk).update(rag_why="Quotes what is kept inside")
    kept = ServiceMeasure.objects.exclude(service=first.service).earliest("pk")
    ServiceMeasure.objects.filter(pk=kept.pk).update(service=first.service, headline=True, audience="internal")
    office, board = copies()
    assert "Quotes what is kept inside" in office
    assert "Quotes what is kept inside" not in board


def test_the_rule_s_reason_for_a_rating_is_on_no_page_of_a_return_or_service_that_a_viewer_reads(person, client_of):
    """It may quote an internal figure; an officer's own reason is for the board."""
    rated = QuarterlyReturn.objects.filter(period__slug="2022-23-q2", rag="amber").earliest("pk")
    QuarterlyReturn.objects.filter(pk=rated.pk).update(rag_why="Quotes what is kept inside")
    service = ["2022-23-q2", rated.service_id]
    pages = [
        reverse("return", args=[rated.pk]),
        reverse("service-handover", args=service),
        reverse("service-tab", args=[*service, "returns"]),
    ]
    office, viewer = client_of(person(Role.OFFICER)), client_of(person(Role.VIEWER))
    assert any("Quotes what is kept inside" in office.get(page).content.decode() for page in pages)
    assert not any("Quotes what is kept inside" in viewer.get(page).content.decode() for page in pages)
