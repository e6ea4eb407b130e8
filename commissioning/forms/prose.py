"""Words to be sorted: pasted, or in a file."""

from typing import Any

from django import forms


class ProseForm(forms.Form):
    """One of the two, never both: which of them is meant would be a guess."""

    text = forms.CharField(
        label="Paste the words",
        help_text="The whole e-mail or a part of it. Greetings, signatures and quoted e-mails are folded away.",
        widget=forms.Textarea({"rows": 14}),
        required=False,
        strip=False,
    )
    file = forms.FileField(
        label="Or choose a file",
        help_text="Word (.docx), e-mail (.eml) or text (.txt), at most 10 MB. It is kept as evidence.",
        widget=forms.FileInput({"accept": ".docx,.eml,.txt"}),
        required=False,
        allow_empty_file=True,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        pasted, file = cleaned.get("text", "").strip(), cleaned.get("file")
        if pasted and file:
            self.add_error("file", "There are pasted words and a file. Send one of the two, then the other.")
        elif not pasted and not file:
            self.add_error("text", "Paste the words, or choose a file.")
        return cleaned
