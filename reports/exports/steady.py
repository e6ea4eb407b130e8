"""Packed files (Word, spreadsheet) without the moment at which they were made: the same content is the same bytes."""

import io
import re
import zipfile
from datetime import UTC, datetime

PROPERTIES = "docProps/core.xml"
MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def steady(content: bytes, at: datetime) -> bytes:
    """The same file, every time in it this one: of its parts, and where it says when it was made and changed."""
    moment = at.astimezone(UTC)
    said = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            inside = before.read(part)
            if part.filename == PROPERTIES:
                inside = MOMENT.sub(rb"\g<1>" + said + rb"\g<2>", inside)
            known = zipfile.ZipInfo(part.filename, date_time=moment.timetuple()[:6])
            known.compress_type = zipfile.ZIP_DEFLATED
            known.external_attr = part.external_attr
            after.writestr(known, inside)
    return made.getvalue()
