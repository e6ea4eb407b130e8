"""A file is read in a child process once, however often it is shown."""

from resource import RUSAGE_CHILDREN, getrusage

import pytest
from openpyxl import Workbook as Book

from tests.tracker.data.hostile_files import saved
from tracker.uploads.kinds import WrongFile
from tracker.uploads.reading import read_words, read_workbook


def children() -> float:
    """Seconds that this process's children have worked."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def workbook(value: object) -> bytes:
    book = Book()
    book.worksheets[0]["A1"] = value
    return saved(book)


def test_the_same_content_is_not_read_again() -> None:
    content = workbook(492)
    before = children()
    first = read_workbook("xlsx", content)
    after = children()
    assert after > before  # control: a child did the reading
    assert read_workbook("xlsx", content) == first
    assert children() == after


def test_another_content_or_kind_is() -> None:
    assert read_workbook("xlsx", workbook(1)) != read_workbook("xlsx", workbook(2))
    assert read_workbook("csv", b"a,b").sheets[0].cells[1, 2].text == "b"
    assert read_words("txt", b"a,b").paragraphs[0].text == "a,b"


def test_what_is_refused_is_refused_again() -> None:
    for _ in range(2):
        with pytest.raises(WrongFile):
            read_workbook("xlsx", b"PK not a workbook")
