"""Files made to do harm: each is refused with a sentence that says what to do, and a sound one is read."""

import json
import time

import pytest

from tests.tracker.data.hostile_files import HOSTILE, rows, with_link, with_part, with_sheet, workbook
from tracker.processes import run_child
from tracker.uploads import child
from tracker.uploads.kinds import WrongFile, kind_of_file, parts_of
from tracker.uploads.reading import read_words, read_workbook
from tracker.uploads.travelling import unpack_workbook


def read_here(kind: str, content: bytes) -> bytes:
    """What the child does with a file, in this process: the bytes are judged by their name first, as they come in."""
    kind_of_file(f"q2.{kind}", content)
    return child.carry_out({"do": "read", "kind": kind}, content)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_sentence(name: str) -> None:
    kind, make, sentence = HOSTILE[name]
    with pytest.raises(WrongFile) as refused:
        read_here(kind, make())
    assert sentence in refused.value.sentence
    assert any(
        cure in refused.value.sentence
        for cure in ("save it", "Save it", "Save", "Delete", "Send", "Take", "choose", "Open")
    )


def test_control_a_sound_workbook_is_read() -> None:
    book = unpack_workbook(read_here("xlsx", workbook()))
    assert [cell.text for cell in book.sheets[0].in_order()] == ["Referrals", "492"]


@pytest.mark.parametrize(
    "content",
    [
        with_link("hyperlink"),
        with_part("xl/media/image1.png", b"\x89PNG"),
        with_part("docProps/custom.xml"),
        with_sheet(rows(b"<row><c><v>1</v></c></row>" * 4_000)),
        with_sheet(rows(b'<row r="1048576"><c r="A1048576" s="0"/></row>')),
    ],
    ids=["an address to press", "a picture", "properties", "four thousand rows", "a format down to the last row"],
)
def test_control_what_real_workbooks_have_is_no_harm(content: bytes) -> None:
    assert unpack_workbook(read_here("xlsx", content)).sheets


def test_a_bomb_is_refused_by_its_directory_within_a_moment() -> None:
    bomb = HOSTILE["a bomb of noughts"][1]()
    assert len(bomb) < 300_000
    started = time.perf_counter()
    with pytest.raises(WrongFile):
        parts_of(bomb)
    assert time.perf_counter() - started < 0.1


def test_a_file_is_read_in_a_child() -> None:
    book = read_workbook("xlsx", workbook())
    assert book.sheets[0].name == "Quarter 2"
    with pytest.raises(WrongFile, match="has macros"):
        read_workbook("xlsx", HOSTILE["a workbook with macros under another name"][1]())


@pytest.mark.parametrize(("kind", "read"), [("pdf", read_workbook), ("docx", read_workbook), ("xlsx", read_words)])
def test_what_is_no_workbook_or_document_is_not_begun(kind, read) -> None:
    with pytest.raises(WrongFile, match="Only"):
        read(kind, b"%PDF-1.7")


@pytest.mark.parametrize(
    ("limits", "word"), [({"megabytes": 70, "seconds": 20}, "memory"), ({"megabytes": 900, "seconds": 1}, "time")]
)
def test_the_child_takes_no_more_than_it_may(limits: dict[str, int], word: str) -> None:
    """Control: with these limits taken away the same file is read (the next test)."""
    ended = _ended(**limits)
    assert not ended.done
    assert ended.word in (word, "MemoryError")


def test_control_within_the_limits_it_is_read() -> None:
    assert _ended(megabytes=900, seconds=60).done


def _ended(**limits: int):
    content = with_sheet(
        rows(b"<row>" + b"<c><v>12345</v></c>" * 90 + b"</row>").replace(
            b"</sheetData>", (b"<row>" + b"<c><v>12345</v></c>" * 90 + b"</row>") * 1_000 + b"</sheetData>"
        )
    )
    order = json.dumps({"do": "read", "kind": "xlsx", **limits}).encode()
    return run_child("tracker.uploads.child", order + b"\n" + content, seconds=120)
