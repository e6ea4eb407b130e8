"""A copy of the update for the office's own website: plain HTML, images with their words, PDF and data, in one ZIP.

The same document makes the same bytes: parts stand in a fixed order, and the only time in them is the one it is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from reports import charts
from reports.document import Chart, Document, PaceBar, Seal
from reports.exports import context
from reports.exports.steady import packed
from reports.exports.summary import summary_context

FRONT = "summary"  # the place of what stands on the front page
PAGES = (("index.html", "The whole update"), ("summary.html", "In short"))
PACE_CAPTION = "Share of each award used, beside the share of its year gone"


@dataclass(frozen=True, slots=True)
class Image:
    """A chart as a file of its own, with all that it shows in words."""

    place: str
    name: str
    caption: str
    words: str
    content: str


def website_copy(
    document: Document, *, at: datetime, files: Mapping[str, tuple[str, bytes]], seal: Seal | None = None
) -> bytes:
    """The ZIP. `files` are those that go with the pages: by name, what each is and its content."""
    images = list(_images(document))
    listed = [*PAGES, *((name, label) for name, (label, _) in files.items())]
    whole = {**context(document), "seal": seal, "images": images, "files": listed[1:]}
    short = {**summary_context(document), "seal": seal}
    parts = {
        "index.html": render_to_string("reports/website/index.html", whole),
        "summary.html": render_to_string("reports/website/summary.html", short),
        "style.css": render_to_string("reports/website/style.css"),
        "READ-ME.txt": render_to_string("reports/website/READ-ME.txt", {**whole, "files": listed}),
        **{image.name: image.content for image in images},
    }
    written = {name: text.encode() for name, text in parts.items()}
    return packed({**written, **{name: content for name, (_, content) in files.items()}}, at)


def _images(document: Document) -> Iterator[Image]:
    yield from _pace(FRONT, document.front.pace)
    for entry in document.entries:
        yield from _series(entry.code, entry.chart)
        yield from _pace(entry.code, entry.pace)


def _series(place: str, chart: Chart | None) -> Iterator[Image]:
    drawn = charts.series(chart)
    if chart is not None and drawn is not None:
        asked = {"chart": chart, "series": drawn, "entry": {"code": place}}
        svg = render_to_string("reports/update/_series_drawn.html", asked)
        yield Image(place, f"images/{place}.svg", chart.title, chart.description, svg)


def _pace(place: str, bars: tuple[PaceBar, ...]) -> Iterator[Image]:
    drawn = charts.pace(bars, scaled=False)
    if drawn is not None:
        svg = render_to_string("reports/update/_pace_drawn.html", {"pace": drawn, "chart": place})
        yield Image(place, f"images/{place}-money.svg", PACE_CAPTION, drawn.description, svg)
