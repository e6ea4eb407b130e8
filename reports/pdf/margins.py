"""Running heads and feet: said to be pagination, so that nobody has to hear them on every page."""

import re
from collections import defaultdict

import pikepdf
from pikepdf import Object

from reports.pdf.structure import marked_numbers

# the renderer writes every word as numbers of letters: what stands in a page's text can't look like its marks
MARK = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"
Orphans = dict[int, set[int]]


def make_margins_artifacts(pdf: pikepdf.Pdf, root: Object) -> None:
    """The renderer numbers what it draws in the margins but hangs it in no tree: neither content nor artifact."""
    reached = marked_numbers(root)
    orphans: Orphans = defaultdict(set)
    for page in pdf.pages:
        known, own = reached.get(page.obj.objgen, set()), orphans[int(page.StructParents)]
        page.Contents.write(marked_anew(page.Contents.read_bytes(), known, own))
    forget(root, orphans)


def marked_anew(drawn: bytes, known: set[int], orphans: set[int]) -> bytes:
    """What is drawn on a page, as an artifact where its number hangs in no tree. Such numbers come to the orphans."""

    def mark(found: re.Match[bytes]) -> bytes:
        number = int(found[1])
        if number in known:
            return found[0]
        orphans.add(number)
        return ARTIFACT

    return MARK.sub(mark, drawn)


def forget(root: Object, orphans: Orphans) -> None:
    """The numbers are gone from the pages, so the table of parents may not name them."""
    numbers = list(root.ParentTree.Nums)
    for key, parents in zip(numbers[::2], numbers[1::2], strict=True):
        for number in orphans.get(int(key), ()):
            parents[number] = None
