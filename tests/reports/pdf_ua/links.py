"""Rules of what lies over a page, links alone, which say where they lead; and of forms that are drawn."""

from collections.abc import Iterator

from pikepdf import Dictionary, Name

from reports.pdf.structure import kids
from tests.reports.pdf_ua.condition import Condition
from tests.reports.pdf_ua.reading import Reading


def links_alone(reading: Reading) -> Iterator[str]:
    yield from (f"page {number}: {note.Subtype}" for number, _, note in reading.notes if note.Subtype != Name.Link)


def links_have_words(reading: Reading) -> Iterator[str]:
    for number, _, note in reading.notes:
        if not str(note.get("/Contents", "")).strip():
            yield f"page {number}: a link has no words"


def pages_have_an_order(reading: Reading) -> Iterator[str]:
    for number in sorted({number for number, page, _ in reading.notes if page.get("/Tabs") != Name.S}):
        yield f"page {number}: its links are not in the order of its tags"


def links_are_tagged(reading: Reading) -> Iterator[str]:
    holding = {
        kid.Obj.objgen
        for each in reading.of("/Link")
        for kid in kids(each.node)
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR
    }
    for number, _, note in reading.notes:
        parent = reading.parents.get(int(note.get("/StructParent", -1)))
        kind = reading.kind(str(parent.S)) if isinstance(parent, Dictionary) and "/S" in parent else None
        if note.Subtype == Name.Link and (note.objgen not in holding or kind != "/Link"):
            yield f"page {number}: a link lies in no tag for links"


def links_lead_somewhere(reading: Reading) -> Iterator[str]:
    known = set(reading.pdf.Root.get("/Dests", Dictionary()).keys()) | named_places(reading)
    for number, _, note in reading.notes:
        if "/Dest" in note and str(note.Dest) not in known:
            yield f"page {number}: a link leads to {note.Dest}, which is nowhere"
        elif "/Dest" not in note and "/A" not in note:
            yield f"page {number}: a link leads nowhere"


def named_places(reading: Reading) -> set[str]:
    found, waiting = set(), [reading.root.get("/Names", Dictionary()).get("/Dests", Dictionary())]
    while waiting:
        node = waiting.pop()
        found |= {str(name) for name in list(node.get("/Names", []))[::2]}
        waiting.extend(node.get("/Kids", []))
    return found


def links_say_words(reading: Reading) -> Iterator[str]:
    for number, _, note in reading.notes:
        if "/Dest" in note and str(note.get("/Contents", "")) in (str(note.Dest), f"Go to {note.Dest}"):
            yield f"page {number}: a link says the name of an anchor, {note.Dest}"


def links_are_printed(reading: Reading) -> Iterator[str]:
    yield from (f"page {number}: not printed" for number, _, note in reading.notes if not int(note.get("/F", 0)) & 4)


def nothing_drawn_from_elsewhere(reading: Reading) -> Iterator[str]:
    yield from ("a form is drawn from another file" for thing in reading.placed if "/Ref" in thing)


def tagged_forms_are_drawn_once(reading: Reading) -> Iterator[str]:
    for thing in reading.placed:
        if (
            thing.get("/Subtype") == Name.Form
            and reading.drawn.forms[thing.objgen] > 1
            and b"/MCID" in thing.read_bytes()
        ):
            yield "a form with tagged content is drawn more than once"


ALONE = "every annotation is a link"
LINKS = (
    Condition("28-002", "7.18.1", "An annotation of another kind is not tagged so.", ALONE, links_alone, "7.18.1-1"),
    Condition(
        "28-004",
        "7.18.1",
        "An annotation has no words.",
        "every link says “Go to” and what the place is called (mending)",
        links_have_words,
        "7.18.1-2",
    ),
    Condition("28-005", "7.18.1", "A form's field has no words.", ALONE, links_alone, "7.18.1-3"),
    Condition("28-006", "7.18.2", "An annotation is of a kind that is not defined.", ALONE, links_alone),
    Condition("28-007", "7.18.2", "There is an annotation for printing presses.", ALONE, links_alone, "7.18.2-1"),
    Condition(
        "28-008",
        "7.18.3",
        "A page with links names no order for the Tab key.",
        "the renderer writes the order of the tags",
        pages_have_an_order,
        "7.18.3-1",
    ),
    Condition("28-009", "7.18.3", "It names another order.", "as before", pages_have_an_order, "7.18.3-1"),
    Condition("28-010", "7.18.4", "A form's field lies in no tag for forms.", ALONE, links_alone, "7.18.4-1 7.18.4-2"),
    Condition(
        "28-011",
        "7.18.5",
        "A link lies in no tag for links.",
        "each lies in one, and one of its kind (mending)",
        links_are_tagged,
        "7.18.5-1",
    ),
    Condition("28-012", "7.18.5", "A link does not say where it leads.", "see 28-004", links_have_words, "7.18.5-2"),
    Condition("28-014", "7.18.6.2", "Sound or film does not name its kind.", ALONE, links_alone, "7.18.6.2-1"),
    Condition("28-015", "7.18.6.2", "Sound or film has no words.", ALONE, links_alone, "7.18.6.2-2"),
    Condition("28-016", "7.18.7", "A file on the page has no name.", ALONE, links_alone),
    Condition("28-017", "7.18.8", "A printer's mark is tagged.", ALONE, links_alone, "7.18.8-1"),
    Condition("28-018", "7.18.8", "A printer's mark is not decoration.", ALONE, links_alone),
    Condition(
        "30-001",
        "7.20",
        "Something is drawn from another file.",
        "nothing is: the renderer may load no file",
        nothing_drawn_from_elsewhere,
        "7.20-1",
    ),
    Condition(
        "30-002",
        "7.20",
        "Tagged content is drawn more than once.",
        "forms hold charts, and each is drawn once",
        tagged_forms_are_drawn_once,
        "7.20-2",
    ),
    Condition(
        "+11",
        "7.18.5",
        "A link leads to a place that is not there.",
        "anchors come from the document",
        links_lead_somewhere,
    ),
    Condition(
        "+12",
        "7.18.5",
        "A link says the name of an anchor.",
        "it says what the place is called (mending)",
        links_say_words,
    ),
    Condition("+13", "7.18", "A link is not printed.", "it is said to print (mending)", links_are_printed),
)
