"""Checks a finished PDF for what a reader who can't see it depends on. Not a proof of conformance: tests do more."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Name, Object

from reports.pdf.structure import elements


def faults(content: bytes) -> list[str]:
    """What is missing, in sentences; empty where nothing is. What is no PDF at all has one fault."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            return [*_of_document(pdf), *_of_structure(pdf.Root.get("/StructTreeRoot"))]
    except pikepdf.PdfError:
        return ["it is not a PDF."]


def _of_document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not str(pdf.docinfo.get("/Title", "")).strip():
        yield "it has no title."
    if not str(root.get("/Lang", "")).strip():
        yield "it names no language."
    if "/MarkInfo" not in root or not root.MarkInfo.get("/Marked"):
        yield "it is not tagged."
    if "/Outlines" not in root:
        yield "it has no bookmarks."


def _of_structure(root: Object | None) -> Iterator[str]:
    if root is None:
        yield "it has no structure."
        return
    for element in elements(root):
        if element.S == Name.TH and "/Scope" not in element.get("/A", {}):
            yield "a table heading does not say what it heads."
        if Name.Figure == element.S and not str(element.get("/Alt", "")).strip():
            yield "a chart has no words for those who can't see it."
