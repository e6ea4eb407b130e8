"""What each kind of passage asks besides its words, filled in from them. Plain values; nothing is read or saved."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from commissioning.choices import DatePrecision, NewsKind, ObservationState, PassageKind
from commissioning.imports.prose.suggest import Filled, first_count
from commissioning.parsing.mentions import Grain, WrittenDate, dates_in
from commissioning.parsing.passage_kinds import due_in, soon_in
from commissioning.workflow.sections import Box, BoxKind
from commissioning.workflow.sections.news import KINDS, PRECISIONS
from commissioning.workflow.sections.promises import BY, as_typed
from commissioning.workflow.sections.waiting import ANSWERS, NONE, NUMBER

TITLE, ROLE = 200, 120
MOST_FIGURES = 4
NOBODY = re.compile(r"\b(?:no(?:body| one)?|nobody|none)\b.{0,40}\bwait|\bno waiting list\b", re.IGNORECASE)
POST = re.compile(
    r"\b(?P<role>(?:[A-Z][\w&/-]+ |(?:outreach|support|family|children's|hospital|young people's|project|service|team|"
    r"case"
    r"|community|volunteer|domestic abuse|senior|lead) )?(?:workers?|co-?ordinators?|managers?|advis[eo]rs?|"
    r"practitioners?"
    r"|administrators?|IDVAs?|ISVAs?|counsellors?|therapists?|caseworkers?|officers?|leads?|navigators?))\b"
)
TEAM = "Team"
LAST_QUARTER = re.compile(r"\b(?:last|previous|preceding) quarter\b|\bquarter before\b", re.IGNORECASE)
LAST_YEAR = re.compile(r"\blast year\b|\byear before\b|\bprevious year\b", re.IGNORECASE)
SORTS: tuple[tuple[NewsKind, str], ...] = (
    (NewsKind.LAUNCH, r"\blaunch\w*|\bopened\b|\bwent live\b"),
    (NewsKind.PRIZE, r"\bprize\b|\bwon\b|\bshortlisted\b|\bawarded (?:the|an?) \w+ (?:award|prize|medal)"),
    (NewsKind.TRAINING, r"\btrain(?:ing|ed)\b|\bworkshops?\b|\bcourse\b"),
    (NewsKind.VISIT, r"\bvisit\w*"),
    (NewsKind.EQUIPMENT, r"\bequipment\b|\bcameras?\b|\binstalled\b|\bvehicles?\b"),
    (NewsKind.PEOPLE, r"\bappointed\b|\bjoined\b|\bretired\b|\bnew (?:chief|director|manager)"),
    (
        NewsKind.EVENT,
        r"\bevents?\b|\bconference\b|\bopen day\b|\bstall\b|\bexhibition\b|\bheld\b|\bhosted\b|\bcelebrat\w*",
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the fields are filled from: the words, a day of the quarter told of, its last day, and its name."""

    text: str
    near: date
    after: date
    period: str
    figures: tuple[Filled, ...] = ()
    offered: tuple[tuple[str, str], ...] = ()  # figures: their boxes' key, and what they are called
    earlier: tuple[tuple[str, str], ...] = ()  # the quarter before and the same one last year: key and name


def fields_of(kind: str, told: Told) -> list[Box]:
    """The boxes, their names without the passage's own; none for what is filed by its words alone."""
    make = FIELDS.get(kind)
    return make(told) if make else []


def _figure(told: Told) -> list[Box]:
    slots = [(each.spot.key, each.text, each.before) for each in told.figures[:MOST_FIGURES]] or [("", "", "")]
    offered = [("", "Choose"), *told.offered]
    boxes = []
    for number, (key, text, before) in enumerate(slots, start=1):
        which = f" {number}" if len(slots) > 1 else ""
        boxes.append(Box(f"box{number}", f"Figure{which}", key, BoxKind.CHOICE, offered))
        boxes.append(Box(f"value{number}", f"Value{which}", text, width=10))
        if before and told.earlier:
            of, periods = _of_when(told), [("", "Don’t keep it"), *told.earlier]
            boxes.append(Box(f"before{number}", "They say it was", before, width=10))
            boxes.append(Box(f"of{number}", "Keep that as the figure of", of, BoxKind.CHOICE, periods))
    return boxes


def _of_when(told: Told) -> str:
    """Of which quarter the earlier number is, where the words say it; empty where they don't."""
    said = [bool(pattern.search(told.text)) for pattern in (LAST_QUARTER, LAST_YEAR)]
    return told.earlier[said.index(True)][0] if said.count(True) == 1 and len(told.earlier) == len(said) else ""


def _staffing(told: Told) -> list[Box]:
    post = POST.search(told.text)
    vacant = first_count(told.text, told.near, words=("vacancy", "post", "role", "position"))
    due = due_in(told.text, told.near, told.after)
    return [
        Box(
            "role", "Role", _capital(post["role"]) if post else TEAM, hint="Don’t name the person", limit=ROLE, width=20
        ),
        Box("vacant", "Posts vacant", vacant if "vacan" in told.text.lower() else "", width=4),
        Box(
            "expected", "When vacancies are to be filled", due.text if due else soon_in(told.text), limit=120, width=20
        ),
    ]


def _waiting(told: Told) -> list[Box]:
    number = first_count(told.text, told.near)
    nobody = NOBODY.search(told.text) is not None
    answer = NONE if nobody and not number else NUMBER if number else ObservationState.UNCOUNTED.value
    return [
        Box("answer", "At the end of the quarter", answer, BoxKind.CHOICE, ANSWERS),
        Box("waiting", "How many people", "" if number == "0" else number, width=5),
        Box("list", "Which list", "", hint="Leave empty if there is only one", limit=120, width=20),
    ]


def _risk(told: Told) -> list[Box]:
    return [Box("title", "The risk, in a sentence", shortened(told.text, TITLE), limit=TITLE, width=30)]


def _promise(told: Told) -> list[Box]:
    due = due_in(told.text, told.near, told.after)
    day = due.last if due else None
    exact = due is not None and due.grain == Grain.DAY
    return [
        Box("by", "By whom", "", BoxKind.CHOICE, BY, hint="Empty: the provider"),
        Box("due", "Due on", as_typed(day), BoxKind.DATE),
        Box("when", "Or when, in words", _when(told.text, due) if not exact else "", limit=120, width=20),
    ]


def _when(text: str, due: WrittenDate | None) -> str:
    return due.text if due else soon_in(text)


def _news(told: Told) -> list[Box]:
    dated = [each for each in dates_in(told.text, told.near) if each.first and not each.fault]
    known = [each for each in dated if each.grain in (Grain.DAY, Grain.MONTH)]
    on = known[0] if len(known) == 1 else None
    precision = DatePrecision.MONTH if on and on.grain == Grain.MONTH else DatePrecision.DAY
    sort = next((kind for kind, words in SORTS if re.search(words, told.text, re.IGNORECASE)), NewsKind.MILESTONE)
    return [
        Box("sort", "What sort of news", sort.value, BoxKind.CHOICE, KINDS),
        Box("on", "When", as_typed(on.first if on else None), BoxKind.DATE, hint="Empty: some time in the quarter"),
        Box("precision", "How exactly the date is known", precision.value, BoxKind.CHOICE, PRECISIONS),
    ]


def _case(told: Told) -> list[Box]:
    return [
        Box(
            "title",
            "What it is about",
            f"A case told in {told.period}",
            hint="Without a name or a place",
            limit=160,
            width=30,
        )
    ]


FIELDS: Mapping[str, Callable[[Told], list[Box]]] = {
    PassageKind.FIGURE: _figure,
    PassageKind.STAFFING: _staffing,
    PassageKind.WAITING: _waiting,
    PassageKind.RISK: _risk,
    PassageKind.PROMISE: _promise,
    PassageKind.NEWS: _news,
    PassageKind.CASE: _case,
}


def shortened(text: str, limit: int) -> str:
    """The text as a title: whole where it fits, else cut after a word, with a mark that it goes on."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rpartition(" ")[0].rstrip(",;:") + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
