"""Writes docs/accessible-pdf.md from the table: `python -m tests.reports.pdf_ua.page`. A test says when it is stale."""

from pathlib import Path

from tests.reports.pdf_ua import CONDITIONS
from tests.reports.pdf_ua.judged import JUDGED

PLACE = Path(__file__).resolve().parents[3] / "docs" / "accessible-pdf.md"
HEAD = """# What a machine can see of our PDFs, and what a person has to

Written from the table in `tests/reports/pdf_ua` by `python -m tests.reports.pdf_ua.page`; a test says when it is
stale. Change the table, not this page.

The PDFs that the product makes (the update for the office, the board and the public, the update in two pages, one
paragraph, the dashboard) are PDF/UA-1. The numbers are those of the
[Matterhorn Protocol 1.1](https://pdfa.org/resource/the-matterhorn-protocol/), the list of the ways to fail that the
standard's authors keep: 31 checkpoints, {machine} ways that a machine can decide, {people} that it can't (two of these
ask for no test). “+1” and so on are ways that the protocol does not number. The last column names the rules of
veraPDF's profile that a way answers for; together they are all 106.

- **What holds it**: `tests/reports/test_pdf_ua.py` runs every rule over real files, and over a file that is broken in
  this one point: a rule that does not find it fails the test. `pdfua` and `outloud` read the same files
  (`tests/reports/test_pdf.py`), and the published file of the demonstration is read with all three
  (`tests/browser/test_publication.py`).
- **What mends it**: `reports/pdf/mending.py`, where the renderer leaves something out. Before a file is kept,
  `reports/pdf/checking.py` asks the few questions whose answer depends on what was typed.
- **Some rules are stricter than the protocol**: where ours has no such thing (forms, layers, files inside, fonts of
  another kind), the rule is that there is none.
- **veraPDF** itself is no part of the checks, as it needs Java. It was run by hand on {verapdf}.
- **It is no claim that a file conforms**: that takes people who use a screen reader, and nobody has yet.

"""
VERAPDF = (
    "26 November 2026, its 106 rules over nine files (the demonstration for office, board and public, a generated "
    "update of 60 services for board and public, and four of these in short): no rule failed"
)
MACHINE_HEAD = (
    "| | Fails when | ISO 14289-1 | Ours | Rule in the tests | veraPDF |",
    "| --- | --- | --- | --- | --- | --- |",
)
PEOPLE_HEAD = ("| | Fails when | What was looked at |", "| --- | --- | --- |")


def written() -> str:
    """The page as the table has it."""
    numbered = [each for each in CONDITIONS if not each.code.startswith("+")]
    machine = [
        f"| {each.code} | {each.fails} | {each.clause} | {each.ours} | `{each.rule.__qualname__.split('.')[0]}` "
        f"| {', '.join(each.profile)} |"
        for each in CONDITIONS
    ]
    people = [f"| {each.code} | {each.fails} | {each.looked} |" for each in JUDGED]
    head = HEAD.format(machine=len(numbered), people=len(JUDGED), verapdf=VERAPDF)
    lines = [
        "## What a machine can see",
        "",
        *MACHINE_HEAD,
        *machine,
        "",
        "## What a person has to see",
        "",
        *PEOPLE_HEAD,
        *people,
    ]
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PLACE.write_text(written())
