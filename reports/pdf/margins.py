"""Running heads and feet: said to be pagination, so that nobody has to hear them on every page."""

from collections import defaultdict

import pikepdf
from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Dictionary, Name, Object

from reports.pdf.structure import marked_numbers

Line = ContentStreamInstruction | ContentStreamInlineImage
Orphans = dict[int, set[int]]


def make_margins_artifacts(pdf: pikepdf.Pdf, root: Object) -> None:
    """The renderer numbers what it draws in the margins but hangs it in no tree: neither content nor artifact."""
    reached = marked_numbers(root)
    orphans: Orphans = defaultdict(set)
    for page in pdf.pages:
        known = reached.get(page.obj.objgen, set())
        lines = [
            marked_anew(line, known, orphans[int(page.StructParents)]) for line in pikepdf.parse_content_stream(page)
        ]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(lines))
    forget(root, orphans)


def marked_anew(line: Line, known: set[int], orphans: set[int]) -> Line:
    """The line as it was, or as an artifact where its number hangs in no tree."""
    number = marked_number(line)
    if number is None or number in known:
        return line
    orphans.add(number)
    return ContentStreamInstruction([Name.Artifact, Dictionary(Type=Name.Pagination)], pikepdf.Operator("BDC"))


def marked_number(line: Line) -> int | None:
    if str(line.operator) != "BDC" or not isinstance(line.operands[1], Dictionary):
        return None
    number = line.operands[1].get("/MCID")
    return None if number is None else int(number)


def forget(root: Object, orphans: Orphans) -> None:
    """The numbers are gone from the pages, so the table of parents may not name them."""
    numbers = list(root.ParentTree.Nums)
    for key, parents in zip(numbers[::2], numbers[1::2], strict=True):
        for number in orphans.get(int(key), ()):
            parents[number] = None
