"""An e-mail or a text file as plain words. Files that are attached to an e-mail are named and not opened."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

from tracker.uploads.kinds import WrongFile
from tracker.uploads.words import Paragraph, Words

MOST_PARTS = 200
MOST_NAMED = 5
HEAD = ("From", "To", "Date", "Subject")
BLOCKS = frozenset("p div br tr li h1 h2 h3 h4 h5 h6 blockquote table ul ol hr section article".split())
APART = BLOCKS - {"br", "tr", "li", "div"}  # an empty line stands around these
SILENT = frozenset({"script", "style", "head", "title", "template", "noscript"})
OUTLOOK = ("winmail.dat", "win.dat")
NO_WORDS = "This e-mail has no words that can be read. Open it, and paste its words instead."
PACKED = (
    "This e-mail keeps its words in Outlook’s own format (winmail.dat), which can’t be read here. Open it there, and "
    "paste its words."
)
LOCKED = "This e-mail is encrypted. Open it, and paste its words."


def read_txt(content: bytes) -> Words:
    return Words((Paragraph(1, tidy(decoded(content, ""))),))


def read_eml(content: bytes) -> Words:
    """Sender, day and subject, then the words: the plain text where there is one, else what the HTML shows."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = list(_parts(message))
    if any(part.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime") for part in parts):
        raise WrongFile(LOCKED)
    attached = [_name(part) for part in parts if _is_attached(part)]
    body = next((text for kind in ("plain", "html") if (text := _body(parts, kind))), "")
    if not body:
        raise WrongFile(PACKED if any(name.lower() in OUTLOOK for name in attached) else NO_WORDS)
    head = "\n".join(f"{name}: {value}" for name in HEAD if (value := _header(message, name)))
    paragraphs = [Paragraph(number, text) for number, text in enumerate((head, body), 1) if text]
    return Words(tuple(paragraphs), _left_out(attached))


def _parts(message: Any) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number == MOST_PARTS:
            raise WrongFile(f"This e-mail has more than {MOST_PARTS} parts. Paste the words that matter.")
        yield part


def _is_attached(part: EmailMessage) -> bool:
    named = part.get_content_disposition() == "attachment" or bool(_filename(part))
    return not part.is_multipart() and (named or part.get_content_maintype() != "text")


def _filename(part: EmailMessage) -> str:
    try:
        return str(part.get_filename() or "")
    except (LookupError, ValueError, TypeError, AttributeError):  # a name in no known writing
        return "a file"


def _name(part: EmailMessage) -> str:
    return " ".join(_filename(part).split())[:80] or part.get_content_type()


def _left_out(attached: list[str]) -> tuple[str, ...]:
    if not attached:
        return ()
    named = ", ".join(attached[:MOST_NAMED]) + (" and others" if len(attached) > MOST_NAMED else "")
    return (f"What is attached was not opened: {named}. A workbook is taken in on its own page.",)


def _body(parts: list[EmailMessage], kind: str) -> str:
    """The words of all parts of this kind that are no files of their own."""
    texts = [_text(part) for part in parts if part.get_content_type() == f"text/{kind}" and not _is_attached(part)]
    return tidy("\n\n".join(words_of_html(text) if kind == "html" else text for text in texts))


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    return decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset() or "")


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())[:300]
    except (LookupError, ValueError, TypeError, AttributeError, IndexError):  # a head that no standard knows
        return ""


def decoded(content: bytes, charset: str) -> str:
    """The letters by the named writing, else by its mark or as UTF-8, else as Windows writes them. None is lost."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    marked = next((name for mark, name in marks if content.startswith(mark)), "")
    for name in (marked, charset, "utf-8"):
        try:
            return content.decode(name) if name else content.decode("utf-8")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def tidy(text: str) -> str:
    """Line ends as one character, no signs that can't be seen, and at most one empty line between two paragraphs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\u2028", "\n")
    text = "".join(
        sign for sign in text if sign in "\n\t" or (sign.isprintable() and sign != "\ufeff") or sign.isspace()
    )
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def words_of_html(text: str) -> str:
    """What a browser would show of it, blocks on lines of their own. Nothing is fetched, nothing runs."""
    shown = Shown()
    shown.feed(text)
    shown.close()
    lines = [" ".join(line.split()) for line in "".join(shown.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.pieces.append("\n\n" if tag in APART else "\n")
            if tag == "li":
                self.pieces.append("• ")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS and tag != "br":
            self.pieces.append("\n\n" if tag in APART else "\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(re.sub(r"\s+", " ", data))
