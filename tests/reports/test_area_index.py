"""The index by council area: whom a paragraph concerns, on the page, on paper and in Word, for each who reads it."""

from io import BytesIO

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn

from commissioning.models import Area, Service
from reports import exports
from reports.builder import build, build_public
from reports.builder.area_index import councils
from reports.document import AREA_INDEX, Annex, Audience, Document, Row, marked_for
from reports.models import Entry, Update
from reports.word import word_file
from tracker.models import Office

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("demo")]


@pytest.fixture
def update() -> Update:
    return Update.objects.get(period__slug="2022-23-q2")


def built(update: Update) -> Document:
    return build(update, office=Office.objects.get())


def index_of(document: Document) -> Annex:
    return next(annex for annex in document.annexes if annex.code == AREA_INDEX)


def rows(document: Document, area: str) -> list[Row]:
    found = [table for table in index_of(document).tables if table.caption == area]
    return [row for table in found for row in table.rows]


CONCERNED = [
    ("la-telford", ["la-telford"]),
    ("county-herefordshire", ["la-herefordshire"]),
    ("county-shropshire", ["la-shropshire", "la-telford"]),
    ("place-kidderminster", ["la-wyre-forest"]),
    ("place-hereford", ["la-herefordshire"]),
    ("place-darlaston", ["place-darlaston"]),
    ("csp-telford", ["csp-telford"]),
]


@pytest.mark.parametrize(("code", "expected"), CONCERNED)
def test_which_councils_an_area_concerns(code: str, expected: list[str]):
    areas = {area.pk: area for area in Area.objects.prefetch_related("within", "holds")}
    keys = {area.code: area.pk for area in areas.values()}
    assert sorted(areas[key].code for key in councils(keys[code], areas)) == expected


def test_areas_joined_in_a_ring_come_to_an_end():
    first, second = (Area.objects.create(code=f"ring-{each}", scheme="place", name=f"Ring {each}") for each in "ab")
    first.within.add(second)
    second.within.add(first)
    areas = {area.pk: area for area in Area.objects.prefetch_related("within", "holds")}
    assert councils(first.pk, areas) == (first.pk,)


def test_every_service_of_a_paragraph_stands_in_the_index(update: Update):
    document = built(update)
    told = {(row.anchor, row.service) for table in index_of(document).tables for row in table.rows}
    known = {(entry.code, source.service) for entry in document.entries for source in entry.sources if source.service}
    assert told == known
    assert len(told) > 40


def test_a_council_has_its_services_with_their_awards(update: Update):
    said = {row.cells for row in rows(built(update), "Herefordshire")}
    assert ("DRIVE", "DRIVE", "DRIVE contract", "Herefordshire") in said
    assert ("Fly-tipping", "Fly-tipping", "none named", "Herefordshire") in said


def test_councils_of_which_the_same_is_told_stand_together(update: Update):
    together = "Bromsgrove, Malvern Hills, Redditch, Worcester, Wychavon and Wyre Forest"
    assert rows(built(update), together)
    Service.objects.get(code="drive").areas.set([Area.objects.get(code="la-redditch")])
    document = built(update)
    assert not rows(document, together)
    assert [row.anchor for row in rows(document, "Redditch")] == [row.anchor for row in rows(built(update), "Redditch")]
    assert "drive" in {row.anchor for row in rows(document, "Redditch")}
    assert "drive" not in {row.anchor for row in rows(document, "Herefordshire")}


def test_what_works_in_the_whole_force_area_stands_once(update: Update):
    document = built(update)
    whole = {row.anchor for row in rows(document, "Every council’s area")}
    assert {"isva", "climb"} <= whole
    elsewhere = {row.anchor for table in index_of(document).tables[1:] for row in table.rows}
    assert not whole & elsewhere


def test_nobody_reads_in_the_index_of_a_paragraph_that_is_not_for_him(update: Update):
    Entry.objects.filter(code="drive").update(audience="board")
    assert "drive" in {row.anchor for row in rows(built(update), "Herefordshire")}
    public = build_public(update, office=Office.objects.get()).document
    assert "drive" not in {row.anchor for table in index_of(public).tables for row in table.rows}


def test_public_names_no_place_of_a_service_whose_address_is_confidential(update: Update):
    Service.objects.filter(code="fly-tipping").update(address_confidential=True)
    document = built(update)
    assert "fly-tipping" in {row.anchor for row in rows(marked_for(document, Audience.BOARD), "Herefordshire")}
    public = marked_for(document, Audience.PUBLIC)
    assert "fly-tipping" not in {row.anchor for table in index_of(public).tables for row in table.rows}
    assert "idva" in {row.anchor for row in rows(public, "Every council’s area")}  # confidential, and names no place


def test_the_page_and_the_word_file_lead_to_each_paragraph(update: Update):
    document = built(update)
    page = exports.standalone_html(document)
    file = open_docx(BytesIO(word_file(document)))
    known = {mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))}
    links = [link.get(qn("w:anchor")) for link in file.element.iter(qn("w:hyperlink"))]
    assert set(links) <= known
    for table in index_of(document).tables:
        assert f'<h3 class="area" id="{table.code}">' in page
        for row in table.rows:
            assert f'<a href="#{row.anchor}">' in page
    assert len(links) >= sum(len(table.rows) for table in index_of(document).tables)
