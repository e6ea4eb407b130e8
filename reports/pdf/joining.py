"""Joins the two parts of a tagged PDF: pages, tags, names, bookmarks."""

from collections.abc import Collection, Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Object, String

from reports.pdf.structure import elements, listed, named, saved

SECOND = b"2-"  # in front of the names of its headings: each part counts its own from the start


def join(first: bytes, second: bytes, places: Collection[str]) -> bytes:
    """One document, the second part's pages after the first's; `places` are those that begin in the second.

    Each part has headings with names, as its bookmarks and places.
    """
    with pikepdf.open(BytesIO(first)) as whole, pikepdf.open(BytesIO(second)) as part:
        tell_headings_apart(part.Root.StructTreeRoot)
        count_on(part, taken(whole))
        for page in part.pages:
            whole.pages.append(page)
        join_tags(whole.Root.StructTreeRoot, whole.copy_foreign(part.Root.StructTreeRoot))
        join_names(whole.Root.Names, whole.copy_foreign(part.make_indirect(part.Root.Names)), places)
        join_bookmarks(whole.Root.Outlines, whole.copy_foreign(part.Root.Outlines))
        return saved(whole)


def tell_headings_apart(root: Object) -> None:
    for cell in elements(root):
        if "/ID" in cell:
            cell.ID = String(SECOND + bytes(cell.ID))
        if "/Headers" in cell.get("/A", {}):
            cell.A.Headers = Array([String(SECOND + bytes(name)) for name in cell.A.Headers])
    if "/IDTree" in root:
        root.IDTree.Names = listed({SECOND + name: cell for name, cell in named(root.IDTree)})


def taken(pdf: pikepdf.Pdf) -> int:
    """How many numbers its pages and notes have taken in the table of parents."""
    return max(int(key) for key in list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2]) + 1


def count_on(part: pikepdf.Pdf, start: int) -> None:
    for page in part.pages:
        page.StructParents = int(page.StructParents) + start
        for note in page.get("/Annots", []):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + start
    numbers = part.Root.StructTreeRoot.ParentTree.Nums
    for index in range(0, len(numbers), 2):
        numbers[index] = int(numbers[index]) + start


def join_tags(root: Object, more: Object) -> None:
    document = root.K[0]
    for tag in more.K[0].K:
        tag.P = document
        document.K.append(tag)
    root.ParentTree.Nums.extend(more.ParentTree.Nums)
    trees = [tree.IDTree for tree in (root, more) if "/IDTree" in tree]
    if trees:
        root.IDTree = Dictionary(Names=listed({name: tag for tree in trees for name, tag in named(tree)}))


def join_names(names: Object, more: Object, places: Collection[str]) -> None:
    """Each part knows the other's places by their names alone, and leads there to a page of its own."""
    own = {place.encode() for place in places}
    theirs = {name: to for name, to in named(more.Dests) if name in own}
    names.Dests = Dictionary(Names=listed({**dict(named(names.Dests)), **theirs}))


def join_bookmarks(root: Object, more: Object) -> None:
    """The second part's stand after those below the first one, the cover's."""
    above = root.First
    above.Last.Next, more.First.Prev = more.First, above.Last
    above.Last = more.Last
    for level in (root, above):
        level.Count = int(level.Count) + int(more.Count)
    for bookmark in along(more.First):
        bookmark.Parent = above


def along(bookmark: Object | None) -> Iterator[Object]:
    while bookmark is not None:
        yield bookmark
        bookmark = bookmark.get("/Next")
