"""Examples of what funders ask for, set up by the same changes that the screens make."""

from typing import Any

from commissioning.models import (
    Breakdown,
    FunderColumn,
    FunderQuestion,
    FunderRow,
    FunderSection,
    FunderTemplate,
    FundingStream,
    Measure,
    ReportingPeriod,
)
from commissioning.workflow.funder_answers import write_answer
from commissioning.workflow.set_up.funders import MONEY, save_stream
from reports.management.demo.source import moment, read
from tracker import records
from tracker.merging import mark
from tracker.models import User

TEMPLATE = ("name", "title", "note", "half_year", "year_end", "due_days")
Row = dict[str, Any]


def load_funder_returns() -> None:
    rows = read("funder_returns")
    said: Row = {"by": User.objects.get(email=rows["by"]), "at": moment(rows["kept_on"])}
    for row in rows["templates"]:
        values = {name: row[name] for name in TEMPLATE}
        made = records.keep(record=FunderTemplate(code=row["code"]), values=values, permission=MONEY, **said).record
        for place, section in enumerate(row["sections"], start=1):
            _section(made, place, section, said)
        for stream in FundingStream.objects.filter(code__in=row["streams"]):
            save_stream(stream=stream, values={"funder_template": made}, **said)
    for row in rows["answers"]:
        _answer(row, said | {"at": moment(rows["answered_on"])})


def _answer(row: Row, said: Row) -> None:
    write_answer(
        question=FunderQuestion.objects.get(text=row["question"]),
        stream=FundingStream.objects.get(code=row["stream"]),
        quarter=ReportingPeriod.objects.get(slug=row["quarter"]),
        text=row["text"],
        began=mark(""),
        **said,
    )


def _section(template: FunderTemplate, place: int, row: Row, said: Row) -> None:
    kept = {**said, "permission": MONEY}
    values = {"kind": row["kind"], "title": row["title"], "note": row.get("note", ""), "place": place}
    section = records.keep(record=FunderSection(template=template), values=values, **kept).record
    for number, (code, label, *by) in enumerate(row.get("rows", []), start=1):
        asked = {"measure": Measure.objects.get(code=code), "label": label, "place": number}
        asked |= {"breakdown": Breakdown.objects.get(code=by[0])} if by else {}
        records.keep(record=FunderRow(section=section), values=asked, **kept)
    for number, (text, prompt, most) in enumerate(row.get("questions", []), start=1):
        put = {"text": text, "prompt": prompt, "most_words": most, "place": number}
        records.keep(record=FunderQuestion(section=section), values=put, **kept)
    for number, (what, heading) in enumerate(row.get("columns", []), start=1):
        told = {"what": what, "heading": heading, "place": number}
        records.keep(record=FunderColumn(section=section), values=told, **kept)
