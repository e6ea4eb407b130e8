"""What became of each return and pack: sent in time or late, approved, asked about, missing, not asked for."""

from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.choices import State
from commissioning.models import Pack, QuarterlyReturn, ReportingPeriod
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.setting import Setting, at
from tracker.models import User

NEWEST = [
    State.APPROVED,
    State.SUBMITTED,
    State.IN_PROGRESS,
    State.NOT_STARTED,
    State.QUERIED,
    State.APPROVED,
    State.NOT_REQUIRED,
    State.SUBMITTED,
]
SENT = {State.SUBMITTED, State.QUERIED, State.APPROVED}
WAITING = 1  # of the quarters before the newest, the last still has some that wait


@dataclass(frozen=True, slots=True)
class Past:
    """How far a return came, and when it was sent and approved."""

    state: State
    sent_on: date | None = None
    approved_on: date | None = None
    later_due: date | None = None
    nothing: bool = False


def past_of(period: ReportingPeriod, *, age: int, place: int, chance: Chance) -> Past:
    """`age` counts periods before the newest; in the newest, the states follow one another by `place`."""
    state = _state(age, place, chance)
    due = period.due_on or period.end
    later = due + timedelta(days=14) if chance.of(0.03) else None
    if state not in SENT:
        return Past(state, later_due=later)
    late = chance.of(0.14)
    sent = due + timedelta(days=chance.whole(1, 40) if late else -chance.whole(0, 12))
    approved = sent + timedelta(days=chance.whole(1, 18)) if state == State.APPROVED else None
    return Past(state, sent, approved, later, nothing=chance.of(0.004))


def _state(age: int, place: int, chance: Chance) -> State:
    dice = chance.share()
    if age == 0:
        return NEWEST[place % len(NEWEST)]
    if dice < 0.035:
        return State.NOT_STARTED if dice < 0.02 else State.NOT_REQUIRED
    if age <= WAITING and dice < 0.15:
        return chance.pick([State.SUBMITTED, State.QUERIED, State.IN_PROGRESS])
    return State.APPROVED


def live(record: QuarterlyReturn | Pack, past: Past, *, by: User, setting: Setting, chance: Chance) -> None:
    """Write the past into a return or pack not yet saved."""
    record.state = past.state
    record.nothing_to_report = past.nothing
    if past.later_due:
        record.agreed_due_on, record.agreed_due_reason = past.later_due, "Their only data officer was away."
    if past.state == State.NOT_REQUIRED:
        record.not_required_reason = "The service was paused for this period."
    if past.state != State.NOT_STARTED and past.state != State.NOT_REQUIRED:
        record.entered_by, record.version = by, 1
    if past.sent_on:
        record.submitted_by, record.submitted_at = by, at(past.sent_on, chance.whole(8, 17), chance.whole(0, 59))
    if past.approved_on:
        others = [setting.manager, *(officer for officer in setting.officers if officer is not by)]
        record.approved_by, record.approved_at = chance.pick(others), at(past.approved_on, chance.whole(8, 17))
