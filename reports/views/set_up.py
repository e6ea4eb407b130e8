"""Everything that an office sets up, of all apps."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from commissioning.figures.in_hand import in_hand
from commissioning.views.set_up.documents import DOCUMENT_KINDS, DOCUMENTS
from commissioning.views.set_up.funder_returns import FUNDER_TEMPLATES
from commissioning.views.set_up.measures import BREAKDOWNS, MEASURES
from commissioning.views.set_up.money import AWARDS, FUNDERS, STREAMS
from commissioning.views.set_up.plan import AREAS, PLANS
from commissioning.views.set_up.requests import INFORMATION_REQUESTS
from commissioning.views.set_up.reviews import CONTRACT_REVIEWS
from commissioning.views.set_up.services import SERVICES
from commissioning.views.set_up.time import CALENDARS, KEY_DATES, NOTES
from providers.views import PROVIDERS
from reports.models import Entry
from reports.models.update import UpdateState
from reports.views.glossary import ACRONYMS
from tracker.models import User
from tracker.set_up.chasing import COVERS, REMINDER_RULES
from tracker.set_up.kinds import Caution, Kinds
from tracker.set_up.people import OFFICE, PEOPLE, PUBLIC


def still_in_hand(user: User, values: Mapping[str, Any]) -> list[Caution]:
    """Before somebody's access ends: what somebody else has to take over."""
    if values.get("is_active", True) or not User.objects.filter(pk=user.pk, is_active=True).exists():
        return []
    paragraphs = Entry.objects.filter(writer=user, section__update__state=UpdateState.DRAFT, left_out_why="").count()
    said = in_hand(user)
    if paragraphs:
        more = "a paragraph" if paragraphs == 1 else f"{paragraphs} paragraphs"
        said.append(f"{user.name} is still to write {more} of an update.")
    return [Caution(sentence) for sentence in said]


KINDS = Kinds(
    (
        SERVICES,
        PROVIDERS,
        DOCUMENTS,
        CONTRACT_REVIEWS,
        INFORMATION_REQUESTS,
        AWARDS,
        STREAMS,
        FUNDERS,
        FUNDER_TEMPLATES,
        MEASURES,
        BREAKDOWNS,
        PLANS,
        AREAS,
        CALENDARS,
        KEY_DATES,
        NOTES,
        DOCUMENT_KINDS,
        ACRONYMS,
        REMINDER_RULES,
        COVERS,
        replace(PEOPLE, cautions=still_in_hand),
        OFFICE,
        PUBLIC,
    )
)
