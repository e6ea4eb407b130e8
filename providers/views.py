"""The set-up pages of providers: who delivers, by which names, and whom the office writes to there."""

from django.db.models import Q

from providers.forms import AliasForm, ContactForm, ProviderForm
from providers.models import Contact, Provider, ProviderAlias, ProviderKind
from tracker.set_up.kinds import Gap, Group, Kind
from tracker.tables import DayColumn

SET_UP = "commissioning.set_up"

ALIASES = Kind(
    slug="provider-names",
    model=ProviderAlias,
    one="name",
    many="other names",
    about="Names and spellings that people write for it. A spreadsheet that uses one is understood.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=AliasForm,
    columns={"name": "Name"},
    belongs_to="provider",
)
CONTACTS = Kind(
    slug="contacts",
    model=Contact,
    one="contact",
    many="contacts",
    about="Whom the office writes to there. Contacts are never public.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=ContactForm,
    columns={
        "name": "Name",
        "job": "Role",
        "email": "E-mail",
        "telephone": "Telephone",
        "gets_reminders": "Gets reminders",
        "ended_on": DayColumn(verbose_name="Ended", nil="in use"),
    },
    belongs_to="provider",
    gaps=(Gap("e-mail address", Q(email=""), "email"),),
    deletes=False,
)
PROVIDERS = Kind(
    slug="providers",
    model=Provider,
    one="provider",
    many="providers",
    about="Who delivers: charities, companies, councils, police, NHS, volunteer groups, and the office itself.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=ProviderForm,
    columns={
        "name": "Name",
        "short_name": "Short name",
        "kind": "Kind",
        "charity_number": "Charity number",
        "company_number": "Company number",
    },
    search=("name", "short_name", "aliases__name"),
    parts=(CONTACTS, ALIASES),
    gaps=(
        Gap("kind", Q(kind=ProviderKind.NOT_STATED) & ~Q(code=Provider.NOT_STATED), "kind"),
        Gap("charity number", Q(kind=ProviderKind.CHARITY, charity_number=""), "charity_number"),
        Gap("company number", Q(kind=ProviderKind.COMPANY, company_number=""), "company_number"),
        Gap("contact", Q(contacts=None) & ~Q(kind=ProviderKind.OFFICE) & ~Q(code=Provider.NOT_STATED), "contacts"),
    ),
)
