"""Comply or explain: what is asked about a saved figure, right beside its box, and the reasons that were typed there.

Nothing is refused that is a warning. *Save and go on* stops once on the page to ask; pressed again, it goes on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from commissioning.choices import ObservationState, Template
from commissioning.models import QuarterlyReturn
from commissioning.views.owed import address
from commissioning.workflow import OpenWarning, acknowledge_all
from commissioning.workflow.checks import figure_warnings, problems_of
from commissioning.workflow.life import Record
from commissioning.workflow.material import Material
from tracker.models import User

PREFIX = "why:"
BLANK, UNANSWERED, WITHOUT_PARTS = "blank", "unanswered", "without_parts"
STOPS = frozenset({"off_target", BLANK, UNANSWERED, "big_change", "drop_to_nought", "repeat", "unlike_taken_over"})
LIGHT = "page"
ON_ONE_PAGE = ("figures", "text", "words")
ENOUGH = 12  # characters of a digest: enough to tell the facts of one figure apart


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked: the box that it is about, its sentence, the reason given, and the name of the box for one.

    `url` is where it is mended, `mark` the place of its words on the page that shows them.
    """

    box: str
    code: str
    sentence: str
    digest: str
    reason: str = ""
    typed: str = ""
    url: str = ""
    mark: str = ""

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.box}:{self.code}:{self.digest[:ENOUGH]}"

    @property
    def id(self) -> str:
        return self.name.replace(":", "-")

    @property
    def in_place(self) -> bool:
        """An empty box is explained by its own remark, which stands there already."""
        return self.code in (BLANK, UNANSWERED)


def all_asks(record: Record, warnings: Iterable[OpenWarning], typed: Mapping[str, str]) -> list[Ask]:
    """Every warning of a record as something asked, with what was typed as its reason."""
    return [_with_words(_ask(each, record), typed) for each in warnings]


def noted(warnings: Iterable[OpenWarning]) -> dict[str, str]:
    """What was noted beside what is asked, offered as its reason, by the name of its box."""
    return {_ask(each).name: each.suggested for each in warnings if each.suggested and each.is_open}


def mark_of(warning: OpenWarning) -> str:
    """The name of the place where the warning's words stand."""
    return f"said-{warning.digest[:ENOUGH]}" if warning.quote else ""


def page_with(record: Record, section: str, box: str = "") -> str:
    """The page and box where something is mended; a light return has figures and words on its one page."""
    if not section:
        return ""
    light = isinstance(record, QuarterlyReturn) and record.service.template == Template.LIGHT
    slug = LIGHT if light and section in ON_ONE_PAGE else section
    return f"{address(record, 'section', slug)}#id_{box}" if box else address(record, "section", slug)


def asks_of(record: QuarterlyReturn, material: Material, typed: Mapping[str, str], *, blanks: bool) -> list[Ask]:
    """What is asked about the figures of a return; of empty boxes only where `blanks` are asked about now, and some box
    is filled: whoever begins with the words is left in peace.
    """
    blanks = blanks and any(answer.state != ObservationState.NOT_ANSWERED for answer in material.answers)
    warnings = [each for each in figure_warnings(record, material) if each.code != WITHOUT_PARTS]
    found = [_ask(each) for each in warnings if blanks or each.code != BLANK]
    if blanks:
        found += [
            Ask(each.box, UNANSWERED, each.sentence, UNANSWERED) for each in problems_of(record, material) if each.blank
        ]
    return [_with_words(each, typed) for each in found]


def _ask(warning: OpenWarning, record: Record | None = None) -> Ask:
    url = page_with(record, warning.section, warning.box) if record else ""
    ask = Ask(warning.box, warning.code, warning.sentence, warning.digest, warning.reason)
    return replace(ask, url=url, mark=mark_of(warning))


def _with_words(ask: Ask, typed: Mapping[str, str]) -> Ask:
    """With what was typed for it: also where the facts changed by the same save, so that the words are not lost."""
    same = f"{PREFIX}{ask.box}:{ask.code}:"
    words = typed.get(ask.name) or next((text for name, text in typed.items() if name.startswith(same) and text), "")
    return replace(ask, typed=words)


def stops(asks: Iterable[Ask], typed: Mapping[str, str]) -> list[Ask]:
    """What has to be asked now: what has no reason, and did not stand on the page that was sent."""
    return [each for each in asks if each.code in STOPS and not each.reason and each.name not in typed]


def reasons_in(typed: Mapping[str, str]) -> dict[str, str]:
    """The reasons typed beside boxes, by the names of their boxes."""
    return {name: text for name, text in typed.items() if name.startswith(PREFIX) and text}


def keep_reasons(
    record: Record, asks: Iterable[Ask], typed: Mapping[str, str], *, by: User, at: datetime
) -> dict[str, str]:
    """Keep the reasons of what is still asked; answers those whose facts have changed, under the names now asked."""
    reasons = [(each, text) for each in asks if not each.reason and (text := typed.get(each.name, ""))]
    warnings = [(OpenWarning(each.code, each.digest, each.sentence, each.box), text) for each, text in reasons]
    if warnings:
        acknowledge_all(record=record, reasons=warnings, by=by, at=at)
    kept = {each.name for each, _ in reasons}
    return {each.name: each.typed for each in asks if each.typed and not each.reason and each.name not in kept}
