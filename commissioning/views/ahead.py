"""What pages over a large portfolio are made of, made by the worker before anybody looks (`tracker.ahead`).

They are made by what makes the pages, and put where each process finds them: nothing here is worked out another way,
and a page that comes first makes them by itself.
"""

from commissioning.figures.awarded import awarded_at
from commissioning.figures.broken_down import WAYS, broken_down_of_all
from commissioning.figures.gaps import contract_lines, grant_lines
from commissioning.views.dashboard import page as dashboard
from commissioning.views.dashboard.found import keep_whole, unfiltered
from commissioning.views.money.overview import money_at, year_asked
from commissioning.views.needs.finance import out_of_step
from commissioning.views.quarters import Scene, scene_at
from commissioning.views.review import found as reviews
from commissioning.views.review import page as review
from tracker.models import Office, User


def whole(quarter: str, person: int) -> None:
    """The dashboard, the review, and the home of whoever looks after money."""
    scene = _scene(quarter, person)
    if scene is None or not scene.office.told:
        return
    found = reviews.read(scene, unfiltered(scene))
    dashboard.sections(found.quarter)
    review.sections(found)
    out_of_step(found.quarter)
    keep_whole(found.quarter)


def money(quarter: str, person: int) -> None:
    """The year's money of all awards, and each way to break it down."""
    scene = _scene(quarter, person)
    if scene is None:
        return
    money_at(scene)
    for way in WAYS:
        broken_down_of_all(year_asked(scene), way, scene.office.told or "", scene.reference)


def lists(quarter: str, person: int) -> None:
    """What lists of awards, grants and contracts say of each."""
    scene = _scene(quarter, person)
    if scene is None:
        return
    awarded_at(scene.reference, scene.quarter)
    grant_lines(scene.reference, scene.quarter.end)
    contract_lines(scene.reference, scene.quarter.end)


def _scene(quarter: str, person: int) -> Scene | None:
    """None where the quarter or the person has gone since."""
    user = User.objects.filter(pk=person).first()
    return scene_at(Office.objects.current(), quarter, user) if user else None
