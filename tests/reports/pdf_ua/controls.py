"""For every condition, a way to break a good file in this one point. What a control returns is how it is saved."""

import re
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from reports.pdf.structure import elements, kids, marked_numbers

Spoil = Callable[[pikepdf.Pdf], dict[str, Any] | None]


def tag(pdf: pikepdf.Pdf, kind: str, place: int = 0) -> Object:
    return [each for each in elements(pdf.Root.StructTreeRoot) if Name(kind) == each.S][place]


def link(pdf: pikepdf.Pdf) -> Object:
    return next(note for page in pdf.pages for note in page.get("/Annots", []))


def page_with_links(pdf: pikepdf.Pdf) -> Object:
    return next(page.obj for page in pdf.pages if "/Annots" in page)


def font(pdf: pikepdf.Pdf) -> Object:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def sets(where: Callable[[pikepdf.Pdf], Object], name: str, value: Any) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        where(pdf)[name] = value(pdf) if callable(value) else value

    return spoil


def drops(where: Callable[[pikepdf.Pdf], Object], name: str) -> Spoil:
    return lambda pdf: where(pdf).__delitem__(name)


def root(pdf: pikepdf.Pdf) -> Object:
    return pdf.Root


def becomes(kind: str, other: str, place: int = 0) -> Spoil:
    return sets(lambda pdf: tag(pdf, kind, place), "/S", Name(other))


def draws(words: str) -> Spoil:
    """Draws this on the first page; MARK stands for a number that a tag holds, FONT for a font."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        mark = min(marked_numbers(pdf.Root.StructTreeRoot)[page.obj.objgen])
        name = next(iter(page.Resources.Font.keys()))
        page.contents_add(words.replace("MARK", str(mark)).replace("FONT", name).encode())

    return spoil


def shows(code: str) -> Spoil:
    return draws(f"/Artifact BMC BT FONT 9 Tf <{code}> Tj ET EMC")


def annotates(kind: str) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=[0, 0, 9, 9], Contents="words", F=4)
        page_with_links(pdf).Annots.append(pdf.make_indirect(note))

    return spoil


def other_font(kind: str, **more: Any) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        made = Dictionary(Type=Name.Font, Subtype=Name(kind), BaseFont=Name("/Other"), **more)
        pdf.pages[0].Resources.Font["/Other"] = pdf.make_indirect(made)

    return spoil


def says_letters(*lines: str) -> Spoil:
    return sets(font, "/ToUnicode", lambda pdf: pdf.make_stream("\n".join(lines).encode()))


def codes_of_its_own(pdf: pikepdf.Pdf) -> Object:
    return pdf.make_stream(b"begincmap endcmap", CMapName=Name("/Own"), WMode=1)


def metadata(pattern: bytes, other: bytes) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        changed, times = re.subn(pattern, other, pdf.Root.Metadata.read_bytes())
        assert times
        pdf.Root.Metadata.write(changed)

    return spoil


def draws_form(words: bytes, twice: bool = False, **more: Any) -> Spoil:
    def spoil(pdf: pikepdf.Pdf) -> None:
        resources = pdf.pages[0].Resources
        forms = resources.get("/XObject", Dictionary())
        made = pdf.make_stream(words, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], **more)
        forms["/Other"] = made
        resources.XObject = forms
        pdf.pages[0].contents_add(b"/Other Do " * (1 + twice))

    return spoil


def holds_itself(pdf: pikepdf.Pdf) -> None:
    heading = tag(pdf, "/H2")
    inner = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.H2, P=heading))
    heading.K = Array([*kids(heading), inner])


def two_notes(pdf: pikepdf.Pdf) -> None:
    for _ in range(2):
        note = tag(pdf, "/P")
        note.S, note.ID = Name.Note, String("same")


def leads_astray(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums[1][0] = tag(pdf, "/Table")


def loses_a_cell(pdf: pikepdf.Pdf) -> None:
    row = tag(pdf, "/TR", 1)
    row.K = Array(kids(row)[:-1])


def second_head(pdf: pikepdf.Pdf) -> None:
    table, head = tag(pdf, "/Table"), tag(pdf, "/THead")
    table.K = Array([head, *kids(table)])


def plain_headings(pdf: pikepdf.Pdf) -> None:
    for cell in kids(tag(pdf, "/TR")):
        cell.S = Name.H


def blank_bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[0].title = " "


def outside_file(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=["a", Dictionary(Type=Name.Filespec, EF=Dictionary())])


def encrypted(pdf: pikepdf.Pdf) -> dict[str, Any]:
    return {"encryption": pikepdf.Encryption(owner="owner", user="", allow=pikepdf.Permissions(accessibility=False))}


def layers(**first: str) -> Spoil:
    return sets(root, "/OCProperties", Dictionary(OCGs=[], D=Dictionary(**first), Configs=[Dictionary()]))


ATTRIBUTES_OF_A_FIGURE = lambda pdf: tag(pdf, "/Figure").A  # noqa: E731
MARK_INFO = lambda pdf: pdf.Root.MarkInfo  # noqa: E731
DESCENDANT = lambda pdf: font(pdf).DescendantFonts[0]  # noqa: E731
TREE = lambda pdf: pdf.Root.StructTreeRoot  # noqa: E731

CONTROLS: tuple[tuple[str, Spoil], ...] = (
    ("+1", lambda pdf: {"force_version": "2.0"}),
    ("+2", drops(root, "/MarkInfo")),
    ("01-007", sets(MARK_INFO, "/Suspects", True)),
    ("06-001", drops(root, "/Metadata")),
    ("06-002", metadata(rb'pdfuaid:part="1"', rb'pdfuaid:part="2"')),
    ("06-002", metadata(rb"pdfuaid", rb"ua")),
    ("06-003", metadata(rb"(?s)<dc:title>.*</dc:title>", b"")),
    ("07-001", drops(root, "/ViewerPreferences")),
    ("07-002", sets(root, "/ViewerPreferences", Dictionary(DisplayDocTitle=False))),
    *((f"11-00{number}", drops(root, "/Lang")) for number in range(1, 7)),
    ("+3", sets(root, "/Lang", "British English")),
    ("20-001", layers(Name="first")),
    ("20-002", layers()),
    ("20-003", layers(Name="first", AS="switches")),
    ("21-001", outside_file),
    ("25-001", sets(root, "/AcroForm", Dictionary(Fields=[], XFA="<dynamicRender>required</dynamicRender>"))),
    ("26-001", encrypted),
    ("26-002", encrypted),
    ("+4", drops(root, "/Outlines")),
    ("+4", blank_bookmark),
    ("01-003", draws("/Span <</MCID MARK>> BDC /Artifact BMC EMC EMC")),
    ("01-004", draws("/Artifact BMC /Span <</MCID MARK>> BDC EMC EMC")),
    ("01-005", draws("0 0 9 9 re f")),
    ("01-005", draws("/Span <</MCID 99999>> BDC 0 0 9 9 re f EMC")),
    ("+5", sets(TREE, "/K", Array())),
    ("+6", drops(lambda pdf: tag(pdf, "/TR"), "/P")),
    ("+6", sets(lambda pdf: tag(pdf, "/TR"), "/P", lambda pdf: tag(pdf, "/H1"))),
    ("02-001", becomes("/P", "/Cover")),
    ("02-003", sets(TREE, "/RoleMap", Dictionary({"/One": Name("/Two"), "/Two": Name("/One")}))),
    ("02-004", sets(TREE, "/RoleMap", Dictionary({"/P": Name.Span}))),
    ("09-004", becomes("/TR", "/P")),
    ("09-004", becomes("/TBody", "/Div")),
    ("09-004", second_head),
    ("09-004", loses_a_cell),
    ("09-004", sets(lambda pdf: tag(pdf, "/TD").A, "/ColSpan", 2)),
    ("09-005", becomes("/LBody", "/P")),
    ("09-005", becomes("/L", "/Div")),
    ("09-006", becomes("/LI", "/TOCI")),
    ("09-007", becomes("/Span", "/Ruby")),
    ("09-008", becomes("/Span", "/Warichu")),
    ("13-004", drops(lambda pdf: tag(pdf, "/Figure"), "/Alt")),
    ("13-004", sets(lambda pdf: tag(pdf, "/Figure"), "/Alt", " ")),
    ("14-002", becomes("/H1", "/H2")),
    ("14-003", becomes("/H2", "/H5")),
    ("14-006", plain_headings),
    ("14-007", becomes("/H3", "/H")),
    ("15-003", drops(lambda pdf: tag(pdf, "/TH").A, "/Scope")),
    ("17-002", becomes("/P", "/Formula")),
    ("17-003", becomes("/P", "/Formula")),
    ("19-003", becomes("/P", "/Note")),
    ("19-004", two_notes),
    ("+7", holds_itself),
    ("+8", leads_astray),
    ("+9", sets(ATTRIBUTES_OF_A_FIGURE, "/BBox", Array([0, -9, 9, 9]))),
    ("+10", sets(lambda pdf: tag(pdf, "/TD").A, "/Headers", Array([String("nowhere")]))),
    ("+14", drops(TREE, "/IDTree")),
    ("28-002", annotates("/Text")),
    ("28-004", drops(link, "/Contents")),
    ("28-005", annotates("/Widget")),
    ("28-006", annotates("/Unheard")),
    ("28-007", annotates("/TrapNet")),
    ("28-008", drops(page_with_links, "/Tabs")),
    ("28-009", sets(page_with_links, "/Tabs", Name.R)),
    ("28-010", annotates("/Widget")),
    ("28-011", becomes("/Link", "/Span")),
    ("28-012", sets(link, "/Contents", " ")),
    ("28-014", annotates("/Screen")),
    ("28-015", annotates("/Movie")),
    ("28-016", annotates("/FileAttachment")),
    ("28-017", annotates("/PrinterMark")),
    ("28-018", annotates("/PrinterMark")),
    ("30-001", draws_form(b"", Ref=Dictionary())),
    ("30-002", draws_form(b"/Span <</MCID 0>> BDC EMC", twice=True)),
    ("+11", sets(link, "/Dest", String("nowhere"))),
    ("+12", sets(link, "/Contents", lambda pdf: link(pdf).Dest)),
    ("+13", sets(link, "/F", 0)),
    ("10-001", says_letters("<fff0> <0041>")),
    *((f"31-00{number}", sets(font, "/Encoding", codes_of_its_own)) for number in (1, 2, 3, 7, 8)),
    ("31-006", sets(font, "/Encoding", Name("/Unheard-H"))),
    ("31-004", sets(DESCENDANT, "/CIDToGIDMap", Name.Other)),
    ("31-005", drops(DESCENDANT, "/CIDToGIDMap")),
    ("31-009", drops(lambda pdf: DESCENDANT(pdf).FontDescriptor, "/FontFile2")),
    ("31-011", shows("FFF0")),
    ("31-012", other_font("/Type1")),
    ("31-013", other_font("/Type1")),
    *((f"31-0{number}", sets(lambda pdf: DESCENDANT(pdf).FontDescriptor, "/CIDSet", "")) for number in (14, 15)),
    ("31-016", sets(DESCENDANT, "/W", Array())),
    *((f"31-0{number}", other_font("/TrueType")) for number in range(17, 27)),
    ("31-027", drops(font, "/ToUnicode")),
    ("31-028", says_letters("<0001> <0000>")),
    ("31-029", says_letters("<0001> <feff>")),
    ("31-029", says_letters("<0001> <fffe>")),
    ("31-030", shows("0000")),
)
