"""Puts right what the renderer leaves out of a tagged PDF, and readers and checkers ask for.

Each mend says what is missing without it; each is needed with WeasyPrint 70 and does no harm where it no longer is.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from reports.pdf.margins import make_margins_artifacts
from reports.pdf.structure import Tags, by_kind, kids, listed, page_of, saved

PRINT_FLAG = 4
POINTS_PER_PIXEL = 0.75
HEARD_TWICE = ("/H1", "/H2", "/H3", "/H4", "/P", "/Link")


def mend(raw: bytes, titles: Mapping[str, str]) -> bytes:
    """The finished file. `titles` says what each place in the document is called."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        root = pdf.Root.StructTreeRoot
        tags = by_kind(root)
        lift_from_their_own_kind(pdf, root, tags)
        give_headers_a_scope(root, tags)
        place_figures(tags)
        describe_links(pdf, titles)
        drop_empty_spans(tags)
        make_margins_artifacts(pdf, root)
        return saved(pdf)


def lift_from_their_own_kind(pdf: pikepdf.Pdf, root: Object, tags: Tags) -> None:
    """Words beside a block, or made by the stylesheet, are tagged as one more of what they stand in: heard twice."""
    moved: dict[tuple[int, int], Object] = {}
    doubled: set[tuple[int, int]] = set()
    for parent in (tag for kind in HEARD_TWICE for tag in tags[kind]):
        if parent.objgen not in moved and any(is_element(kid) and kid.S == parent.S for kid in kids(parent)):
            parent.K = Array(lifted(parent, parent, moved, doubled))
    for page in pdf.pages if doubled else ():
        if "/Annots" in page:
            page.Annots = Array([note for note in page.Annots if note.objgen not in doubled])
    lead_to_what_holds_them(root, moved)


def lifted(
    node: Object, parent: Object, moved: dict[tuple[int, int], Object], doubled: set[tuple[int, int]]
) -> Iterator[Object]:
    """What lies in a node, and in those of its own kind in it, as it will lie in the parent."""
    for kid in kids(node):
        if is_element(kid) and kid.S == parent.S:
            moved[kid.objgen] = parent
            yield from lifted(kid, parent, moved, doubled)
        elif node is parent:
            yield kid
        elif is_element(kid):
            kid.P = parent
            yield kid
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
            doubled.add(kid.Obj.objgen)
        else:
            yield kid if node.get("/Pg") == parent.get("/Pg") else Dictionary(Type=Name.MCR, Pg=node.Pg, MCID=kid)


def lead_to_what_holds_them(root: Object, moved: Mapping[tuple[int, int], Object]) -> None:
    """The way back from what is drawn leads to the tag that holds it now."""
    for held in list(root.ParentTree.Nums)[1::2] if moved else ():
        for place, tag in enumerate(held if isinstance(held, Array) else ()):
            if isinstance(tag, Dictionary) and tag.objgen in moved:
                held[place] = moved[tag.objgen]


def give_headers_a_scope(root: Object, tags: Tags) -> None:
    """A corner cell is named by no data cell, so its scope stands nowhere else; many readers know only the scope.

    By their names, which cells point to, headings are found in a list alone: the renderer leaves it out.
    """
    named: dict[bytes, Object] = {}
    for cell in tags["/TH"]:
        attributes = cell.get("/A", Dictionary(O=Name.Table))
        attributes.Scope = Name.Column if Name.THead == cell.P.P.S else Name.Row
        cell.A = attributes
        if name := bytes(cell.get("/ID", b"")):
            named[name] = cell
    if named:
        root.IDTree = Dictionary(Names=listed(named))


def place_figures(tags: Tags) -> None:
    """A figure's box is written in CSS pixels from the top; PDF counts points from the bottom."""
    for figure in tags["/Figure"]:
        if "/A" in figure and "/BBox" in figure.A:
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


def drop_empty_spans(tags: Tags) -> None:
    """The drawn mark of a rating is an empty span: a place where a reader stops and hears nothing."""
    for parent in [span.P for span in tags["/Span"] if is_empty_span(span)]:
        before = kids(parent)
        after = [kid for kid in before if not is_empty_span(kid)]
        if after and len(after) != len(before):
            parent.K = Array(after)


def is_element(node: Object) -> bool:
    return isinstance(node, Dictionary) and "/S" in node


def is_empty_span(node: Object) -> bool:
    return isinstance(node, Dictionary) and node.get("/S") == Name.Span and not kids(node) and "/Alt" not in node
