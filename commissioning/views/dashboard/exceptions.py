"""What needs somebody, most serious first: money, figures short of target, late returns, open questions."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from commissioning.choices import Rag, RecordKind, Status
from commissioning.figures import AwardPosition
from commissioning.figures.gists import Gist
from commissioning.figures.owed import Owing
from commissioning.figures.wording import sentence
from commissioning.ratings.pace import Pace, PaceState, pace_words
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.headline import gist_url
from commissioning.views.dashboard.headline import name_of as name_of_service
from commissioning.views.dashboard.links import service_url
from commissioning.views.dashboard.listed import Listed, Merged, Ranked, ranked
from commissioning.views.keeping import ask_url
from commissioning.views.needs.rows import due_words, late_first, name_of, page_of, provider_of
from tracker import formats
from tracker.periods import add_working_days, london_date

Row = dict[str, Any]
Rank = tuple[int, Decimal]  # the smallest first
WORST = [Rag.RED, Rag.AMBER]
SAID = {
    PaceState.OVER: "Over the award: ",
    PaceState.ALL_USED: "All used: ",
    PaceState.AHEAD: "Ahead of the year: ",
    PaceState.BEHIND: "Behind the year: ",
}


class Pressing(NamedTuple):
    """An award whose money needs somebody; `service` is the first that it covers."""

    award: int
    title: str
    provider: str
    service: int | None
    pace: Pace
    rag: Rag


def rows(found: Found) -> Listed:
    """One row a matter. Red before amber, then late, then questions."""
    figures = found.of_gists("exceptions", lambda gists: sorted(pressing_figures(gists), key=itemgetter(0)))
    lots: list[Ranked[Pressing | Gist]] = [pressing_money(found), *figures]
    return Listed.of(partial(pressing_row, found), Merged(lots)) + late_rows(found) + question_rows(found)


def pressing_row(found: Found, pressing: Pressing | Gist) -> Row:
    return money_row(found, pressing) if isinstance(pressing, Pressing) else figure_row(found, pressing)


def money_rows(found: Found) -> Listed:
    """Red before amber, and the furthest out of step first."""
    return Listed.of(partial(money_row, found), [each for _, each in pressing_money(found)])


def pressing_money(found: Found) -> list[tuple[Rank, Pressing]]:
    """Awards that the rule rates amber or red, or that are all used before the year is over; of those that press alike,
    in the order of all.
    """

    def made() -> list[tuple[Rank, Pressing]]:
        order = found.scene.portfolio.award_order
        lots = found.by_provider("pressing", lambda positions: list(pressing_in(found, positions)))
        return sorted(chain.from_iterable(lots), key=lambda pair: (pair[0], order.get(pair[1].award, 0)))

    return found.once("positions", "exceptions", made)


def pressing_in(found: Found, positions: Iterable[AwardPosition]) -> Iterator[tuple[Rank, Pressing]]:
    for position in positions:
        pace = position.pace
        wanted = position.rating.rag in WORST or (pace and pace.state == PaceState.ALL_USED and pace.gone < 100)
        if pace is not None and wanted:
            rag, covered = rag_of(position), found.scene.portfolio.services_of_award.get(position.award.pk, [])
            award = position.award
            service = covered[0].service_id if covered else None
            pressing = Pressing(award.pk, award.title, award.provider.name, service, pace, rag)
            yield (WORST.index(rag), -abs(pace.points or Decimal(0))), pressing


def rag_of(position: AwardPosition) -> Rag:
    return Rag(position.rating.rag) if position.rating.rag in WORST else Rag.AMBER


def money_row(found: Found, pressing: Pressing) -> Row:
    return {
        "name": pressing.title,
        "url": service_url(found, pressing.service, "money") if pressing.service else None,
        "by": pressing.provider,
        "fact": f"{SAID.get(pressing.pace.state, '')}{pace_words(pressing.pace)}",
        "acts": asks(found, pressing),
        "rating": pressing.rag,
    }


def asks(found: Found, pressing: Pressing) -> list[Row]:
    """The way to ask about an award, for those who may."""
    if not found.scene.user.has_perm("commissioning.ask_questions"):
        return []
    return [{"label": "Ask", "about": f"about {pressing.title}", "url": ask_url(RecordKind.AWARD, pressing.award)}]


def pressing_figures(gists: Iterable[Gist]) -> Iterator[tuple[Rank, Gist]]:
    for gist in gists:
        if gist.rag in WORST:
            yield (WORST.index(Rag(gist.rag)), Decimal(0)), gist


def figure_row(found: Found, gist: Gist) -> Row:
    return {
        "name": name_of_service(found, gist),
        "url": gist_url(found, gist),
        "by": gist.label,
        "fact": sentence(gist.reason),
        "rating": Rag(gist.rag),
    }


def late_rows(found: Found) -> Listed:
    """The longest late first, then by name."""
    rank = late_first(found.scene)
    lots = found.owed.returns.each("late first", lambda rows: ranked(rank, (each for each in rows if each.late)))
    return Listed.of(partial(late_row, found), Merged(lots))


def late_row(found: Found, owing: Owing) -> Row:
    return {
        "name": name_of(found.scene, owing),
        "url": page_of(owing),
        "by": provider_of(found.scene, owing),
        "fact": f"Not in. {due_words(owing)}",
        "tone": Status.LATE.tone,
        "state_label": formats.late(owing.late),
    }


def question_rows(found: Found) -> Listed:
    """Returns with a question that is not closed; those first whose answer is overdue."""

    def asked(rows: Iterable[Owing]) -> list[tuple[bool, Owing]]:
        return ranked(in_time, (each for each in rows if each.questions or each.answers))

    def in_time(owing: Owing) -> bool:
        return answer_due(found, owing) is None

    return Listed.of(partial(question_row, found), Merged(found.owed.returns.each("asked", asked)))


def question_row(found: Found, each: Owing) -> Row:
    overdue = answer_due(found, each)
    late = f". An answer was due by {formats.day(overdue)}{who_stands_in(found, each)}." if overdue else ""
    state = ("question", "Question asked") if each.questions else ("act", "Answered")
    tone, label = ("late", "Escalated") if overdue else state
    return {
        "name": name_of(found.scene, each),
        "url": page_of(each),
        "by": provider_of(found.scene, each),
        "fact": question_words(each.questions, each.answers) + late,
        "tone": tone,
        "state_label": label,
    }


def answer_due(found: Found, owing: Owing) -> date | None:
    """The day by which the oldest open question should have had its answer; None while there is time."""
    if owing.asked_at is None:
        return None
    due = add_working_days(london_date(owing.asked_at), found.scene.office.answer_working_days)
    return due if due < found.scene.on else None


def who_stands_in(found: Found, owing: Owing) -> str:
    """Who is to be asked about it, where the officer who leads the service is away."""
    service = found.scene.portfolio.services.get(owing.service or 0)
    away = found.scene.portfolio.away(found.scene.on).by_person.get(service.lead_officer_id or 0) if service else None
    return f"; {away.person} is away, {away.cover} stands in" if away else ""


def question_words(questions: int, answers: int) -> str:
    """ "Two questions without an answer; one answered, to be read"."""
    noun = "question" if questions == 1 else "questions"
    asked = f"{formats.in_words(questions)} {noun} without an answer" if questions else ""
    answered = f"{formats.in_words(answers)} answered, to be read" if answers else ""
    words = "; ".join(filter(None, [asked, answered]))
    return words[:1].upper() + words[1:]
