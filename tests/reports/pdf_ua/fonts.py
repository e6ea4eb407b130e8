"""Rules of fonts: every one is composite, travels with the file, and says which letter each of its codes is."""

from collections.abc import Iterator

from pikepdf import Name, Stream

from tests.reports.pdf_ua.condition import Condition
from tests.reports.pdf_ua.reading import Font, Reading

IDENTITY = (Name("/Identity-H"), Name("/Identity-V"))
UPRIGHT = 1000


def composite(reading: Reading) -> list[Font]:
    return [font for font in reading.fonts if font.composite]


def all_composite(reading: Reading) -> Iterator[str]:
    yield from (f"{font.name} is a font of another kind" for font in reading.fonts if not font.composite)


def codes_are_numbers_of_glyphs(reading: Reading) -> Iterator[str]:
    for font in composite(reading):
        encoding = font.node.get("/Encoding")
        if isinstance(encoding, Stream) or encoding not in IDENTITY:
            yield f"{font.name} has a table of codes of its own"


def numbers_lead_to_glyphs(reading: Reading) -> Iterator[str]:
    for font in composite(reading):
        held = font.descendant.get("/CIDToGIDMap")
        if held is None or not (isinstance(held, Stream) or held == Name.Identity):
            yield f"{font.name} does not say which glyph a number is"


def programs_are_inside(reading: Reading) -> Iterator[str]:
    for font in composite(reading):
        if not {"/FontFile2", "/FontFile3"} & set(font.descriptor.keys()):
            yield f"{font.name} does not travel with the file"


def glyphs_are_there(reading: Reading) -> Iterator[str]:
    for font in composite(reading):
        if font.program and any(code >= font.program["maxp"].numGlyphs for code in font.codes):
            yield f"{font.name} lacks a glyph that is shown"


def no_list_of_glyphs(reading: Reading) -> Iterator[str]:
    yield from (f"{font.name} lists its glyphs" for font in composite(reading) if "/CIDSet" in font.descriptor)


def widths_agree(reading: Reading) -> Iterator[str]:
    for font in composite(reading):
        if font.program is None:
            continue
        names, scale = font.program.getGlyphOrder(), UPRIGHT / font.program["head"].unitsPerEm
        for code in font.codes:
            said = font.widths.get(code, float(font.descendant.get("/DW", UPRIGHT)))
            if code < len(names) and abs(said - font.program["hmtx"][names[code]][0] * scale) > 1:
                yield f"{font.name} says another width than glyph {code} has"


def fonts_say_letters(reading: Reading) -> Iterator[str]:
    yield from (f"{font.name} does not say its letters" for font in reading.fonts if "/ToUnicode" not in font.node)


def codes_have_letters(reading: Reading) -> Iterator[str]:
    for font in reading.fonts:
        if missing := font.codes - font.letters.keys():
            yield f"{font.name} does not say what {sorted(missing)} are"


def no_letter_is(*wrong: str):
    def rule(reading: Reading) -> Iterator[str]:
        for font in reading.fonts:
            if any(sign in said for said in font.letters.values() for sign in wrong):
                yield f"{font.name} says that a glyph is no letter"

    return rule


def no_box_for_a_letter(reading: Reading) -> Iterator[str]:
    yield from (f"{font.name} shows a box for a letter" for font in reading.fonts if 0 in font.codes)


ONLY = "every font is composite"
NUMBERS = "codes are the numbers of glyphs (Identity-H)"
FONTS = (
    Condition(
        "10-001",
        "7.2",
        "A letter can't be read out: its code leads to no character.",
        "the renderer writes the table of letters for every glyph it uses",
        codes_have_letters,
        "7.21.7-1",
    ),
    Condition(
        "31-001",
        "7.21.3.1",
        "A font and its table of codes name two registries.",
        NUMBERS,
        codes_are_numbers_of_glyphs,
        "7.21.3.1-1",
    ),
    Condition("31-002", "7.21.3.1", "They name two orderings.", NUMBERS, codes_are_numbers_of_glyphs, "7.21.3.1-1"),
    Condition(
        "31-003", "7.21.3.1", "The font has a lower supplement.", NUMBERS, codes_are_numbers_of_glyphs, "7.21.3.1-1"
    ),
    Condition(
        "31-004",
        "7.21.3.2",
        "A font's map of glyphs is no map.",
        "the map is Identity",
        numbers_lead_to_glyphs,
        "7.21.3.2-1",
    ),
    Condition(
        "31-005",
        "7.21.3.2",
        "A font has no map of glyphs.",
        "the map is Identity",
        numbers_lead_to_glyphs,
        "7.21.3.2-1",
    ),
    Condition(
        "31-006",
        "7.21.3.3",
        "A table of codes is neither known nor inside.",
        NUMBERS,
        codes_are_numbers_of_glyphs,
        "7.21.3.3-1",
    ),
    Condition(
        "31-007",
        "7.21.3.3",
        "A table of codes says two directions.",
        NUMBERS,
        codes_are_numbers_of_glyphs,
        "7.21.3.3-2",
    ),
    Condition(
        "31-008",
        "7.21.3.3",
        "A table of codes uses one that is not known.",
        NUMBERS,
        codes_are_numbers_of_glyphs,
        "7.21.3.3-3",
    ),
    Condition(
        "31-009",
        "7.21.4.1",
        "A font does not travel with the file.",
        "our one font is inside, cut to its used glyphs",
        programs_are_inside,
        "7.21.4.1-1",
    ),
    Condition(
        "31-011",
        "7.21.4.1",
        "A font lacks a glyph that is shown.",
        "the renderer cuts it to what it shows",
        glyphs_are_there,
        "7.21.4.1-2",
    ),
    Condition("31-012", "7.21.4.2", "A Type 1 font does not list a glyph.", ONLY, all_composite, "7.21.4.2-1"),
    Condition(
        "31-013", "7.21.4.2", "A Type 1 font lists a glyph that is not there.", ONLY, all_composite, "7.21.4.2-1"
    ),
    Condition(
        "31-014",
        "7.21.4.2",
        "A composite font does not list a glyph.",
        "no list is written",
        no_list_of_glyphs,
        "7.21.4.2-2",
    ),
    Condition(
        "31-015",
        "7.21.4.2",
        "A composite font lists a glyph that is not there.",
        "no list is written",
        no_list_of_glyphs,
        "7.21.4.2-2",
    ),
    Condition(
        "31-016",
        "7.21.5",
        "The file says another width than the font.",
        "the renderer writes the font's own",
        widths_agree,
        "7.21.5-1",
    ),
    *(
        Condition(f"31-0{number}", "7.21.6", fails, ONLY, all_composite, vera)
        for number, fails, vera in (
            (17, "A plain TrueType font has no table for letters.", "7.21.6-1"),
            (18, "A plain TrueType font does not lead to a glyph that is shown.", ""),
            (19, "A plain TrueType font names no encoding.", "7.21.6-2"),
            (20, "Its encoding has no base.", "7.21.6-2"),
            (21, "Its encoding is not one of the two that are allowed.", "7.21.6-2"),
            (22, "Its encoding names glyphs that nobody knows.", "7.21.6-2"),
            (23, "Its encoding differs and it has no table of Unicode.", "7.21.6-2"),
            (24, "A TrueType font of symbols names an encoding.", "7.21.6-3"),
            (25, "A TrueType font of symbols has no table.", "7.21.6-4"),
            (26, "It has several, and none for symbols.", "7.21.6-4"),
        )
    ),
    Condition("31-027", "7.21.7", "A font does not say its letters.", "see 10-001", fonts_say_letters, "7.21.7-1"),
    Condition("31-028", "7.21.7", "A letter is said to be nothing (0).", "see 10-001", no_letter_is("\0"), "7.21.7-2"),
    Condition(
        "31-029",
        "7.21.7",
        "A letter is said to be U+FEFF or U+FFFE.",
        "see 10-001",
        no_letter_is("\ufeff", "\ufffe"),
        "7.21.7-2",
    ),
    Condition(
        "31-030",
        "7.21.8",
        "A box stands for a letter that the font lacks.",
        "letters that Inter lacks come from the server's fonts; one that none has is found",
        no_box_for_a_letter,
        "7.21.8-1",
    ),
)
