"""Puts right what the renderer leaves out of a tagged PDF, and readers and checkers ask for.

Each mend says what is missing without it; each is needed with WeasyPrint 70 and does no harm where it no longer is.
"""

from collections.abc import Mapping
from io import BytesIO
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from reports.pdf.margins import make_margins_artifacts
from reports.pdf.structure import elements, kids, page_of

PRINT_FLAG = 4
POINTS_PER_PIXEL = 0.75
PARTS_OF_A_TABLE = (Name.THead, Name.TBody, Name.TFoot)


def mend(raw: bytes, titles: Mapping[str, str]) -> bytes:
    """The finished file. `titles` says what each place in the document is called."""
    target = BytesIO()
    with pikepdf.open(BytesIO(raw)) as pdf:
        root = pdf.Root.StructTreeRoot
        give_headers_a_scope(root)
        place_figures(root)
        describe_links(pdf, titles)
        drop_empty_spans(root)
        make_margins_artifacts(pdf, root)
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=False,
            deterministic_id=True,
        )
    return target.getvalue()


def give_headers_a_scope(root: Object) -> None:
    """A corner cell is named by no data cell, so its scope stands nowhere else; many readers know only the scope."""
    for part in elements(root):
        if part.S in PARTS_OF_A_TABLE:
            scope = Name.Column if Name.THead == part.S else Name.Row
            for cell in elements(part):
                if cell.S == Name.TH:
                    attributes = cell.get("/A", Dictionary(O=Name.Table))
                    attributes.Scope = scope
                    cell.A = attributes


def place_figures(root: Object) -> None:
    """A figure's box is written in CSS pixels from the top; PDF counts points from the bottom."""
    for figure in elements(root):
        if Name.Figure == figure.S and "/A" in figure and "/BBox" in figure.A:
            height = float(page_of(figure).MediaBox[3])
            left, top, right, bottom = (float(number) * POINTS_PER_PIXEL for number in figure.A.BBox)
            figure.A.BBox = Array([round(left, 2), round(height - bottom, 2), round(right, 2), round(height - top, 2)])


def describe_links(pdf: pikepdf.Pdf, titles: Mapping[str, str]) -> None:
    """Links print as they show, and say where they lead in words instead of the anchor's name."""
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            if note.Subtype == Name.Link:
                note.F = int(note.get("/F", 0)) | PRINT_FLAG
                target = unquote(str(note.get("/Dest", "")))
                note.Contents = String(f"Go to {titles.get(target, target)}" if target else "Open the address")


def drop_empty_spans(root: Object) -> None:
    """The drawn mark of a rating is an empty span: a place where a reader stops and hears nothing."""
    for parent in [root, *elements(root)]:
        before = kids(parent)
        after = [kid for kid in before if not is_empty_span(kid)]
        if after and len(after) != len(before):
            parent.K = Array(after)


def is_empty_span(node: Object) -> bool:
    return isinstance(node, Dictionary) and node.get("/S") == Name.Span and not kids(node) and "/Alt" not in node
