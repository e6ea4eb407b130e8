"""Forms of services, of who delivers them, how they report and in which calendar."""

from typing import Any

from django import forms

from commissioning.choices import CalendarKind, Route
from commissioning.forms.set_up.plan import scheme_of
from commissioning.models import ReportingCalendar, ReportingRoute, Service, ServiceCalendar, ServiceProvider
from providers.models import Provider
from tracker.forms import DayField
from tracker.roles import allows
from tracker.set_up.forms import OneOf, RecordForm, dressed
from tracker.set_up.offered import in_use


def leads(person: Any) -> bool:
    """Whether somebody can look after a service: whoever enters its returns and still has an account."""
    return in_use(person) and not person.is_provider and allows(person.role, "commissioning.enter_returns")


def objective_of(theme: Any) -> str:
    return str(theme.objective)


class ServiceForm(RecordForm):
    offers = {"lead_officer": leads}
    grouped = {"theme": objective_of, "areas": scheme_of}
    empty = {"theme": "Directly under the objective", "part_of": "Not part of another"}

    class Meta(RecordForm.Meta):
        model = Service
        fields = [
            "name",
            "objective",
            "theme",
            "summary",
            "lead_officer",
            "part_of",
            "stage",
            "template",
            "reports_for",
            "areas",
            "standing_text",
            "address_confidential",
        ]
        labels = {
            "summary": "What it is for",
            "part_of": "Part of a programme",
            "template": "Its return",
            "reports_for": "Who reports, where several deliver",
        }
        help_texts = {
            "part_of": "The programme that it is a project of.",
            "theme": "",
            "template": "Light is one page: figures and a paragraph. Standard has pages for figures, text, waiting "
            "list, risks and promises, and news. Full asks for case studies too.",
        }

    def __init__(self, *args: Any, instance: Service, **rest: Any) -> None:
        self.offers = {**self.offers, "part_of": lambda other: in_use(other) and other.pk != instance.pk}
        super().__init__(*args, instance=instance, **rest)
        self.fields["objective"].required = False  # a theme says it
        self.fields["objective"].marked_optional = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"objective", "theme"} & self.errors.keys() and not (cleaned["objective"] or cleaned["theme"]):
            self.add_error("objective", "Choose the objective, or a theme under it.")
        return cleaned


def of_its_own(calendar: Any) -> bool:
    """Whether a service has to be put into the calendar: it reports by financial quarter without being told."""
    return in_use(calendar) and calendar.kind != CalendarKind.FINANCIAL_QUARTERS


class NewServiceForm(ServiceForm):
    """A service with what is known of it from the start; all but name and place may be left for later."""

    provider = dressed(
        OneOf(model=Provider, label="Who delivers it", help_text="The lead. Partners are added later.", required=False)
    )
    route = dressed(
        forms.TypedChoiceField(
            label="How it reports",
            choices=Route.choices,
            help_text="Of the provider that you chose. It can change from any day on.",
            required=False,
        )
    )
    calendar = dressed(
        OneOf(
            model=ReportingCalendar,
            label="Calendar",
            help_text="Empty: it reports by financial quarter.",
            empty="Financial quarters",
            required=False,
        )
    )
    calendar_from = dressed(DayField(label="First day in this calendar", required=False))
    extra: tuple[str, ...] = ("provider", "route", "calendar", "calendar_from")
    offers = {**ServiceForm.offers, "calendar": of_its_own}
    field_order = ["name", "objective", "theme", "provider", "route", "lead_officer"]

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        calendar: Any = self.fields["calendar"]
        if not calendar.rows:  # nothing to choose beside financial quarters
            del self.fields["calendar"], self.fields["calendar_from"]
            self.extra = ("provider", "route")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("route") and not cleaned.get("provider"):
            self.add_error("provider", "Choose the provider that reports, or leave for later how it reports.")
        if cleaned.get("calendar") and not cleaned.get("calendar_from"):
            self.add_error("calendar_from", "Enter the first day in this calendar.")
        return cleaned


class ServiceProviderForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = ServiceProvider
        fields = ["provider", "role"]


class RouteForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = ReportingRoute
        fields = ["provider", "route", "starts_on", "ends_on"]

    def __init__(self, *args: Any, instance: ReportingRoute, **rest: Any) -> None:
        super().__init__(*args, instance=instance, **rest)
        if instance._state.adding:
            delivering = list(ServiceProvider.objects.filter(service=instance.service_id)[:2])
            self.initial["provider"] = delivering[0].provider_id if len(delivering) == 1 else None


class ServiceCalendarForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = ServiceCalendar
        fields = ["calendar", "starts_on"]
