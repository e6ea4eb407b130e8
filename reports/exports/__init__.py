"""The update as files: one self-contained page, the same page for paper, and data.

Everything here is made from a Document; nothing reads the database but `update_document`, which asks the builder.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports.builder import PublicCopy, build, build_public
from reports.document import Audience, Document, Group, Seal, Section, for_audience, to_json
from reports.document.reading import lettered, one_heading
from reports.models import Update
from tracker.models import Office

STYLESHEET = "print/update.css"
FONT = "fonts/inter-latin.woff2"
FONT_FACE = '@font-face{{font-family:"Inter Print";font-weight:100 900;src:url("{url}") format("woff2")}}\n'
HOUSE_STYLESHEET = "house:update.css"
HOUSE_FONT = "house:inter-latin.woff2"
LONG_CONTENTS = 72  # half lines, a part taking three; more leave no room on their page for how to read the update


class AssetMissing(Exception):
    """A file that the update needs has not been made: the message says how."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents, with those under it."""

    anchor: str
    label: str
    children: tuple["Line", ...] = ()


def update_document(update: Update, *, audience: Audience, draft: bool = False) -> Document:
    """The update as it stands now, cut for this audience. Raises what the builder raises."""
    if audience is Audience.PUBLIC:
        return public_update(update).document
    return for_audience(build(update, office=Office.objects.get(), draft=draft), audience)


def public_update(update: Update) -> PublicCopy:
    """The update as the public would read it now, with what is left out. Raises what the builder raises."""
    return build_public(update, office=Office.objects.get())


def digest_of(html: str) -> str:
    """What decides how the PDF of a page comes out: words, figures, templates and stylesheet."""
    return hashlib.sha256(html.encode() + paper_files()[HOUSE_STYLESHEET]).hexdigest()


def standalone_html(document: Document) -> str:
    """One file that asks nothing of any other: stylesheet and font are inside, scripts there are none."""
    font = base64.b64encode(asset(FONT).read_bytes()).decode()
    styles = mark_safe(stylesheet(f"data:font/woff2;base64,{font}"))  # noqa: S308 (our own file)
    return render_to_string("reports/update/document.html", {**context(document), "styles": styles})


def paper_html(document: Document, seal: Seal | None = None) -> str:
    """The page that the PDF is made from. It names its stylesheet and font, which the renderer is handed."""
    asked = {"paper": True, "stylesheet": HOUSE_STYLESHEET, "seal": seal}
    return render_to_string("reports/update/document.html", {**context(document), **asked})


def paragraph_html(document: Document, code: str) -> str | None:
    """The page of one paragraph as it stands in the PDF; None where it is not in the document."""
    groups = ((section, group) for section in document.sections for group in section.groups)
    for section, group in groups:
        entry = next((each for each in group.entries if each.code == code), None)
        if entry is not None:
            found = {"document": document, "section": section, "group": group, "entry": entry, "paper": True}
            return render_to_string("reports/update/paragraph.html", {**found, "stylesheet": HOUSE_STYLESHEET})
    return None


def published_page(document: Document, seal: Seal, *, stylesheet: str) -> str:
    """The page as it is published, with its seal; its stylesheet is a file of the same publication."""
    asked = {"seal": seal, "stylesheet": stylesheet}
    return render_to_string("reports/update/document.html", {**context(document), **asked})


def paper_files() -> dict[str, bytes]:
    """The only files that the renderer may load, by the address that the page has for them."""
    return {HOUSE_STYLESHEET: stylesheet(HOUSE_FONT).encode(), HOUSE_FONT: asset(FONT).read_bytes()}


def stylesheet(font: str) -> str:
    """Our one sheet, with the address of the font. The compiler's byte order mark may stand at a beginning alone."""
    return FONT_FACE.format(url=font) + asset(STYLESHEET).read_text("utf-8-sig")


def json_text(document: Document) -> str:
    """The Document as JSON, one field a line, ending in a line break."""
    return json.dumps(to_json(document), ensure_ascii=False, indent=1) + "\n"


def context(document: Document) -> dict[str, Any]:
    """What the templates of the update need, for page, file and paper alike."""
    lines = contents(document)
    return {
        "document": document,
        "contents": lines,
        "long_contents": sum(3 + 2 * len(line.children) for line in lines) > LONG_CONTENTS,
        "annexes": list(lettered(document)),
    }


def asset(name: str) -> Path:
    """Where a static file lies. AssetMissing when it has not been compiled."""
    found = finders.find(name)
    if not found:
        raise AssetMissing(f"{name} is not there: run `make assets`.")
    return Path(found)


def contents(document: Document) -> tuple[Line, ...]:
    """The contents: front page, sections with their themes, annexes."""
    return (
        Line("summary", "In short"),
        *(Line(f"section-{each.code}", each.title, themes(each)) for each in document.sections),
        *(Line(each.code, f"Annex {letter}: {each.title}") for letter, each in lettered(document)),
    )


def themes(section: Section) -> tuple[Line, ...]:
    return tuple(line for group in section.groups for line in group_lines(group))


def group_lines(group: Group) -> list[Line]:
    """The theme's own line; entries that stand under no heading of a theme each have theirs."""
    if one_heading(group):
        return [Line(entry.code, entry.heading) for entry in group.entries]
    return [Line(f"theme-{group.code}", group.heading)]


def titles(document: Document, seal: Seal | None = None) -> dict[str, str]:
    """What each place in the document is called, for the descriptions of the links that lead there."""
    lines = contents(document)
    named = {line.anchor: line.label for top in lines for line in (top, *top.children)}
    corrected = {"corrections": seal.corrections} if seal and seal.corrections else {}
    return {**{entry.code: entry.heading for entry in document.entries}, **named, **corrected}
