"""The reader's own process, with limits of memory and time: `python -m tracker.uploads.child`.

The order is a line of JSON (do, kind, said, megabytes, seconds) and then the file's bytes; cells and paragraphs go to
standard output as JSON, a commented workbook as it is. A refusal is said as "wrong: " and its sentence.
"""

import json
import logging
import sys
from typing import Any

from tracker.processes import limit
from tracker.uploads.kinds import WrongFile
from tracker.uploads.travelling import pack_edited, pack_words, pack_workbook

FAILED = 3
WRONG = "wrong: "


def main() -> int:
    line, _, content = sys.stdin.buffer.read().partition(b"\n")
    order = json.loads(line)
    limit(order["megabytes"], order["seconds"])
    logging.disable()
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it, for nothing that is read here
    try:
        answer = carry_out(order, content)
    except WrongFile as wrong:
        return say(WRONG + wrong.sentence)
    except MemoryError:
        return say("memory")
    except Exception as error:
        return say(type(error).__name__)
    sys.stdout.buffer.write(answer)
    return 0


def carry_out(order: dict[str, Any], content: bytes) -> bytes:
    """The libraries are loaded here, inside the limits."""
    if order["kind"] == "csv":
        return _csv(order, content)
    if order["kind"] in ("eml", "txt"):
        from tracker.uploads.mail import read_eml, read_txt

        return pack_words(read_eml(content) if order["kind"] == "eml" else read_txt(content))
    from tracker.uploads.package import open_package

    packed = open_package(content)
    if order["do"] == "edited":
        from tracker.uploads.edited import read_edited

        return pack_edited(read_edited(content, packed))
    if order["kind"] == "docx":
        from tracker.uploads.docx import read_docx

        return pack_words(read_docx(content, packed))
    if order["do"] == "comment":
        from tracker.uploads.commenting import commented

        return commented(content, order["said"])
    from tracker.uploads.xlsx import read_xlsx

    return pack_workbook(read_xlsx(content))


def _csv(order: dict[str, Any], content: bytes) -> bytes:
    from tracker.uploads.delimited import read_csv

    book = read_csv(content)
    if order["do"] != "comment":
        return pack_workbook(book)
    from tracker.uploads.commenting import as_workbook

    return as_workbook(book.sheets[0], order["said"])


def say(word: str) -> int:
    sys.stderr.buffer.write(word.encode())
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
