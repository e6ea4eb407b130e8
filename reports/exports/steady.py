"""Packed files (Word, spreadsheet) without the moment at which they were made: the same content is the same bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

READABLE = 0o644 << 16  # as a file that its owner may change and all may read
PROPERTIES = "docProps/core.xml"
MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def steady(content: bytes, at: datetime) -> bytes:
    """The same file, every time in it this one: of its parts, and where it says when it was made and changed."""
    said = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        parts = {part.filename: before.read(part) for part in before.infolist()}
    if PROPERTIES in parts:
        parts[PROPERTIES] = MOMENT.sub(rb"\g<1>" + said + rb"\g<2>", parts[PROPERTIES])
    return packed(parts, at)


def packed(parts: Mapping[str, bytes], at: datetime) -> bytes:
    """These parts in one file, in their order, each with this time."""
    moment = at.astimezone(UTC)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            known = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            known.compress_type = zipfile.ZIP_DEFLATED
            known.external_attr = READABLE
            file.writestr(known, content)
    return made.getvalue()
