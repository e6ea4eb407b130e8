"""Everything that an office sets up, of all apps."""

from django.http import HttpRequest
from django.utils import timezone

from commissioning.figures import reference_for
from commissioning.views.set_up.money import AWARDS, FUNDERS, STREAMS
from commissioning.views.set_up.plan import AREAS, PLANS
from commissioning.views.set_up.services import SERVICES
from commissioning.views.set_up.time import CALENDARS, KEY_DATES, NOTES
from providers.views import PROVIDERS
from reports.views.glossary import ACRONYMS
from tracker.context import office_of
from tracker.periods import london_date
from tracker.set_up.chasing import COVERS, REMINDER_RULES
from tracker.set_up.kinds import Kinds

KINDS = Kinds(
    (
        SERVICES,
        PROVIDERS,
        AWARDS,
        STREAMS,
        FUNDERS,
        PLANS,
        AREAS,
        CALENDARS,
        KEY_DATES,
        NOTES,
        ACRONYMS,
        REMINDER_RULES,
        COVERS,
    )
)


def begin(request: HttpRequest) -> None:
    """Set-up belongs to no quarter; its menu leads to the quarter in hand."""
    office = office_of(request)
    quarter = reference_for(office).quarter_at(london_date(timezone.now())) if office else None
    request.quarter_in_hand = quarter  # type: ignore[attr-defined]
