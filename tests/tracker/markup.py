"""HTML as a flat list of elements, for tests that compare ours with GOV.UK's."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Element:
    """An opening tag: its name, its attributes, and the text directly in it."""

    tag: str
    attrs: dict[str, str | None]
    text: str = ""

    @property
    def classes(self) -> set[str]:
        return set((self.attrs.get("class") or "").split())


VOID = frozenset({"input", "br", "hr", "link", "meta", "img", "line", "rect", "path"})


@dataclass
class Reader(HTMLParser):
    elements: list[Element] = field(default_factory=list)
    open_: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in VOID:
            self.open_.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open_ and self.open_.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open_:
            self.open_[-1].text += data


def elements(html: str) -> list[Element]:
    """Every element of a piece of HTML, in order."""
    reader = Reader()
    reader.feed(html)
    return reader.elements


def first(html: str, tag: str, class_: str = "") -> Element:
    """The first element with this tag, and class if one is given."""
    return next(e for e in elements(html) if e.tag == tag and (not class_ or class_ in e.classes))


def every(html: str, tag: str, class_: str = "") -> list[Element]:
    return [e for e in elements(html) if e.tag == tag and (not class_ or class_ in e.classes)]
