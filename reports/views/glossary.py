"""The glossary: short forms that every update explains."""

from reports.forms import AcronymForm
from reports.models import Acronym
from tracker.set_up.kinds import Group, Kind

ACRONYMS = Kind(
    slug="glossary",
    model=Acronym,
    one="short form",
    many="glossary",
    about="Short forms and what they stand for, explained in every update.",
    permission="commissioning.set_up",
    group=Group.OFFICE,
    form=AcronymForm,
    columns={"short": "Short form", "words": "What it stands for"},
    search=("short", "words"),
)
