"""Short forms: written out where they are first used, and those that nobody explains. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from reports.document import Audience, Entry, Passage

SHORT_FORM = re.compile(r"\b[A-Z]{3,6}s?\b")
EVERYBODY_KNOWS = frozenset("NHS PCC OPCC CCTV DVD PDF URL UK GDPR BBC ".split())


def unexplained(words: str, known: Iterable[str]) -> list[str]:
    """Short forms in these words that are neither known nor explained in them, by name."""
    found = {each.rstrip("s") for each in SHORT_FORM.findall(words)} - EVERYBODY_KNOWS - set(known)
    return sorted(short for short in found if f"({short}" not in words)


def written_out(text: str, short: str, words: str) -> str:
    """The text with the short form explained where it first stands; as it was where it says so itself."""
    return _alone(short).sub(lambda _: f"{words} ({short})", text, count=1)


def _alone(short: str) -> re.Pattern[str]:
    """The short form standing alone: not within another word, and not one half of "DA/SV"."""
    return re.compile(rf"(?<![\w/&-]){re.escape(short)}(?![\w/&-])")


def expanded(entries: Iterable[Entry], acronyms: Mapping[str, str]) -> list[Entry]:
    """The paragraphs in their order, each short form of the glossary written out in the text that first uses it.

    One that a heading or a text before it gives in full is left as it is; so is what everybody knows. What the public
    does not read explains nothing to the public: the next text that it reads does.
    """
    waiting = {short: words for short, words in acronyms.items() if short not in EVERYBODY_KNOWS}
    found = []
    for entry in entries:
        in_public = entry.audience == Audience.PUBLIC
        waiting = _without(waiting, entry.heading) if in_public else waiting
        passages = []
        for passage in entry.passages:
            here = _without(waiting, passage.text)
            passages.append(_explained(passage, here))
            if in_public and passage.audience == Audience.PUBLIC:
                waiting = {short: words for short, words in here.items() if not _uses(passage.text, short)}
        found.append(replace(entry, passages=tuple(passages)))
    return found


def _without(waiting: Mapping[str, str], text: str) -> dict[str, str]:
    """Those that the text does not give in full itself, nor puts in brackets after words of its own."""
    plain = text.casefold()
    return {
        short: words for short, words in waiting.items() if words.casefold() not in plain and f"({short})" not in text
    }


def _uses(text: str, short: str) -> bool:
    return _alone(short).search(text) is not None


def _explained(passage: Passage, waiting: Mapping[str, str]) -> Passage:
    text = passage.text
    for short, words in waiting.items():
        text = written_out(text, short, words)
    return passage if text == passage.text else replace(passage, text=text)
