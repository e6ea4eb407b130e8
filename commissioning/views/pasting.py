"""“Paste a column”: figures copied from a spreadsheet, read and shown beside their names, then put into the boxes.

Nothing is saved here. What is accepted stands in the boxes as a draft, and is saved like anything that was typed.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commissioning.forms.typed import PASTED
from commissioning.models import Draft, QuarterlyReturn
from commissioning.parsing.columns import LONGEST, Line, Pasted, Place, read_columns
from commissioning.views.keeping import keep_typed
from commissioning.views.owed import address, person, scene_for, title_of
from commissioning.workflow import Base
from commissioning.workflow.sections import Figures, figures_page_of, parts_of, section_of
from commissioning.workflow.sections.boxes import Section
from tracker import formats

PUT = "put"


def paste_page(request: HttpRequest, record: QuarterlyReturn) -> HttpResponse:
    """A box for the column (GET); how each line is read, or the boxes filled with it (POST)."""
    user = person(request)
    slug = figures_page_of(record)
    page = section_of(record, slug, user, scene_for(request, record).reference)
    figures = next(part for part in parts_of(page) if isinstance(part, Figures)) if page else None
    if page is None or figures is None:
        raise LookupError("A return without a page of figures.")
    text = request.POST.get(PASTED, "") if request.method == "POST" else ""
    places = [row.place for row in figures.rows]
    pasted = read_columns(text, places) if text.strip() and len(text) <= LONGEST else None
    if request.method == "POST" and pasted and request.POST.get("do") == PUT:
        put(request, page, pasted)
        return redirect(address(record, "section", slug))
    return show(request, record, text, pasted, page.current)


def put(request: HttpRequest, page: Section, pasted: Pasted) -> None:
    """Put what was read into the boxes, over what this person has typed there and not saved."""
    record, user = page.record, person(request)
    own = Draft.objects.filter(record_kind="return", record_id=record.pk, section=page.slug, user=user).first()
    base = Base(own.base_version, own.base_fields) if own else Base.of(record.version, page.current)
    fields = {**page.current, **(own.fields if own else {}), **pasted.filled}
    keep_typed(request, record, page.slug, fields, base)
    number = sum(bool(line.filled) for line in pasted.lines)
    figures = "One figure is in its box" if number == 1 else f"{number} figures are in their boxes"
    messages.info(request, f"{figures}, not saved yet. Look at them, and save.")


def show(
    request: HttpRequest, record: QuarterlyReturn, text: str, pasted: Pasted | None, current: Mapping[str, str]
) -> HttpResponse:
    too_long = f"This is {len(text):,} characters long, and {LONGEST:,} can be read at once. Paste the column alone."
    context = {
        "title": "Paste a column",
        "who": title_of(record),
        "here": address(record, "paste"),
        "back": {"url": address(record, "section", figures_page_of(record)), "label": "Figures"},
        "text": text,
        "name": PASTED,
        "pasted": pasted,
        "summary": summary(pasted) if pasted else "",
        "rows": rows_of(pasted, current) if pasted else [],
        "links": links(pasted) if pasted else [("#pasted", too_long)] if text.strip() else [],
    }
    asked = request.method == "POST" and not pasted and not text.strip()
    if asked:
        context["links"] = [("#pasted", "Paste the column into the box.")]
    status = 422 if request.method == "POST" and not pasted else 200
    return render(request, "commissioning/returns/paste.html", context, status=status)


def summary(pasted: Pasted) -> str:
    """What was found: "6 values for 7 boxes, matched by name"."""
    boxes = len({line.place.key for line in pasted.lines if line.place} | {place.key for place in pasted.left})
    values = "One value" if pasted.values == 1 else f"{pasted.values} values"
    how = "matched by the names in the first column" if pasted.labelled else "in the order in which they stand"
    heading = f" The first line, “{pasted.heading}”, is taken for a heading." if pasted.heading else ""
    return f"{values} for {formats.count(boxes)} {'figure' if boxes == 1 else 'figures'}, {how}.{heading}"


def rows_of(pasted: Pasted, current: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row for each line, and for each figure that nothing was pasted for."""
    lines = [line_row(line, current) for line in pasted.lines if line.place is None or line.filled or line.faults]
    left = [{"name": place.names[0], "now": now_in(place, current), "left": True} for place in pasted.left]
    return [*lines, *(row for row in left if row["name"] not in {each["name"] for each in lines})]


def line_row(line: Line, current: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": f"line-{line.number}",
        "name": name_of(line),
        "now": now_in(line.place, current) if line.place else "",
        "pasted": " | ".join(line.cells),
        "read": line.read,
        "faults": line.faults,
    }


def name_of(line: Line) -> str:
    return line.place.names[0] if line.place else line.label or f"Line {line.number}"


def now_in(place: Place, current: Mapping[str, str]) -> str:
    """What stands in the boxes of a figure now."""
    held = [text for name, _ in place.boxes if (text := current.get(name, ""))]
    return " of ".join(held) if place.share and len(held) == 2 else ", ".join(held)


def links(pasted: Pasted) -> list[tuple[str, str]]:
    """All that is wrong, each a link to its line."""
    return [(f"#line-{line.number}", f"{name_of(line)}: {fault}") for line, fault in pasted.faults]
