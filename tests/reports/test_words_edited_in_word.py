"""Words that went out as a Word file, were edited there and came back: laid side by side, and taken in one by one."""

import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.choices import RecordKind
from commissioning.models import Question
from reports.builder.editable import Editable, EditablePart, EditableTheme, Span, canonical
from reports.models import Entry, Update, UpdateState
from reports.word.editing import file_to_edit
from reports.word.returned import BY_HEADING, Edit, Returned, returned
from reports.word.sides import side_by_side
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.tracker.data.hostile_files import LAUGHS
from tests.tracker.form_reader import forms_of
from tracker.models import AuditEvent, ImportKind, ImportRun, ImportState
from tracker.roles import Role
from tracker.uploads.edited import read_edited
from tracker.uploads.kinds import WrongFile
from tracker.uploads.package import open_package
from tracker.uploads.reading import read_edited as read_whole

pytestmark = pytest.mark.pages

QUARTER = "2022-23-q2"
REFERENCE = "[[figure idva-referrals]]"


def entry(key: int, heading: str, *parts: str, prints: str = "492") -> Editable:
    """A paragraph whose words hold the one reference that there is."""
    found = []
    for part in parts:
        pieces = part.split(REFERENCE)
        spans = [Span(pieces[0])]
        for piece in pieces[1:]:
            spans += [Span(prints, REFERENCE), Span(piece)]
        found.append(tuple(span for span in spans if span.text))
    return Editable(key, heading, canonical("\n\n".join(parts)), tuple(found))


def outline(*entries: Editable) -> list[EditablePart]:
    return [EditablePart("Putting victims first", (EditableTheme("Domestic abuse", entries),))]


IDVA = entry(7, "Advisers", f"There were {REFERENCE} referrals.", "Demand goes on growing.")
PROJECT = entry(9, "Project", "It began in May.")


def prints(words: str) -> str:
    return words.replace(REFERENCE, "492")


OURS = outline(IDVA, PROJECT)


def edited(change: Callable, parts: list[EditablePart] | None = None) -> bytes:
    """The file as it goes out, changed as in Word."""
    file = Document(io.BytesIO(file_to_edit(title="Update", office="Office", parts=parts or OURS)))
    change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def back(change: Callable, ours: list[EditablePart] | None = None, sent: list[EditablePart] | None = None) -> Returned:
    content = edited(change, sent)
    return returned(read_edited(content, open_package(content)), ours or OURS, prints)


def paragraph(file, beginning: str):
    return next(each for each in file.paragraphs if each.text.startswith(beginning))


def only(found: Returned) -> Edit:
    assert len(found.edits) == 1, found.edits
    return found.edits[0]


def retype(beginning: str, text: str) -> Callable:
    def change(file):
        found = paragraph(file, beginning)
        for run in found.runs[1:]:
            run.text = ""
        found.runs[0].text = text

    return change


def test_a_file_that_nobody_edited_changes_nothing():
    found = back(lambda file: None)
    assert (found.edits, found.unplaced, found.comments) == ((), (), ())
    assert (found.same, found.found) == (2, 2)


def test_an_edited_paragraph_keeps_the_figures_that_come_from_data():
    found = only(back(retype("Demand", "Demand fell.")))
    assert (found.key, found.clash, found.can, found.said) == (7, False, True, ())
    assert found.theirs == f"There were {REFERENCE} referrals.\n\nDemand fell."
    ours, theirs = found.sides
    assert [run.text for run in ours[1] if run.differs] == ["goes on growing."]
    assert [run.text for run in theirs[1] if run.differs] == ["fell."]
    assert [run.text for run in theirs[0]] == ["There were 492 referrals."]


def test_what_changed_here_meanwhile_is_a_clash_and_only_where_both_did():
    now = outline(entry(7, "Advisers", "Written anew."), PROJECT)
    assert only(back(retype("Demand", "Demand fell."), ours=now)).clash
    untouched = back(lambda file: None, ours=now)
    assert untouched.edits == ()


def test_control_the_same_edit_is_no_clash_where_nothing_changed_here():
    assert not only(back(retype("It began", "It began in June."))).clash


def test_a_figure_that_changed_since_is_no_edit():
    now = outline(entry(7, "Advisers", *IDVA.words.split("\n\n"), prints="495"), PROJECT)
    assert back(lambda file: None, ours=now).edits == ()


def control(file):
    return file.element.body.find(f".//{qn('w:sdt')}")


def test_a_figure_typed_over_is_never_taken_in_and_said():
    def change(file):
        control(file).find(f".//{qn('w:t')}").text = "500"

    found = only(back(change))
    assert not found.can
    assert found.theirs == IDVA.words
    assert "“500” was typed over" in found.said[0]

    def more(file):
        change(file)
        retype("Demand", "Demand fell.")(file)

    found = only(back(more))
    assert found.can
    assert REFERENCE in found.theirs
    assert "500" not in found.theirs
    assert "“500” was typed over" in found.said[0]


def as_another_program(file) -> None:
    """What LibreOffice 7.4 makes of a file that it opens and saves: marks are kept under other numbers, and begin anew
    in the last paragraph that they lie over; runs are split with empty ones between; controls and variables of the
    document lose what they are called.
    """
    for number, begins in enumerate(list(file.element.body.iter(qn("w:bookmarkStart")))):
        old = begins.get(qn("w:id"))
        ends = next(each for each in file.element.body.iter(qn("w:bookmarkEnd")) if each.get(qn("w:id")) == old)
        for element in (begins, ends):
            element.set(qn("w:id"), f"x{number}")
        last = ends.getprevious()
        if last is not None and last.tag == qn("w:p") and last is not begins.getparent():
            anew = deepcopy(begins)
            for element in (anew, ends):
                element.set(qn("w:id"), f"y{number}")
            last.insert(0, anew)
    for about in file.element.body.iter(qn("w:sdtPr")):
        about.clear()
    for variable in list(file.settings.element.iter(qn("w:docVars"))):
        variable.getparent().remove(variable)
    for run in list(file.element.body.iter(qn("w:r"))):
        split(run)


def split(run) -> None:
    """One run as two, behind its first letter, with what Word's spelling puts between."""
    run.set(qn("w:rsidR"), "00A1B2C3")
    text = "".join(each.text for each in run.iter(qn("w:t")))
    if len(text) < 2:
        return
    for part, behind in ((text[:1], (OxmlElement("w:proofErr"), OxmlElement("w:r"))), (text[1:], ())):
        half = deepcopy(run)
        half.t_lst[0].text = part
        half.t_lst[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for element in (half, *behind):
            run.addprevious(element)
    run.getparent().remove(run)


def test_what_another_program_saved_comes_back_as_it_went():
    assert back(as_another_program).edits == ()


def test_words_edited_in_another_program_keep_their_figures():
    def change(file):
        as_another_program(file)
        paragraph(file, "Demand").add_run(" Fast.")
        paragraph(file, "There were").add_run(" Here.")

    edit = only(back(change))
    assert edit.theirs == f"There were {REFERENCE} referrals. Here.\n\nDemand goes on growing. Fast."
    assert edit.can
    assert not edit.clash
    assert edit.said == ()


def test_control_without_the_marks_around_them_figures_would_come_back_as_typed_numbers():
    def change(file):
        as_another_program(file)
        for element in list(file.element.body.iter(qn("w:sdtContent"))):
            for each in (*element.iter(qn("w:bookmarkStart")), *element.iter(qn("w:bookmarkEnd"))):
                element.remove(each)

    edit = only(back(change))
    assert not edit.can
    assert edit.said == (
        "Numbers were typed where figures from the data stood: 492. Write it in the editor, with the figures put in.",
    )


@pytest.mark.parametrize(
    ("typed", "theirs"),
    [
        ("492 or so", f"There were {REFERENCE} or so referrals."),
        ("nearly 492", f"There were nearly {REFERENCE} referrals."),
        (" 492 ", f"There were {REFERENCE} referrals."),
    ],
)
def test_words_typed_at_the_edge_of_a_figure_are_kept_beside_it(typed, theirs):
    def change(file):
        as_another_program(file)
        halves = next(file.element.body.iter(qn("w:sdtContent"))).findall(qn("w:r"))
        halves[0].t_lst[0].text, halves[-1].t_lst[0].text = typed[:1], typed[1:]

    found = back(change)
    words_of_it = only(found).theirs if found.edits else IDVA.words
    assert words_of_it.partition("\n\n")[0] == theirs


def test_a_figure_typed_over_in_another_program_is_said():
    def change(file):
        as_another_program(file)
        halves = next(file.element.body.iter(qn("w:sdtContent"))).findall(qn("w:r"))
        halves[0].t_lst[0].text, halves[-1].t_lst[0].text = "5", "00"

    edit = only(back(change))
    assert edit.said == (
        "“500” was typed over a figure that comes from the data. The figure is kept as it is stored, 492.",
    )
    assert not edit.can


def test_a_figure_deleted_with_a_number_in_its_place_cannot_be_taken_in():
    def change(file):
        taken = control(file)
        taken.getparent().remove(taken)
        retype("There were", "There were 500 of them.")(file)

    found = only(back(change))
    assert not found.can
    assert "500" in found.said[0]


def test_a_figure_taken_out_is_said_and_can_be():
    def change(file):
        taken = control(file)
        taken.getparent().remove(taken)
        retype("There were", "There were many.")(file)

    found = only(back(change))
    assert found.can
    assert "492" in found.said[0]


def test_a_number_that_is_typed_is_said():
    found = only(back(retype("It began", "It began on 3 June, with £1,500.")))
    assert found.can
    assert "3, £1,500" in found.said[0]


def test_a_paragraph_added_at_the_end_of_the_words_is_theirs():
    def change(file):
        found = paragraph(file, "It began")
        found.insert_paragraph_before("Before it began.")
        new = found._p.makeelement(qn("w:p"))
        found._p.addnext(new)
        file.paragraphs[-1].add_run("And it goes on.")

    found = only(back(change))
    assert found.theirs.endswith("It began in May.\n\nAnd it goes on.")


def test_what_stands_under_no_heading_of_ours_is_said():
    def change(file):
        file.add_heading("Something else", 2)
        file.add_paragraph("A new matter.")

    found = back(change)
    assert found.edits == ()
    assert [each.text for each in found.unplaced] == ["A new matter."]


def test_a_heading_changed_in_word_is_said_and_its_words_still_found():
    def change(file):
        paragraph(file, "Project").runs[0].text = "Programme"
        retype("It began", "It began in June.")(file)

    found = back(change)
    assert only(found).key == 9
    assert [each.text for each in found.unplaced] == ["Programme"]


def strip_marks(file):
    for name in ("w:bookmarkStart", "w:bookmarkEnd"):
        for element in list(file.element.body.iter(qn(name))):
            element.getparent().remove(element)


def test_without_marks_it_is_found_by_its_heading_and_says_so():
    def change(file):
        strip_marks(file)
        retype("It began", "It began in June.")(file)

    found = back(change)
    assert found.same == 1
    assert only(found).key == 9
    assert BY_HEADING in only(found).said


def test_two_headings_alike_are_not_guessed_between():
    ours = outline(entry(7, "Project", "One."), entry(9, "Project", "Two."))
    assert back(strip_marks, ours=ours, sent=ours).found == 0


def test_a_paragraph_that_left_the_update_is_said():
    found = back(lambda file: None, ours=outline(IDVA))
    assert [each.text for each in found.unplaced] == ["It began in May."]


def proposed(kind: str, text: str, tag: str):
    element = OxmlElement(kind)
    run, said = OxmlElement("w:r"), OxmlElement(tag)
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(said)
    element.append(run)
    return element


def test_changes_that_were_proposed_are_read_as_accepted():
    def change(file):
        found = paragraph(file, "It began")
        found.runs[0].text = "It began in "
        found._p.append(proposed("w:del", "May", "w:delText"))
        found._p.append(proposed("w:ins", "June.", "w:t"))

    found = back(change)
    assert found.proposed
    assert only(found).theirs == "It began in June."


def test_a_paragraph_whose_end_was_deleted_joins_the_next():
    def change(file):
        found = paragraph(file, "There were")
        about = found._p.get_or_add_pPr()
        marks = OxmlElement("w:rPr")
        marks.append(OxmlElement("w:del"))
        about.append(marks)
        found.add_run(" ")

    assert only(back(change)).theirs == f"There were {REFERENCE} referrals. Demand goes on growing."


def test_a_comment_stands_with_its_paragraph():
    found = back(lambda file: file.add_comment(paragraph(file, "Demand").runs, "Is it?", author="Kit Lowe"))
    assert found.edits == ()
    said = found.comments[0]
    assert (said.comment.author, said.comment.text) == ("Kit Lowe", "Is it?")
    assert said.entry == IDVA


def test_every_word_taken_out_is_not_taken_in():
    found = only(back(retype("It began", "")))
    assert not found.can


TEXTS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="[]"), max_size=60)


@settings(max_examples=10, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.booleans())
def test_whatever_the_words_they_come_back_as_they_went(texts, with_figure):
    parts = [*texts, *([f"So {REFERENCE} came."] if with_figure else [])]
    words = canonical("\n\n".join(parts))
    ours = outline(entry(1, "One", *words.split("\n\n")))
    content = file_to_edit(title="Update", office="Office", parts=ours)
    found = returned(read_edited(content, open_package(content)), ours, prints)
    assert (found.edits, found.unplaced) == ((), ())


@given(TEXTS, TEXTS)
def test_side_by_side_each_side_is_whole(ours, theirs):
    for text, side in zip((ours, theirs), side_by_side(ours, theirs), strict=True):
        assert canonical("\n\n".join("".join(run.text for run in paragraph) for paragraph in side)) == canonical(text)


def sound() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def packed(*more: tuple[str, bytes], document: Callable[[bytes], bytes] = lambda old: old) -> bytes:
    """A sound document with more parts, and its main part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, document(content) if part == "word/document.xml" else content)
        for name, content in more:
            new.writestr(name, content)
    return out.getvalue()


def with_entities(old: bytes) -> bytes:
    head, _, rest = old.partition(b"?>")
    return head + b"?>" + LAUGHS + rest


HOSTILE = {
    "bomb": lambda: packed(("word/media/a.bin", bytes(101 * 2**20))),
    "entities": lambda: packed(document=with_entities),
    "macros": lambda: packed(("word/vbaProject.bin", b"x")),
    "inside": lambda: packed(("word/embeddings/a.bin", b"x")),
    "outside": lambda: packed(("../../a.xml", b"<x/>")),
    "broken": lambda: packed(document=lambda old: old[:-20]),
}
HOSTILE_SAYS = {
    "bomb": "unpacks to far more",
    "entities": "a document type of its own",
    "macros": "has macros",
    "inside": "other files inside it",
    "outside": "damaged",
    "broken": "damaged",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_with_a_sentence(name):
    with pytest.raises(WrongFile, match=HOSTILE_SAYS[name]):
        read_whole(HOSTILE[name]())


def words_of(answer) -> str:
    """The page of a form that was refused."""
    return " ".join(answer.content.decode().split())


@pytest.mark.usefixtures("demo")
class TestPages:
    """The file taken, edited and brought back on the pages."""

    @pytest.fixture(autouse=True)
    def files(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    @pytest.fixture
    def officer(self, person, client_of):
        return client_of(person(Role.OFFICER))

    def taken(self, client, change: Callable) -> bytes:
        answer = client.get(reverse("compose-word-file", args=[QUARTER]))
        file = Document(io.BytesIO(b"".join(answer.streaming_content)))
        change(file)
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()

    def brought(self, client, content: bytes, name: str = "Edited.docx") -> str:
        answer = client.post(
            reverse("compose-word", args=[QUARTER]), {"file": SimpleUploadedFile(name, content)}, follow=False
        )
        assert answer.status_code == 302, words_of(answer)
        return answer.url

    def offered(self, client, url: str, name: str) -> list[str]:
        return [value for form in forms_of(client.get(url).content, url) for value in form.sends.get(name, [])]

    def edit(self, code: str, text: str) -> Callable:
        entry = Entry.objects.get(code=code, section__update__period__slug=QUARTER)

        def change(file):
            found = next(
                each for each in file.paragraphs if each.text == entry.heading and each.style.name == "Heading 2"
            )
            file.paragraphs[[each._p for each in file.paragraphs].index(found._p) + 1].add_run(text)

        return change

    def test_an_edited_paragraph_is_taken_in_with_its_event_and_the_file_is_evidence(self, officer):
        url = self.brought(officer, self.taken(officer, self.edit("climb", " So we said in Word.")))
        shown = words(officer.get(url))
        assert "So we said in Word." in shown
        value = self.offered(officer, url, "all")
        assert len(value) == 1
        assert officer.post(url, {"do": "all", "all": value}).status_code == 302
        entry = Entry.objects.get(code="climb", section__update__period__slug=QUARTER)
        assert entry.words.endswith("So we said in Word.")
        assert AuditEvent.objects.about(entry).newest_first()[0].act == "write-paragraph"
        assert "Nothing in it is left to take in" in words(officer.get(url))
        officer.post(url, {"do": "finish"})
        run = ImportRun.objects.get(kind=ImportKind.EDITS)
        assert (run.state, run.summary["paragraphs"]) == (ImportState.APPLIED, 1)
        assert "Paragraphs taken in: 1" in words(officer.get(url))

    def test_what_somebody_saved_after_it_was_shown_is_not_overwritten(self, officer):
        url = self.brought(officer, self.taken(officer, self.edit("climb", " In Word.")))
        value = self.offered(officer, url, "all")
        entry = Entry.objects.get(code="climb", section__update__period__slug=QUARTER)
        Entry.objects.filter(pk=entry.pk).update(words="Saved here.", version=entry.version + 1)
        answer = officer.post(url, {"do": "all", "all": value})
        assert answer.status_code == 409
        assert "not as you saw it" in answer.content.decode()
        entry.refresh_from_db()
        assert entry.words == "Saved here."
        clash = words(officer.get(url))
        assert "changed here after the file was made" in clash
        assert self.offered(officer, url, "all") == []
        page = officer.get(url).content.decode()
        one = re.search(r'value="(one:[^"]+)"', page)[1]
        assert officer.post(url, {"do": one}).status_code == 302
        entry.refresh_from_db()
        assert entry.words.endswith("In Word.")

    def test_a_comment_becomes_a_question_once(self, officer):
        def change(file):
            self.edit("climb", "")(file)
            heading = Entry.objects.get(code="climb", section__update__period__slug=QUARTER).heading
            place = [each.text for each in file.paragraphs].index(heading)
            file.add_comment(file.paragraphs[place + 1].runs, "Which quarter?", author="Kit Lowe")

        url = self.brought(officer, self.taken(officer, change))
        value = re.search(r'name="comment" type="checkbox" value="([^"]+)"', officer.get(url).content.decode())[1]
        for _ in range(2):
            officer.post(url, {"do": "comments", "comment": value})
        assert Question.objects.get(text="Kit Lowe wrote in Word: Which quarter?").record_kind == RecordKind.ENTRY

    def test_nothing_is_taken_in_once_it_is_no_draft(self, officer, person):
        url = self.brought(officer, self.taken(officer, self.edit("climb", " In Word.")))
        value = self.offered(officer, url, "all")
        update = Update.objects.get(period__slug=QUARTER)
        Update.objects.filter(pk=update.pk).update(
            state=UpdateState.IN_REVIEW, sent_by=person(Role.MANAGER), sent_at="2022-12-01T09:00Z"
        )
        assert officer.post(url, {"do": "all", "all": value}).status_code == 409
        assert "Take it in" not in words(officer.get(url))

    def test_finance_takes_in_only_what_is_theirs_to_write(self, officer, person, client_of):
        finance = client_of(person(Role.FINANCE))
        url = self.brought(officer, self.taken(officer, self.edit("climb", " In Word.")))
        value = self.offered(officer, url, "all")
        assert "not yours to write" in words(finance.get(url))
        assert finance.post(url, {"do": "all", "all": value}).status_code == 409

    def test_the_pages_ask_few_questions_of_the_database(self, officer):
        url = self.brought(officer, self.taken(officer, self.edit("climb", " In Word.")))
        assert queries_of(officer, reverse("compose-word", args=[QUARTER])) <= MOST_QUERIES
        assert queries_of(officer, url) <= MOST_QUERIES

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("words.pdf", b"%PDF-1.7", "Only a Word document"),
            ("words.docx", b"", "empty"),
            ("words.docx", b"PK\x03\x04nonsense", "what its name says"),
            ("words.docx", HOSTILE["entities"](), "a document type of its own"),
            ("words.docx", sound(), "None of the update’s paragraphs was found"),
        ],
    )
    def test_what_is_no_word_file_is_refused(self, officer, name, content, sentence):
        answer = officer.post(reverse("compose-word", args=[QUARTER]), {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert sentence in words_of(answer)
        assert not ImportRun.objects.filter(kind=ImportKind.EDITS).exists()
