"""The page of each place, as contents and index print it: what was found when all pages were laid out."""

import re
import subprocess

from reports import exports, pdf
from reports.pdf.places import places_in
from tests.reports.sample_document import sample

STYLE = """<style>
    .right span { float: right; text-align: right; font-variant-numeric: tabular-nums }
    .far { break-before: page }
</style>"""


def asked(place: str, words: str = "") -> str:
    side = "left" if words else "right"
    return f'<p class="{side}">To it<span class="on-page" data-of="{place}">{words}000</span></p>'


def test_numbers_stand_where_room_was_left_for_them(tmp_path):
    far = "".join(f'<h2 class="far" id="p{number}">Part {number}</h2>' for number in range(2, 12))
    numbers = asked("p2") + asked("p11") + asked("p3", ", page ") + asked("nowhere", ", page ")
    html = f'<html lang="en-GB"><title>T</title>{STYLE}<h1>H</h1>{numbers}{far}</html>'
    made = tmp_path / "made.pdf"
    made.write_bytes(pdf.render_pdf(html, files={}, titles={}))
    words = subprocess.run(["pdftotext", "-bbox", made, "-"], capture_output=True, check=True, text=True).stdout
    first = words.split("</page>")[0]
    edges = {word: round(float(edge)) for edge, word in re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', first)}
    assert ">000<" not in words
    assert edges["11"] == edges["2"] > edges["3"]


def test_contents_and_index_name_the_page_on_which_each_place_stands(whole_paper, tmp_path):
    made = tmp_path / "made.pdf"
    made.write_bytes(whole_paper)
    document = sample(copies=30, rows=60)
    found = places_in(whole_paper, exports.titles(document))
    read = subprocess.run(["pdftotext", "-layout", made, "-"], capture_output=True, check=True, text=True).stdout
    told = dict(re.findall(r"^ *(\S.*?) {3,}(\d+)$", read.split("\f")[1], re.MULTILINE))
    lines = [line for each in exports.context(document)["contents"] for line in (each, *each.children)]
    wrong = {line.label for line in lines if line.label in told and int(told[line.label]) != found.begin[line.anchor]}
    assert len(told) >= 14
    assert wrong == set()
