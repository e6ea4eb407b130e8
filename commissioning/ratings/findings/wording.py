"""How findings word what they tell."""

from commissioning.ratings.findings.finding import Figure, WaitingLine
from tracker import formats


def without_capital(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with initials."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def figure_text(figure: Figure) -> str:
    """ "referrals 492 (465 in Q2 2021/22, up 27, 5.8%).", the comparison where one is drawn."""
    lead = f"{without_capital(figure.measure.label)} {figure.words}"
    return f"{lead} ({figure.comparator_words})." if figure.comparator.shown else f"{lead}."


def change_words(figure: Figure) -> str:
    """A value that is a change only: "up 17.6%"."""
    number = figure.value.number
    if number is None:
        return figure.words
    size = formats.value(figure.definition.kind, abs(number), decimals=figure.decimals)
    return f"{'up' if number > 0 else 'down'} {size}"


def waiting_words(line: WaitingLine) -> str:
    """ "14 waiting; …" or "not counted; …"; the name of the list first where there are several."""
    counted = f"{formats.count(line.waiting)} waiting" if line.waiting is not None else "How many wait is not held"
    text = f"{line.note.rstrip('.')}. {counted}." if line.note else f"{counted}."
    return f"{line.name}: {text}" if line.name else text
