"""Words in braces that stand for something in a text: {due}. Pure."""

import re
from collections.abc import Iterable, Mapping

BRACES = re.compile(r"\{([^{}\n]{0,40})\}")


def unknown_marks(text: str, known: Iterable[str]) -> list[str]:
    """The words in braces that stand for nothing, each once, in order."""
    names = set(known)
    return [mark for mark in dict.fromkeys(BRACES.findall(text)) if mark not in names]


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its words in braces replaced, once: what is filled in is not looked at again."""
    return BRACES.sub(lambda found: facts.get(found[1], found[0]), text)
