"""E-mails, documents and text files read for their words: odd ones whole, what can't be read refused with a cure."""

import io
from email.message import EmailMessage

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.data.hostile_files import with_part
from tracker.uploads.keeping import MOST_BYTES, take
from tracker.uploads.kinds import WrongFile, kind_of_prose
from tracker.uploads.mail import MOST_PARTS, decoded, read_eml, read_txt, tidy, words_of_html
from tracker.uploads.reading import read_words


def mail(text: str = "All went well.", html: str = "", **heads: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "Helen Marsh <helen@swa.example>", "Quarter 2"
    for name, value in heads.items():
        message[name] = value
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


def said(message: EmailMessage | bytes) -> str:
    read = read_eml(bytes(message))
    return read.paragraphs[-1].text


def test_an_email_is_its_head_and_its_words():
    read = read_eml(bytes(mail()))
    assert [each.text for each in read.paragraphs] == [
        "From: Helen Marsh <helen@swa.example>\nSubject: Quarter 2",
        "All went well.",
    ]
    assert read.left_out == ()


def test_of_two_writings_the_plain_one_is_read():
    assert said(mail("Plain words.", "<p>HTML words.</p>")) == "Plain words."


def test_html_is_read_as_it_is_shown():
    page = (
        "<html><head><title>T</title><style>p { color: red }</style></head><body><p>Dear&nbsp;Ann,</p>"
        "<script>x()</script><ul><li>One</li><li>Two &amp; three</li></ul>"
        "<table><tr><td>Referrals</td><td>55</td></tr></table></body></html>"
    )
    assert said(mail("", page)) == "Dear Ann,\n\n• One\n\n• Two & three\n\nReferrals 55"


def test_escaped_signs_stay_signs():
    assert words_of_html("<p>&amp;lt;b&gt;</p>") == "&lt;b>"


def test_what_is_attached_is_named_and_not_opened():
    message = mail()
    message.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="Figures.xlsx")
    message.add_attachment("words in a file", filename="notes.txt")
    read = read_eml(bytes(message))
    assert read.paragraphs[-1].text == "All went well."
    assert read.left_out == (
        "What is attached was not opened: Figures.xlsx, notes.txt. A workbook is taken in on its own page.",
    )


def test_an_email_in_outlooks_own_format_is_refused_with_the_cure():
    message = mail("")
    message.add_attachment(b"x\x9f", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    with pytest.raises(WrongFile, match="winmail"):
        read_eml(bytes(message))
    kept = mail()
    kept.add_attachment(b"x\x9f", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert said(kept) == "All went well."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"From: a@x.example\n\n", "no words"),
        (b"\n\n\n", "no words"),
        (bytes(mail("", "<html><body><img src='cid:1'></body></html>")), "no words"),
        (b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n", "encrypted"),
        (b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMII=\n", "encrypted"),
        (
            b"Content-Type: multipart/mixed; boundary=b\n\n"
            + b"--b\nContent-Type: text/plain\n\nx\n" * (MOST_PARTS + 1)
            + b"--b--",
            "parts",
        ),
    ],
)
def test_an_email_without_words_is_refused_with_the_cure(content, sentence):
    with pytest.raises(WrongFile, match=sentence) as refused:
        read_eml(content)
    assert "aste" in refused.value.sentence


CHARSETS = [
    (b"Content-Type: text/plain; charset=iso-8859-1\n\nCaf\xe9", "Café"),
    (b"Content-Type: text/plain; charset=windows-1252\n\n\x93Well\x94", "“Well”"),
    (b"Content-Type: text/plain; charset=no-such-writing\n\nCaf\xc3\xa9", "Café"),
    (b"Content-Type: text/plain; charset=utf-8\n\nCaf\xe9", "Café"),  # it lies
    (b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nCaf=C3=A9 =\nnow", "Café now"),
    (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nQ2Fmw6k=", "Café"),
]


@pytest.mark.parametrize(("content", "text"), CHARSETS)
def test_letters_are_read_in_whatever_writing_they_come(content, text):
    assert said(content) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Café".encode(), "Café"),
        ("Café".encode("utf-8-sig"), "Café"),
        ("Café".encode("utf-16"), "Café"),
        ("Café".encode("cp1252"), "Café"),
        (b"one\r\ntwo\rthree", "one\ntwo\nthree"),
    ],
)
def test_a_text_file_is_read_by_its_own_mark(content, text):
    assert read_txt(content).paragraphs[0].text == text


def read_or_refused(content: bytes) -> str:
    try:
        return said(content).strip()
    except WrongFile as refused:
        return refused.sentence


@given(st.binary(max_size=400))
def test_no_email_is_too_odd(content):
    assert read_or_refused(content)


@given(st.text(max_size=200))
def test_tidying_loses_no_word(text):
    shown = "".join(sign for sign in text if sign.isprintable() and not sign.isspace() and sign != "\ufeff")
    assert "".join(tidy(text).split()) == "".join(shown.split())


@given(st.binary(max_size=100), st.sampled_from(["", "utf-8", "ascii", "utf-7", "nonsense", "\x00"]))
def test_all_bytes_are_letters_of_something(content, charset):
    assert isinstance(decoded(content, charset), str)


def test_a_document_is_read_in_the_child_in_its_order():
    document, kept = Document(), io.BytesIO()
    document.add_heading("Challenges", 1)
    document.add_paragraph("Courts are slow.")
    document.add_paragraph("One", style="List Bullet")
    document.save(kept)
    assert [each.text for each in read_words("docx", kept.getvalue()).paragraphs] == [
        "Challenges",
        "Courts are slow.",
        "One",
    ]
    assert read_words("eml", bytes(mail())).paragraphs[-1].text == "All went well."
    assert read_words("txt", b"All went well.").paragraphs[0].text == "All went well."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("Q2.docx", with_part("word/vbaProject.bin"), "macros|isn’t what its name says"),
        ("Q2.docx", b"no document", "isn’t what its name says"),
        ("Q2.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind"),
        ("Q2.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Only a Word document"),
        ("Q2.xlsx", b"PK\x03\x04", "Only a Word document"),
        ("Q2.exe", b"MZ", "Only a Word document"),
        ("Q2.txt", b"MZ\x00\x00", "isn’t what its name says"),
        ("Q2.eml", b"a\x00b", "isn’t what its name says"),
        ("Q2.txt", b"", "Only a Word document|empty"),
    ],
)
def test_what_is_no_prose_is_refused(name, content, sentence):
    with pytest.raises(WrongFile, match=sentence):
        take(name, io.BytesIO(content), len(content), kind_of_prose)


def test_a_file_beyond_the_most_is_refused_before_it_is_read():
    with pytest.raises(WrongFile, match="larger"):
        take("Q2.txt", io.BytesIO(b""), MOST_BYTES + 1, kind_of_prose)
