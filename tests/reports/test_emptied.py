"""What is left when texts are kept from an audience: no heading alone, no link to nothing, no count of the untold."""

import json
import re

import pytest
from django.utils import timezone

from reports.builder import clearance
from reports.builder.freezing import Frozen, freeze
from reports.document import to_json
from reports.exports import paper_html
from reports.models import CheckAct, Entry, Update
from reports.workflow.clearance import answer_check
from tracker.models import Office
from tracker.roles import Role

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("demo")]
PODCAST = "Safer West Mercia Podcast"


def update() -> Update:
    return Update.objects.get(period__slug="2022-23-q2")


def told(frozen: Frozen) -> list[bool]:
    """Whether the podcast has a heading for the office, for the board and for everybody."""
    copies = (frozen.internal, frozen.board, frozen.public)
    return [PODCAST in [entry.heading for entry in copy.entries] for copy in copies]


def answered(act: CheckAct, by) -> None:
    """What stands in the way of the podcast's paragraph is kept from somebody: it has no other text, and no figure."""
    for check in clearance(update(), office=Office.objects.get()).open:
        if check.heading == PODCAST:
            answer_check(update(), key=check.key, digest=check.digest, act=act, reason="", by=by, at=timezone.now())


def test_a_paragraph_of_which_nothing_is_left_has_no_heading_and_no_link(person):
    entry = Entry.objects.get(heading=PODCAST)
    assert told(freeze(update(), office=Office.objects.get())) == [True, True, True]
    answered(CheckAct.LEAVE_OUT, person(Role.MANAGER))
    frozen = freeze(update(), office=Office.objects.get())
    held = [
        PODCAST in [each.heading for each in copy.entries] for copy in (frozen.internal, frozen.board, frozen.public)
    ]
    assert held == [True, True, False]
    assert f'"anchor": "{entry.code}"' not in json.dumps(to_json(frozen.public))
    html = paper_html(frozen.public)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'id="([^"]+)"', html))


def test_what_is_for_the_office_alone_leaves_the_boards_copy_too(person):
    answered(CheckAct.OFFICE_ONLY, person(Role.MANAGER))
    frozen = freeze(update(), office=Office.objects.get())
    held = [
        PODCAST in [each.heading for each in copy.entries] for copy in (frozen.internal, frozen.board, frozen.public)
    ]
    assert held == [True, False, False]


def test_promises_are_counted_where_they_are_told():
    frozen = freeze(update(), office=Office.objects.get())
    assert "under “What was promised”" in frozen.board.front.promises_words
    assert frozen.public.front.promises_words == ""


def test_how_ratings_are_marked_is_told_where_there_are_any():
    frozen = freeze(update(), office=Office.objects.get())
    assert ["Not rated</span>" in paper_html(copy) for copy in (frozen.board, frozen.public)] == [True, False]
