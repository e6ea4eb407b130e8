"""The set-up pages of providers: who delivers, by which names, and whom the office writes to there."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from providers.figures import likely_twins, twins_of
from providers.forms import AliasForm, ContactForm, ProviderForm
from providers.models import Contact, Provider, ProviderAlias, ProviderKind
from providers.workflow import SET_UP, keep_provider
from tracker.context import office_of
from tracker.set_up.kinds import Caution, Gap, Group, Kind, Link
from tracker.tables import DayColumn


def looks_like(record: Any, values: Mapping[str, Any]) -> Sequence[Caution]:
    """Other bodies that a new or changed name is likely a name of."""
    provider = record.provider if isinstance(record, ProviderAlias) else record
    typed = [values.get("name", ""), values.get("short_name", "")]
    fresh = [name for name in typed if name not in (getattr(record, "name", ""), getattr(record, "short_name", ""))]
    return [
        Caution(f"This looks like {called(other, name)}.", reverse("set-up-record", args=["providers", other.pk]))
        for other, name in twins_of(provider, fresh)
    ]


def called(other: Provider, name: str) -> str:
    """A provider with the name of it that is meant, where that is another than its own."""
    return other.name if name == other.name else f"{other.name}, known as “{name}”"


def about_contact(request: HttpRequest, record: Contact) -> Sequence[Link]:
    if record.erased_at is not None:
        return []
    pages = (
        ("Mails to this person", "contact-mails"),
        ("Download all that is kept about this person", "contact-export"),
        ("Erase this person", "contact-erase"),
    )
    return [Link(label, reverse(page, args=[record.pk])) for label, page in pages]


def about_provider(request: HttpRequest, record: Provider) -> Sequence[Link]:
    quarter: Any = getattr(request, "quarter_in_hand", None)
    read = [Link("See the provider", reverse("provider", args=[quarter.slug, record.pk]))] if quarter else []
    if record.merged_into_id:
        into = reverse("set-up-record", args=["providers", record.merged_into_id])
        return [Link(f"It is merged into {record.merged_into}", into)]
    if not record.stated:
        return read
    return [*read, Link("Merge it into another", reverse("provider-merge", args=[record.pk]))]


def duplicates(request: HttpRequest) -> Sequence[Link]:
    found = len(likely_twins(office_of(request)))
    return [Link(f"Likely written twice: {found}", reverse("provider-twins"))] if found else []


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
    cautions=looks_like,
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
    links=about_contact,
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
    cautions=looks_like,
    links=about_provider,
    list_links=duplicates,
    keep=keep_provider,
    replaced=Q(merged_into__isnull=False),
    gaps=(
        Gap("kind", Q(kind=ProviderKind.NOT_STATED) & ~Q(code=Provider.NOT_STATED), "kind"),
        Gap("charity number", Q(kind=ProviderKind.CHARITY, charity_number=""), "charity_number"),
        Gap("company number", Q(kind=ProviderKind.COMPANY, company_number=""), "company_number"),
        Gap("contact", Q(contacts=None) & ~Q(kind=ProviderKind.OFFICE) & ~Q(code=Provider.NOT_STATED), "contacts"),
    ),
)
