"""Rules of the tag tree: kinds, headings, tables, lists, figures, and what is drawn under no tag."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from pikepdf import Array, Dictionary, Name

from reports.pdf.structure import kids, page_of
from tests.reports.pdf_ua.condition import Condition
from tests.reports.pdf_ua.reading import HEADINGS, STANDARD, Element, Reading

CELLS = ("/TH", "/TD")
PARTS = ("/THead", "/TBody", "/TFoot")
# what each kind may lie in, and what may lie in it; a kind that is not named may lie anywhere, or hold anything
MAY_LIE_IN = {
    "/TR": ("/Table", *PARTS),
    **dict.fromkeys(PARTS, ("/Table",)),
    **dict.fromkeys(CELLS, ("/TR",)),
}
MAY_HOLD = {
    "/Table": ("/TR", "/Caption", *PARTS),
    "/TR": CELLS,
    **dict.fromkeys(PARTS, ("/TR",)),
}
LISTS_LIE_IN = {"/LI": ("/L",), "/LBody": ("/LI",), "/Lbl": ("/LI",)}
LISTS_HOLD = {"/L": ("/L", "/LI", "/Caption"), "/LI": ("/Lbl", "/LBody")}
CONTENTS_LIE_IN = {"/TOCI": ("/TOC",)}
CONTENTS_HOLD = {"/TOC": ("/TOC", "/TOCI", "/Caption")}
ONE_IN_ITS_OWN_KIND_IS_HEARD_TWICE = (*HEADINGS, "/P", "/Link", "/Figure", "/Caption")


def artifacts_apart(reading: Reading) -> Iterator[str]:
    yield from (each for each in reading.drawn.nested if "artifact inside" in each)


def tagged_apart(reading: Reading) -> Iterator[str]:
    yield from (each for each in reading.drawn.nested if "tagged inside" in each)


def all_is_marked(reading: Reading) -> Iterator[str]:
    yield from reading.drawn.unmarked


def has_tags(reading: Reading) -> Iterator[str]:
    if not reading.elements:
        yield "there is no tree of tags"


def tags_have_parents(reading: Reading) -> Iterator[str]:
    for each in reading.elements:
        if "/P" not in each.node:
            yield f"{each.kind} names nothing that it lies in"
        elif each.parent and each.node.P.objgen != each.parent.node.objgen:
            yield f"{each.kind} names another than it lies in"


def kinds_are_standard(reading: Reading) -> Iterator[str]:
    yield from sorted({f"{each.kind} is no kind that readers know" for each in reading.elements} - KNOWN)


KNOWN = {f"{kind} is no kind that readers know" for kind in STANDARD}


def roles_end(reading: Reading) -> Iterator[str]:
    for name in reading.roles:
        seen = [name]
        while seen[-1] in reading.roles and len(seen) <= len(reading.roles):
            seen.append(str(reading.roles[seen[-1]]))
        if len(set(seen)) < len(seen):
            yield f"{name} is mapped in a circle"


def standard_stays(reading: Reading) -> Iterator[str]:
    yield from (f"{name} is mapped to another kind" for name in reading.roles if name in STANDARD)


def misplaced(reading: Reading, lie_in: dict, hold: dict) -> Iterator[str]:
    for each in reading.elements:
        over = each.parent.kind if each.parent else "/StructTreeRoot"
        if over not in lie_in.get(each.kind, (over,)):
            yield f"{each.kind} lies in {over}"
        for kind in each.kinds:
            if kind not in hold.get(each.kind, (kind,)):
                yield f"{each.kind} holds {kind}"


def tables(reading: Reading) -> Iterator[str]:
    yield from misplaced(reading, MAY_LIE_IN, MAY_HOLD)
    for table in reading.of("/Table"):
        kinds = table.kinds
        if kinds.count("/THead") > 1 or kinds.count("/TFoot") > 1:
            yield "a table has two heads or feet"
        if {"/THead", "/TFoot"} & set(kinds) and "/TBody" not in kinds:
            yield "a table has a head or a foot and no body"
        if kinds.count("/Caption") > 1 or "/Caption" in kinds[1:-1]:
            yield "a caption stands in the middle of a table, or is one of two"
        yield from uneven(table)


def rows_of(table: Element) -> list[Element]:
    parts = [each for each in table.inside if each.kind != "/Caption"]
    return [row for part in parts for row in ([part] if part.kind == "/TR" else part.inside)]


def uneven(table: Element) -> Iterator[str]:
    """Cells are laid out by their spans: none may lie on another, and every row is as long as the first."""
    taken: set[tuple[int, int]] = set()
    rows = rows_of(table)
    for down, row in enumerate(rows):
        across = 0
        for cell in row.inside:
            while (down, across) in taken:
                across += 1
            wide, high = int(cell.attribute("/ColSpan") or 1), int(cell.attribute("/RowSpan") or 1)
            area = {(down + y, across + x) for y in range(high) for x in range(wide)}
            if area & taken:
                yield "a cell lies on another"
            taken |= area
    lengths = Counter(down for down, _ in taken)
    if len(set(lengths.values())) > 1 or len(lengths) != len(rows):
        yield f"rows of a table have {sorted(set(lengths.values()))} cells, {len(lengths)} of {len(rows)} rows"


def lists(reading: Reading) -> Iterator[str]:
    yield from misplaced(reading, LISTS_LIE_IN, LISTS_HOLD)
    if any("/Caption" in each.kinds[1:] for each in reading.of("/L")):
        yield "a list has its caption not at its head"


def tables_of_contents(reading: Reading) -> Iterator[str]:
    yield from misplaced(reading, CONTENTS_LIE_IN, CONTENTS_HOLD)
    if any("/Caption" in each.kinds[1:] for each in reading.of("/TOC")):
        yield "contents have their caption not at their head"


def none_of(*kinds: str):
    def rule(reading: Reading) -> Iterator[str]:
        yield from (f"there is a {each.kind}" for each in reading.of(*kinds))

    return rule


def figures_have_words(reading: Reading) -> Iterator[str]:
    for each in reading.of("/Figure"):
        if not each.has("/Alt", "/ActualText"):
            yield "a figure has no words"


def figures_have_a_place(reading: Reading) -> Iterator[str]:
    for each in reading.of("/Figure"):
        box, page = each.attribute("/BBox"), page_of(each.node).MediaBox
        left, low, right, high = (float(number) for number in box or (0, 0, 0, 0))
        if not (float(page[0]) <= left < right <= float(page[2]) and float(page[1]) <= low < high <= float(page[3])):
            yield f"a figure stands at {box}"


def levels(reading: Reading) -> list[int]:
    return [int(each.kind[2:]) for each in reading.of(*HEADINGS)]


def first_heading_is_the_first(reading: Reading) -> Iterator[str]:
    if levels(reading)[:1] not in ([], [1]):
        yield f"the first heading is of level {levels(reading)[0]}"


def no_level_is_skipped(reading: Reading) -> Iterator[str]:
    held = levels(reading)
    yield from (f"level {below} follows {above}" for above, below in pairwise(held) if below > above + 1)


def one_plain_heading(reading: Reading) -> Iterator[str]:
    yield from ("two plain headings lie in one tag" for each in reading.elements if each.kinds.count("/H") > 1)


def headings_of_one_sort(reading: Reading) -> Iterator[str]:
    if reading.of("/H") and reading.of(*HEADINGS):
        yield "there are headings with and without a level"


def heads_say_what_they_head(reading: Reading) -> Iterator[str]:
    for each in reading.of("/TH"):
        if each.attribute("/Scope") not in (Name.Row, Name.Column, Name.Both):
            yield "a heading of a table does not say what it heads"


def cells_name_heads_that_are_there(reading: Reading) -> Iterator[str]:
    known = {str(each.node.get("/ID", "")) for each in reading.of("/TH")}
    for each in reading.of("/TD", "/TH"):
        for name in each.attribute("/Headers") or []:
            if str(name) not in known:
                yield f"a cell names the heading {name}, which is not there"


def names_are_listed(reading: Reading) -> Iterator[str]:
    held = list(reading.root.get("/StructTreeRoot", Dictionary()).get("/IDTree", Dictionary()).get("/Names", []))
    listed = {bytes(name): tag.objgen for name, tag in zip(held[::2], held[1::2], strict=True)}
    if list(listed) != sorted(listed):
        yield "the list of names is not in order"
    for each in reading.elements:
        if "/ID" in each.node and listed.get(bytes(each.node.ID)) != each.node.objgen:
            yield f"{each.node.ID} stands in no list of names"


def formulas_have_words(reading: Reading) -> Iterator[str]:
    yield from ("a formula has no words" for each in reading.of("/Formula") if not each.has("/Alt", "/ActualText"))


def notes_have_a_name(reading: Reading) -> Iterator[str]:
    yield from ("a note has no name" for each in reading.of("/Note") if not each.has("/ID"))


def names_of_notes_differ(reading: Reading) -> Iterator[str]:
    held = Counter(str(each.node.get("/ID")) for each in reading.of("/Note") if each.has("/ID"))
    yield from (f"{count} notes are called {name}" for name, count in held.items() if count > 1)


def nothing_in_its_own_kind(reading: Reading) -> Iterator[str]:
    for each in reading.elements:
        if each.parent and each.kind == each.parent.kind and each.kind in ONE_IN_ITS_OWN_KIND_IS_HEARD_TWICE:
            yield f"{each.kind} lies in {each.kind}: it is announced twice"


def marks_lead_back(reading: Reading) -> Iterator[str]:
    """What is drawn and the tag that it belongs to name each other, once."""
    named: dict[tuple[int, int], list] = defaultdict(list)
    for each in reading.elements:
        for kid in kids(each.node):
            if not isinstance(kid, Dictionary):
                named[int(each.node.Pg.StructParents), int(kid)].append(each.node.objgen)
            elif kid.get("/Type") == Name.MCR:
                page = kid.get("/Pg", each.node.get("/Pg"))
                named[int(page.StructParents), int(kid.MCID)].append(each.node.objgen)
    held = {
        (number, place): [parent.objgen]
        for number, parents in reading.parents.items()
        if isinstance(parents, Array)
        for place, parent in enumerate(parents)
        if isinstance(parent, Dictionary)
    }
    for key in sorted(named.keys() | held.keys()):
        if named.get(key) != held.get(key):
            yield f"mark {key[1]} of the page with number {key[0]} is in {named.get(key)}, and leads to {held.get(key)}"


NO = "there is none: the pages have no such element"
TAGS = (
    Condition(
        "01-003",
        "7.1",
        "What is said to be decoration lies in tagged content.",
        "the renderer closes one mark before the other",
        artifacts_apart,
        "7.1-1",
    ),
    Condition(
        "01-004",
        "7.1",
        "Tagged content lies in what is said to be decoration.",
        "as before; heads and feet are decoration as a whole (mending)",
        tagged_apart,
        "7.1-2",
    ),
    Condition(
        "01-005",
        "7.1",
        "Something is drawn that is neither tagged nor decoration.",
        "rules, tints and bars are decoration, all text is tagged; heads and feet become decoration (mending)",
        all_is_marked,
        "7.1-3",
    ),
    Condition("+5", "7.1", "There is no tree of tags.", "the renderer is asked for one", has_tags, "7.1-11"),
    Condition(
        "+6", "7.1", "A tag does not name what it lies in.", "each does, moved ones too", tags_have_parents, "7.1-12"
    ),
    Condition(
        "02-001",
        "7.1",
        "A tag of our own is mapped to no standard kind.",
        "standard kinds only",
        kinds_are_standard,
        "7.1-5",
    ),
    Condition("02-003", "7.1", "Kinds are mapped in a circle.", "no kind is mapped", roles_end, "7.1-6"),
    Condition("02-004", "7.1", "A standard kind is mapped to another.", "no kind is mapped", standard_stays, "7.1-7"),
    Condition(
        "09-004",
        "7.2",
        "Parts of a table lie where they may not, or its rows differ in length.",
        "tables are written as caption, head, body; one that breaks is tagged as two, each whole",
        tables,
        " ".join(f"7.2-{number}" for number in (*range(3, 17), 36, 37, 38, 39, 41, 42, 43)),
    ),
    Condition(
        "09-005",
        "7.2",
        "Parts of a list lie where they may not.",
        "lists are written as lists; their dashes are text of the line",
        lists,
        "7.2-17 7.2-18 7.2-19 7.2-20 7.2-40",
    ),
    Condition(
        "09-006",
        "7.2",
        "Parts of contents lie where they may not.",
        "the contents are a list of links, under a heading",
        tables_of_contents,
        "7.2-26 7.2-27 7.2-28",
    ),
    Condition("09-007", "7.2", "Ruby text is tagged wrongly.", NO, none_of("/Ruby", "/RB", "/RT", "/RP")),
    Condition("09-008", "7.2", "Warichu text is tagged wrongly.", NO, none_of("/Warichu", "/WT", "/WP")),
    Condition(
        "13-004",
        "7.3",
        "A figure has no words.",
        "every chart has its numbers and words in its title, without what is hidden",
        figures_have_words,
        "7.3-1",
    ),
    Condition(
        "14-002",
        "7.4.2",
        "The first heading is not of level 1.",
        "the cover's title is the one heading of level 1",
        first_heading_is_the_first,
        "7.4.2-1",
    ),
    Condition(
        "14-003",
        "7.4.2",
        "A level of headings is skipped.",
        "parts 2, themes and what stands alone 3, paragraphs of a theme 4",
        no_level_is_skipped,
        "7.4.2-1",
    ),
    Condition(
        "14-006",
        "7.4.4",
        "Two plain headings lie in one tag.",
        "every heading has a level",
        one_plain_heading,
        "7.4.4-1",
    ),
    Condition(
        "14-007",
        "7.4.4",
        "Headings with and without a level are mixed.",
        "every heading has a level",
        headings_of_one_sort,
        "7.4.4-2 7.4.4-3",
    ),
    Condition(
        "15-003",
        "7.5",
        "A heading of a table does not say whether it heads a column or a row.",
        "every one does (mending), and cells name theirs besides",
        heads_say_what_they_head,
        "7.5-1 7.5-2",
    ),
    Condition(
        "17-002", "7.7", "A formula has no words.", "there are none: sums are sentences", formulas_have_words, "7.7-1"
    ),
    Condition("17-003", "7.7", "Letters of a formula can't be read.", "there are none", none_of("/Formula")),
    Condition(
        "19-003", "7.9", "A note has no name.", "there are none: notes stand in a list", notes_have_a_name, "7.9-1"
    ),
    Condition("19-004", "7.9", "Two notes have one name.", "there are none", names_of_notes_differ, "7.9-2"),
    Condition(
        "+7",
        "7.2",
        "A heading, paragraph or link lies in one of its kind, and is announced twice.",
        "the renderer tags the words beside a block in a heading so; they are lifted out (mending)",
        nothing_in_its_own_kind,
    ),
    Condition(
        "+8",
        "7.1",
        "What is drawn leads back to another tag than holds it.",
        "the renderer's two tables agree, after mending too",
        marks_lead_back,
    ),
    Condition(
        "+9",
        "7.3",
        "A figure's place is not on its page.",
        "the renderer counts in pixels from the top; turned into points (mending)",
        figures_have_a_place,
    ),
    Condition(
        "+10",
        "7.5",
        "A cell names a heading that is not there.",
        "cells name headings of their own part of the table",
        cells_name_heads_that_are_there,
    ),
    Condition(
        "+14",
        "7.5",
        "A heading that cells name is in no list of names.",
        "the list is written (mending)",
        names_are_listed,
    ),
)
