"""The sheets of who delivers, and whom to write to."""

from commissioning.exports.portfolio.form import CODE, CONFIDENTIAL, ENDED, SEVERAL, Column, Holds, SheetForm
from providers.models import ProviderKind

PROVIDER_HEADINGS = (
    "Provider name, Org, Organisation, Organization, Organisation name, Supplier, Supplier name, Recipient, Grantee, "
    "Contractor, Delivery organisation, Lead provider, Service provider, Commissioned provider"
)

PROVIDERS = SheetForm(
    "provider",
    "Providers",
    "Who delivers. A provider that stands only in another sheet is made from its name there.",
    (
        Column(
            "name",
            "Provider",
            "Full name.",
            "Fenmarch Listening Centre",
            f"Name, {PROVIDER_HEADINGS}",
            needed=True,
            longest=160,
        ),
        Column(
            "short_name",
            "Short name",
            "Initials or name in running text.",
            "FLC",
            "Acronym, Initials, Abbreviation",
            longest=60,
        ),
        Column(
            "kind",
            "Kind of provider",
            "What sort of body it is; empty: not known yet.",
            "charity",
            "Kind, Type, Type of organisation, Organisation type, Provider type, Sector",
            Holds.CHOICE,
            ProviderKind,
            {
                "charity": "voluntary, third sector, vcse, vcs, registered charity, cio",
                "company": "private, limited company, ltd, cic",
                "council": "council, csp, local authority, community safety partnership",
                "police": "constabulary, force",
                "nhs": "health, nhs trust",
                "volunteers": "volunteers",
                "office": "opcc, in-house",
                "not_stated": "not known, unknown",
            },
        ),
        Column(
            "charity_number",
            "Charity number",
            "As registered.",
            "1234567",
            "Charity no, Registered charity number, Charity reg no",
            longest=12,
        ),
        Column(
            "company_number",
            "Company number",
            "Eight signs, with the noughts before it.",
            "01234567",
            "Company no, Companies House number, Company reg no, Company registration number",
            longest=8,
        ),
        Column(
            "aliases",
            "Other names",
            f"Names and spellings that people use. {SEVERAL}",
            "Listening Centre",
            "Also known as, Aliases, AKA",
            Holds.NAMES,
        ),
        CONFIDENTIAL,
        ENDED,
        CODE,
    ),
    also="Provider, Organisations, Orgs, Suppliers, Partners, Delivery partners, Recipients, Grantees",
)

CONTACTS = SheetForm(
    "contact",
    "Contacts",
    "Whom to write to. Contacts are never published.",
    (
        Column(
            "name",
            "Name",
            "The person’s name, or a desk’s.",
            "Contracts desk",
            "Contact, Contact name, Lead contact",
            needed=True,
            longest=120,
        ),
        Column(
            "provider",
            "Provider",
            "Where the person works.",
            "Fenmarch Listening Centre",
            "Organisation, Org, Provider name",
            needed=True,
        ),
        Column(
            "job",
            "Role",
            "What the person does there.",
            "Contracts manager",
            "Job title, Job, Position, Title",
            longest=120,
        ),
        Column(
            "email",
            "E-mail",
            "Empty: not known yet.",
            "desk@example.org",
            "Email, Email address, E-mail address, Contact email",
            longest=254,
        ),
        Column(
            "telephone",
            "Telephone",
            "As it is dialled.",
            "",
            "Phone, Tel, Mobile, Phone number, Telephone number, Contact number",
            longest=30,
        ),
        Column(
            "gets_reminders",
            "Gets reminders",
            "Yes: is written to about returns that are due or late.",
            "yes",
            "Reminders",
            Holds.YES,
        ),
    ),
    also="Contact, Contact list, Contact details",
)
