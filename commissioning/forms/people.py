"""Somebody of a provider who is to log in."""

from django import forms

from providers.models import MembershipRole


class PersonForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter the name."})
    email = forms.EmailField(
        label="E-mail address",
        error_messages={"required": "Enter the e-mail address.", "invalid": "Enter an address like name@example.org."},
    )
    role = forms.ChoiceField(
        label="What the person may do",
        choices=[(MembershipRole.EDITOR, "Write"), (MembershipRole.AUTHORISER, "Write and send")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the person may do."},
    )
