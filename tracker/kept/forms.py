"""The forms of a page as they stand in its HTML: each with its controls and their places in the text. Pure."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str | None]
CONTROLS = frozenset({"input", "textarea", "select", "button"})


@dataclass(slots=True)
class Tag:
    """A start tag: where it stands, and what it says."""

    name: str
    start: int
    end: int
    attributes: Attributes

    @property
    def type(self) -> str:
        return (self.attributes.get("type") or "").lower()

    @property
    def value(self) -> str:
        return self.attributes.get("value") or ""


@dataclass(slots=True)
class Control:
    """A box: its tag, the end of its text (a textarea's), its options (a list's), and what has to open to show it."""

    tag: Tag
    inside: list[Tag]
    ends: int = 0
    options: list[tuple[Tag, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.tag.attributes.get("name") or ""


@dataclass(slots=True)
class Form:
    tag: Tag
    controls: list[Control] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {control.name for control in self.controls}


class Reader(HTMLParser):
    """Reads a page of ours: its forms, and where its main part begins."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.lines = [0]
        self.lines += [at + 1 for at, letter in enumerate(html) if letter == "\n"]
        self.forms: list[Form] = []
        self.main: Tag | None = None
        self.folded: list[Tag] = []  # <details> around this place
        self.form: Form | None = None
        self.control: Control | None = None
        self.option: Tag | None = None
        self.label = ""
        self.feed(html)
        self.close()

    def here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self.here()
        found = Tag(tag, start, start + len(self.get_starttag_text() or ""), dict(attrs))
        if tag == "form":
            self.form = Form(found)
            self.forms.append(self.form)
        elif tag == "main":
            self.main = found
        elif tag == "details":
            self.folded.append(found)
        elif tag == "option":
            self._option_over()
            self.option, self.label = found, ""
        elif tag in CONTROLS and self.form:
            self.control = Control(found, list(self.folded), found.end)
            self.form.controls.append(self.control)

    def handle_data(self, data: str) -> None:
        if self.option:
            self.label += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "details" and self.folded:
            self.folded.pop()
        elif tag in ("option", "select"):
            self._option_over()
        elif tag == "textarea" and self.control:
            self.control.ends = self.here()

    def _option_over(self) -> None:
        if self.option and self.control:
            value = self.option.attributes.get("value")
            self.control.options.append((self.option, self.label.strip() if value is None else value))
        self.option = None
