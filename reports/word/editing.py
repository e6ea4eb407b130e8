"""The words of the update as a Word file to be edited and brought back: headings and paragraphs, and nothing else.

Each paragraph lies under a hidden mark that names it and the words that went out. What comes from data stands in a
control of its own that Word doesn't let anybody type over.
"""

from collections.abc import Iterable

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reports.builder.editable import Editable, EditablePart, Span
from reports.word.paper import Paper, around, bookmark
from tracker.uploads.marked import TAGGED

HOW = (
    "Edit the words under each heading, save the file, and bring it back on the page “Words edited in Word”. Nothing "
    "changes there before somebody has looked at it. What is shaded comes from the stored data: it can be moved or "
    "deleted, and not typed over. Comments come back as questions to the writer. Headings are changed in the tracker."
)
FROM_DATA, SHADE = "Comes from the stored data", "DBE2E8"


def file_to_edit(*, title: str, office: str, parts: Iterable[EditablePart]) -> bytes:
    paper = Paper(title=title, author=office)
    writer = _Writer(paper)
    paper.heading(title, 0)
    paper.line(HOW)
    for part in parts:
        paper.heading(part.title, 1)
        for theme in part.themes:
            paper.line(theme.heading, style="Subtitle")
            for entry in theme.entries:
                writer.entry(entry)
    writer.keep()
    return paper.content()


class _Writer:
    """Numbers what Word wants numbered."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.number = paper, 0
        self.references: dict[str, str] = {}

    def entry(self, entry: Editable) -> None:
        heading = self.paper.heading(entry.heading, 2)._p
        bookmark(heading, heading, entry.heading_mark, self._number())
        made = [self._paragraph(part) for part in entry.parts or ((),)]
        bookmark(made[0], made[-1], entry.mark, self._number(), behind=True)

    def _paragraph(self, spans: tuple[Span, ...]):
        paragraph = self.paper.file.add_paragraph()
        for span in spans:
            run = paragraph.add_run(span.text)
            if span.reference:
                self.references[span.name] = span.reference
                self._control(run._r, span.tag)
        return paragraph._p

    def keep(self) -> None:
        """The live references by their names, as variables of the document: they may stand nowhere else by then."""
        settings = self.paper.file.settings.element
        kept = OxmlElement("w:docVars")
        for name, reference in self.references.items():
            variable = OxmlElement("w:docVar")
            variable.set(qn("w:name"), name)
            variable.set(qn("w:val"), reference)
            kept.append(variable)
        before = settings.find(qn("w:compat"))
        if self.references and before is not None:  # the order of settings is fixed
            before.addnext(kept)

    def _number(self) -> int:
        self.number += 1
        return self.number

    def _control(self, run, tag: str) -> None:
        """The run inside a control whose content is locked; the control itself can be deleted.

        A mark around the run says the same as the control's tag: LibreOffice keeps marks, and loses tags.
        """
        number = self._number()
        control, about, content = (OxmlElement(name) for name in ("w:sdt", "w:sdtPr", "w:sdtContent"))
        for name, value in (
            ("w:alias", FROM_DATA),
            ("w:tag", tag),
            ("w:id", str(number)),
            ("w:lock", "contentLocked"),
        ):
            element = OxmlElement(name)
            element.set(qn("w:val"), value)
            about.append(element)
        run.addprevious(control)
        control.append(about)
        control.append(content)
        for element in around(run, f"{TAGGED}{number}_{tag}", number):
            content.append(element)
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)):
            shade.set(qn(name), value)
        run.get_or_add_rPr().append(shade)
