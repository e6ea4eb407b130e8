"""Who pays: funders, their streams, and what a stream holds in a year."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from commissioning.choices import AllocationStage
from commissioning.models import Allocation, Funder, FundingStream
from commissioning.workflow.set_up.faults import Gathered
from tracker import formats
from tracker.models import User
from tracker.periods import financial_year_bounds
from tracker.records import Kept, Values, keep
from tracker.refusals import Faults

MONEY = "commissioning.set_up_money"
STAGES = [AllocationStage.BID, AllocationStage.OFFERED, AllocationStage.CONFIRMED]
BETWEEN = (" and ", " to ", ", ")


def save_funder(*, funder: Funder, values: Values, by: User | None, at: datetime, **form: Any) -> Kept:
    """Make or change a funder: `name`."""
    return keep(record=funder, values=values, by=by, at=at, permission=MONEY, **form)


def save_stream(*, stream: FundingStream, values: Values, by: User | None, at: datetime, **form: Any) -> Kept:
    """Make or change a stream: `name`, `funder`, `ended_on`. A name stands once with each funder."""
    funder, name = values.get("funder") or stream.funder, values.get("name", stream.name)
    twins = FundingStream.objects.filter(funder=funder, name__iexact=name).exclude(pk=stream.pk)
    if twins.exists():
        raise Faults({"name": f"{funder} already has a stream of this name."})
    return keep(record=stream, values=values, by=by, at=at, permission=MONEY, **form)


def stream_not_stated(*, at: datetime) -> FundingStream:
    """The stream of money of which nobody has said where it comes from; made when it is first needed."""
    held = FundingStream.objects.filter(code=FundingStream.NOT_STATED).first()
    if held is not None:
        return held
    funder = Funder.objects.filter(code=FundingStream.NOT_STATED).first()
    if funder is None:
        code = FundingStream.NOT_STATED
        funder = save_funder(funder=Funder(code=code), values={"name": "Funder not stated"}, by=None, at=at).record
    values = {"name": "Stream not stated", "funder": funder}
    made: FundingStream = save_stream(
        stream=FundingStream(code=FundingStream.NOT_STATED), values=values, by=None, at=at
    ).record
    return made


def save_allocation(*, allocation: Allocation, values: Values, by: User | None, at: datetime, **form: Any) -> Kept:
    """Make or change an allocation: `stream`, `year_label` (one financial year or several), `stage` and the date of
    each stage (`bid_on`, `offered_on`, `confirmed_on`, `refused_on`), `amount` (None: not stated) with `precision`,
    `purpose`, `announced_in`.
    """
    said = {field.name: getattr(allocation, field.name, None) for field in Allocation._meta.fields} | dict(values)
    gathered = Gathered()
    if not is_span(said["year_label"] or ""):
        gathered.by_box["year_label"] = "Write a financial year like 2022/23, or several: 2023/24 and 2024/25."
    gathered.by_box |= stage_faults(said)
    gathered.check()
    return keep(record=allocation, values=values, by=by, at=at, permission=MONEY, **form)


def is_span(label: str) -> bool:
    """Whether a label is one financial year, or several of them with "and", "to" or a comma between."""
    years = [label]
    for word in BETWEEN:
        years = [part for each in years for part in each.split(word)]
    try:
        begins = [financial_year_bounds(year)[0] for year in years]
    except ValueError:
        return False
    return begins == sorted(set(begins))


def stage_faults(said: Mapping[str, Any]) -> dict[str, str]:
    """Stages follow one another: bid, offered, then confirmed or refused; none is dated beyond where it stands."""
    stage, faults = said["stage"], {}
    dates: dict[str, date | None] = {each: said.get(f"{each}_on") for each in AllocationStage.values}
    reached = STAGES[: STAGES.index(stage) + 1] if stage in STAGES else [*STAGES[:2], AllocationStage.REFUSED]
    for each, on in dates.items():
        if on and each not in reached:
            stands = AllocationStage(stage).label
            faults[f"{each}_on"] = f"It stands as {stands}. Choose “{each}” as its stage, or take out the date."
    known = [(each, on) for each in reached if (on := dates[each])]
    for (before, earlier), (after, later) in pairwise(known):
        if later < earlier:
            faults[f"{after}_on"] = f"This is before it was {worded(before)} ({formats.day(earlier)})."
    return faults


def worded(stage: str) -> str:
    return "bid for" if stage == AllocationStage.BID else AllocationStage(stage).label
