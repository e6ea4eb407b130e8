"""Everything that a machine can see of PDF/UA-1, as a table of rules: what fails, how ours meets it, what finds it."""

from tests.reports.pdf_ua.condition import Condition, Judged
from tests.reports.pdf_ua.fonts import FONTS
from tests.reports.pdf_ua.links import LINKS
from tests.reports.pdf_ua.reading import Reading, read
from tests.reports.pdf_ua.tags import TAGS
from tests.reports.pdf_ua.whole import WHOLE


def numbered(condition: Condition) -> tuple[bool, int, str]:
    """The protocol's order; what it does not number comes last."""
    own = condition.code.startswith("+")
    return own, int(condition.code[1:]) if own else 0, condition.code


CONDITIONS = tuple(sorted((*WHOLE, *TAGS, *LINKS, *FONTS), key=numbered))


def failed(reading: Reading) -> dict[str, list[str]]:
    """By condition, what fails it; empty where the file fails none."""
    found = {each.code: list(each.rule(reading)) for each in CONDITIONS}
    return {code: sentences for code, sentences in found.items() if sentences}


__all__ = ["CONDITIONS", "Condition", "Judged", "Reading", "failed", "read"]
