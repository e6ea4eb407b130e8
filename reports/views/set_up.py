"""Everything that an office sets up, of all apps."""

from commissioning.views.set_up.documents import DOCUMENT_KINDS, DOCUMENTS
from commissioning.views.set_up.measures import BREAKDOWNS, MEASURES
from commissioning.views.set_up.money import AWARDS, FUNDERS, STREAMS
from commissioning.views.set_up.plan import AREAS, PLANS
from commissioning.views.set_up.requests import INFORMATION_REQUESTS
from commissioning.views.set_up.reviews import CONTRACT_REVIEWS
from commissioning.views.set_up.services import SERVICES
from commissioning.views.set_up.time import CALENDARS, KEY_DATES, NOTES
from providers.views import PROVIDERS
from reports.views.glossary import ACRONYMS
from tracker.set_up.chasing import COVERS, REMINDER_RULES
from tracker.set_up.kinds import Kinds
from tracker.set_up.people import OFFICE, PEOPLE, PUBLIC

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
        PEOPLE,
        OFFICE,
        PUBLIC,
    )
)
