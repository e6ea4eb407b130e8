"""Choosing a portfolio spreadsheet, and the answers to what it raises."""

from collections.abc import Iterable
from typing import Any

from django import forms

from commissioning.forms.spreadsheets import spreadsheet_field
from commissioning.imports.plans import Question


class PortfolioForm(forms.Form):
    file = spreadsheet_field(
        "Your portfolio spreadsheet", ". Nothing is saved before you have seen what it would change."
    )


class AnswersForm(forms.Form):
    """A choice for each question. What isn't answered stays open."""

    def __init__(self, *args: Any, questions: Iterable[Question], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.questions = {f"answer-{number}": question for number, question in enumerate(questions)}
        for name, question in self.questions.items():
            few = len(question.choices) <= MOST_RADIOS
            choices = question.choices if few else (("", "Choose"), *question.choices)
            self.fields[name] = forms.ChoiceField(
                label=question.sentence,
                help_text=f"In {question.where}." if question.where else "",
                choices=choices,
                required=False,
                initial=question.answer,
                widget=forms.RadioSelect if few else forms.Select,
                error_messages={"invalid_choice": "Choose one of the list."},
            )

    @property
    def answers(self) -> dict[str, str]:
        """What was chosen, by the question's own name."""
        return {
            question.name: self.cleaned_data[name]
            for name, question in self.questions.items()
            if self.cleaned_data.get(name)
        }


MOST_RADIOS = 6
