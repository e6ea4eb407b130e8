"""Cuts the font down to the characters and weights that pages and print use: `font.py SOURCE TARGET`."""

import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100)]
SIGNS = [ord(sign) for sign in "–—‘’“”†•…‰‹›€™−×÷≈≠≤≥←↑→↓▲▼●■\u2009\u200b\u202f"]
WEIGHTS = (400, 700)
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "case"]


def cut(source: str, target: str) -> None:
    font = TTFont(source)
    subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False, notdef_outline=True))
    subsetter.populate(unicodes=[*LATIN, *SIGNS])
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    cut(sys.argv[1], sys.argv[2])
