"""A PDF as rules want to read it: the tree of tags, what each page draws and under what mark, fonts, links."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, ContentStreamInlineImage, Dictionary, Name, Object

from reports.pdf.structure import kids, marked_numbers

HEADINGS = tuple(f"/H{level}" for level in range(1, 7))
STANDARD = frozenset(
    "/Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /Index /NonStruct /Private /P /H /L /LI /Lbl "
    "/LBody /Table /TR /TH /TD /THead /TBody /TFoot /Span /Quote /Note /Reference /BibEntry /Code /Link /Annot /Ruby "
    "/RB /RT /RP /Warichu /WT /WP /Figure /Formula /Form".split()
) | frozenset(HEADINGS)
PAINTS = frozenset("S s f F f* B B* b b* sh Tj TJ ' \" BI".split())
SHOWS = frozenset("Tj TJ ' \"".split())
UNSEEN = 3
Line = pikepdf.ContentStreamInstruction | ContentStreamInlineImage


@dataclass(eq=False)
class Element:
    """One tag: its kind after the map of roles, what it lies in and what lies in it."""

    node: Object
    kind: str
    parent: "Element | None"
    inside: list["Element"] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [each.kind for each in self.inside]

    def has(self, *names: str) -> bool:
        """Whether one of these entries stands on it with something in it."""
        return any(str(self.node.get(name, "")).strip() for name in names)

    def attribute(self, name: str) -> Object | None:
        held = self.node.get("/A", Dictionary())
        for each in held if isinstance(held, Array) else [held]:
            if isinstance(each, Dictionary) and name in each:
                return each[name]
        return None


@dataclass(frozen=True)
class Font:
    """A font that pages name, and the codes that are shown in it."""

    node: Object
    codes: frozenset[int]

    @property
    def name(self) -> str:
        return str(self.node.get("/BaseFont", self.node.get("/Subtype")))

    @property
    def composite(self) -> bool:
        return self.node.get("/Subtype") == Name.Type0

    @property
    def descendant(self) -> Object:
        return self.node.DescendantFonts[0]

    @property
    def descriptor(self) -> Object:
        return self.descendant.get("/FontDescriptor", Dictionary())

    @cached_property
    def program(self) -> TTFont | None:
        """The font program that travels with the file."""
        held = self.descriptor.get("/FontFile2")
        return None if held is None else TTFont(BytesIO(held.read_bytes()), lazy=True)

    @cached_property
    def widths(self) -> dict[int, float]:
        found, left = {}, list(self.descendant.get("/W", []))
        while left:
            first, then = int(left.pop(0)), left.pop(0)
            if isinstance(then, Array):
                found.update({first + place: float(width) for place, width in enumerate(then)})
            else:
                found.update(dict.fromkeys(range(first, int(then) + 1), float(left.pop(0))))
        return found

    @cached_property
    def letters(self) -> dict[int, str]:
        """What each code says, by the font's own table."""
        return said_by(self.node.ToUnicode.read_bytes()) if "/ToUnicode" in self.node else {}


def said_by(table: bytes) -> dict[int, str]:
    """The codes of a ToUnicode table, line by line as the renderer writes it."""
    said: dict[int, str] = {}
    for line in table.decode("latin-1").replace("><", "> <").splitlines():
        parts = [bytes.fromhex(part.strip("<>")) for part in line.split() if part.startswith("<")]
        if len(parts) == 2 and "codespace" not in line and parts[1] != b"\xff\xff":
            said[int.from_bytes(parts[0])] = parts[1].decode("utf-16-be", "surrogatepass")
    return said


class Reading:
    """A whole file. What is asked twice is read once."""

    def __init__(self, pdf: pikepdf.Pdf, header: bytes = b"") -> None:
        self.pdf, self.root, self.header = pdf, pdf.Root, header
        self.nested: list[str] = []
        self.unmarked: list[str] = []
        self.forms: Counter = Counter()
        self.codes: dict[tuple[int, int], set[int]] = defaultdict(set)

    @cached_property
    def elements(self) -> list[Element]:
        found: list[Element] = []
        if "/StructTreeRoot" in self.root:
            self._walk(self.root.StructTreeRoot, None, found)
        return found

    def _walk(self, node: Object, parent: Element | None, found: list[Element]) -> None:
        for child in kids(node):
            if isinstance(child, Dictionary) and "/S" in child:
                element = Element(child, self.kind(str(child.S)), parent)
                found.append(element)
                if parent:
                    parent.inside.append(element)
                self._walk(child, element, found)

    @property
    def roles(self) -> Object:
        return self.root.get("/StructTreeRoot", Dictionary()).get("/RoleMap", Dictionary())

    def kind(self, name: str) -> str:
        """The kind that a tag stands for; a circle of roles ends where it begins."""
        seen = {name}
        while name not in STANDARD and name in self.roles and str(self.roles[name]) not in seen:
            name = str(self.roles[name])
            seen.add(name)
        return name

    def of(self, *kinds: str) -> list[Element]:
        return [each for each in self.elements if each.kind in kinds]

    @cached_property
    def parents(self) -> dict[int, Object]:
        """The tree that leads from what is drawn back to its tag."""
        numbers = list(self.root.StructTreeRoot.get("/ParentTree", Dictionary()).get("/Nums", []))
        return {int(number): held for number, held in zip(numbers[::2], numbers[1::2], strict=True)}

    @cached_property
    def notes(self) -> list[tuple[int, Object, Object]]:
        """Every annotation with the number of its page and the page."""
        return [
            (number, page.obj, note)
            for number, page in enumerate(self.pdf.pages, start=1)
            for note in page.get("/Annots", [])
        ]

    @property
    def links(self) -> list[Object]:
        return [note for _, _, note in self.notes if note.Subtype == Name.Link]

    @cached_property
    def drawn(self) -> "Reading":
        """This, after every page was gone through: `nested`, `unmarked`, `forms` and `codes` are filled."""
        reached = marked_numbers(self.root.StructTreeRoot) if "/StructTreeRoot" in self.root else {}
        for number, page in enumerate(self.pdf.pages, start=1):
            known = reached.get(page.obj.objgen, set())
            Pen(self, f"page {number}", page.get("/Resources", Dictionary()), known).draw(page)
        return self

    @cached_property
    def fonts(self) -> list[Font]:
        """Every font that a page or a form names, once."""
        held = {font.objgen: font for where in self.resources for font in where.get("/Font", Dictionary()).values()}
        codes = self.drawn.codes
        return [Font(font, frozenset(codes.get(key, ()))) for key, font in held.items()]

    @property
    def resources(self) -> Iterator[Object]:
        for page in self.pdf.pages:
            yield page.get("/Resources", Dictionary())
        for thing in self.placed:
            yield thing.get("/Resources", Dictionary())

    @property
    def placed(self) -> list[Object]:
        """Every form and image that pages can draw."""
        found: dict[tuple[int, int], Object] = {}
        waiting = [page.get("/Resources", Dictionary()) for page in self.pdf.pages]
        while waiting:
            for thing in waiting.pop().get("/XObject", Dictionary()).values():
                if thing.objgen not in found:
                    found[thing.objgen] = thing
                    waiting.append(thing.get("/Resources", Dictionary()))
        return list(found.values())


class Pen:
    """Goes through what one page or form draws: under which marks, in which font, seen or not."""

    def __init__(
        self, reading: Reading, place: str, resources: Object, known: set[int], marks: tuple[str, ...] = ()
    ) -> None:
        self.reading, self.place, self.resources, self.known = reading, place, resources, known
        self.marks, self.kept, self.font, self.mode = list(marks), [], None, 0

    def draw(self, stream: Object) -> None:
        for line in pikepdf.parse_content_stream(stream):
            word = "BI" if isinstance(line, ContentStreamInlineImage) else str(line.operator)
            if word in STEPS:
                STEPS[word](self, line)
            elif word in PAINTS:
                self.paints(word, line)

    def begins(self, line: pikepdf.ContentStreamInstruction) -> None:
        mark = mark_of(line, self.known)
        if mark != "other" and {mark, *self.marks} >= {"artifact", "tagged"}:
            around = "tagged" if mark == "artifact" else "artifact"
            self.reading.nested.append(f"{self.place}: {mark} inside {around}")
        self.marks.append(mark)

    def ends(self, line: pikepdf.ContentStreamInstruction) -> None:
        self.marks.pop()

    def keeps(self, line: pikepdf.ContentStreamInstruction) -> None:
        self.kept.append((self.font, self.mode))

    def takes_back(self, line: pikepdf.ContentStreamInstruction) -> None:
        self.font, self.mode = self.kept.pop()

    def takes_a_font(self, line: pikepdf.ContentStreamInstruction) -> None:
        self.font = self.resources.Font[str(line.operands[0])]

    def takes_a_mode(self, line: pikepdf.ContentStreamInstruction) -> None:
        self.mode = int(line.operands[0])

    def places(self, line: pikepdf.ContentStreamInstruction) -> None:
        thing = self.resources.XObject[str(line.operands[0])]
        if thing.get("/Subtype") != Name.Form:
            self.paints("image", line)
            return
        self.reading.forms[thing.objgen] += 1
        within = thing.get("/Resources", self.resources)
        Pen(self.reading, self.place, within, self.known, tuple(self.marks)).draw(thing)

    def paints(self, word: str, line: Line) -> None:
        if not {"artifact", "tagged"} & set(self.marks):
            self.reading.unmarked.append(f"{self.place}: {word}")
        if word in SHOWS and self.font is not None and self.mode != UNSEEN:
            self.reading.codes[self.font.objgen].update(codes_of(line))


STEPS = {
    "BMC": Pen.begins,
    "BDC": Pen.begins,
    "EMC": Pen.ends,
    "q": Pen.keeps,
    "Q": Pen.takes_back,
    "Tf": Pen.takes_a_font,
    "Tr": Pen.takes_a_mode,
    "Do": Pen.places,
}


def mark_of(line: pikepdf.ContentStreamInstruction, known: set[int]) -> str:
    if str(line.operands[0]) == "/Artifact":
        return "artifact"
    more = line.operands[1] if len(line.operands) > 1 else None
    return "tagged" if isinstance(more, Dictionary) and int(more.get("/MCID", -1)) in known else "other"


def codes_of(line: pikepdf.ContentStreamInstruction) -> set[int]:
    """The codes of two bytes that a line shows: every font of ours is composite."""
    texts = line.operands[0] if isinstance(line.operands[0], Array) else [line.operands[-1]]
    found: set[int] = set()
    for text in texts:
        if isinstance(text, pikepdf.String):
            held = bytes(text)
            found.update(int.from_bytes(held[place : place + 2]) for place in range(0, len(held), 2))
    return found


def read(content: bytes) -> Reading:
    return Reading(pikepdf.open(BytesIO(content)), content[:16])
