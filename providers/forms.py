"""Forms of providers, their other names and their contacts."""

from typing import Any

from providers.models import Contact, Provider, ProviderAlias
from tracker.set_up.forms import RecordForm


class ProviderForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Provider
        fields = ["name", "short_name", "kind", "charity_number", "company_number", "address_confidential"]


class AliasForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = ProviderAlias
        fields = ["name"]


class ContactForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Contact
        fields = ["name", "job", "email", "telephone", "gets_reminders"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("gets_reminders") and cleaned.get("email") == "":
            self.add_error("email", "Reminders go by e-mail: enter the address, or send this contact none.")
        return cleaned
