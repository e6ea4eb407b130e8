"""Walks the tag tree of a PDF, and saves it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

Tags = Mapping[str, list[Object]]


def kids(node: Object) -> list[Object]:
    """What lies directly under a node: elements, marked content and numbers."""
    children = node.get("/K")
    if children is None:
        return []
    return list(children) if isinstance(children, Array) else [children]


def elements(node: Object) -> Iterator[Object]:
    """Every element below a node, parents first, in reading order."""
    left = [node]
    while left:
        here = left.pop()
        if here is not node:
            yield here
        left += [kid for kid in reversed(kids(here)) if isinstance(kid, Dictionary) and "/S" in kid]


def by_kind(node: Object) -> Tags:
    """Every element below a node by its kind, as "/TH", parents first: one walk for all who look for some."""
    found: Tags = defaultdict(list)
    for element in elements(node):
        found[str(element.S)].append(element)
    return found


def page_of(node: Object) -> Object:
    """The page that an element stands on: its own, or that of the first thing in it."""
    if "/Pg" in node:
        return node.Pg
    return next(page_of(kid) for kid in kids(node) if isinstance(kid, Dictionary))


def marked_numbers(root: Object) -> dict[tuple[int, int], set[int]]:
    """By page, the numbers of the marked content that the reading order reaches."""
    reached: dict[tuple[int, int], set[int]] = {}
    for node in elements(root):
        for kid in kids(node):
            if not isinstance(kid, Dictionary):
                reached.setdefault(node.Pg.objgen, set()).add(int(kid))
            elif kid.get("/Type") == Name.MCR:
                page = kid.Pg if "/Pg" in kid else node.Pg
                reached.setdefault(page.objgen, set()).add(int(kid.MCID))
    return reached


def named(tree: Object) -> Iterator[tuple[bytes, Object]]:
    """What a tree of names of one level holds."""
    names = list(tree.Names)
    return zip(map(bytes, names[::2]), names[1::2], strict=True)


def listed(objects: Mapping[bytes, Object]) -> Array:
    """What a tree of names of one level is written as."""
    return Array([part for name in sorted(objects) for part in (String(name), objects[name])])


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file: the same bytes for the same document."""
    target = BytesIO()
    pdf.save(
        target,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=False,
        deterministic_id=True,
    )
    return target.getvalue()
