"""PDF/UA-1 as far as a machine can see it: every condition over real files, each with a control; and its page."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from pdfua.catalog import pdfua1_rule_identifiers

from reports.document import Audience, for_audience
from reports.document.hiding import Hidden
from reports.document.seal import Change, Seal
from tests.reports.conftest import paper_of
from tests.reports.pdf_ua import CONDITIONS, failed, page, read
from tests.reports.pdf_ua.controls import CONTROLS, Spoil
from tests.reports.pdf_ua.judged import JUDGED
from tests.reports.sample_document import sample

BY_CODE = {each.code: each for each in CONDITIONS}
MACHINE = {1: 4, 2: 3, 6: 3, 7: 2, 9: 5, 10: 1, 11: 6, 13: 1, 14: 4, 15: 1, 17: 2, 19: 2, 20: 3, 21: 1, 25: 1, 26: 2}
MACHINE |= {28: 15, 30: 2, 31: 29}


@pytest.fixture(scope="module")
def small() -> bytes:
    """A page of every kind that controls spoil."""
    document = sample(rows=2)
    return paper_of(replace(document, sections=document.sections[:3], annexes=document.annexes[:1]))


def test_no_condition_fails_in_what_is_spoiled_below(small: bytes):
    assert failed(read(small)) == {}


def test_no_condition_fails_in_the_whole_update(whole_paper: bytes):
    assert failed(read(whole_paper)) == {}


def test_no_condition_fails_in_the_update_in_short(short_paper: bytes):
    assert failed(read(short_paper)) == {}


@pytest.mark.parametrize("audience", [Audience.BOARD, Audience.PUBLIC])
def test_no_condition_fails_for_other_readers(audience: Audience):
    nothing = Hidden(counts=frozenset(), considered=frozenset(), numbers={}, below=5)
    assert failed(read(paper_of(for_audience(sample(rows=4), audience, nothing)))) == {}


def test_no_condition_fails_in_a_corrected_version():
    digest = "0" * 64
    seal = Seal(
        version=2,
        sha256=digest,
        event=1,
        event_hash=digest,
        signed_off="5 December 2022",
        address="https://example.org/updates/2022-23-q2/",
        history="https://example.org/updates/2022-23-q2/v2/",
        why="A figure was copied wrongly.",
        changes=(Change("Advisers", "New referrals", "28", "29"),),
    )
    document = sample(rows=2)
    assert failed(read(paper_of(replace(document, sections=document.sections[:1], annexes=()), seal))) == {}


@pytest.mark.parametrize(("code", "spoil"), CONTROLS, ids=[code for code, _ in CONTROLS])
def test_a_file_that_is_broken_in_this_point_is_found(small: bytes, code: str, spoil: Spoil):
    spoiled = BytesIO()
    with pikepdf.open(BytesIO(small)) as pdf:
        pdf.save(spoiled, **(spoil(pdf) or {}))
    assert list(BY_CODE[code].rule(read(spoiled.getvalue())))


def test_every_condition_has_its_control():
    assert {code for code, _ in CONTROLS} == set(BY_CODE)


def test_every_condition_of_the_protocol_stands_in_the_table_once():
    """31 checkpoints: 87 conditions for machines, 48 for people, two that ask for no test."""
    numbered = [each.code for each in CONDITIONS if "-" in each.code]
    assert len(CONDITIONS) == len(BY_CODE)
    assert {number: sum(code.startswith(f"{number:02}-") for code in numbered) for number in MACHINE} == MACHINE
    assert len(numbered) == sum(MACHINE.values()) == 87
    judged = [each.code for each in JUDGED]
    assert (len(judged), len(set(judged))) == (50, 50)
    assert not set(judged) & set(numbered)
    assert {int(code[:2]) for code in (*numbered, *judged)} == set(range(1, 32))


def test_every_rule_of_verapdf_has_a_condition():
    known = {f"{each['clause']}-{each['test']}" for each in pdfua1_rule_identifiers()}
    assert {name for each in CONDITIONS for name in each.profile} == known
    assert len(known) == 106


def test_the_page_says_what_the_table_says():
    assert page.PLACE.read_text() == page.written(), "Write it again: `.venv/bin/python -m tests.reports.pdf_ua.page`."
