"""Reminding providers of what is late: the letters first, as they go out, then the sending; and what was sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.figures.missing import Missing, missing_in
from commissioning.figures.owed import Owing
from commissioning.figures.reminders import Day, Directory, Person, day_of, directory, letter_to
from commissioning.forms.chasing import ChaseForm
from commissioning.models import Reminder
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.reminded import sent_rows
from commissioning.views.returns_tabs import returns_tabs
from commissioning.workflow.reminders import CHASES, Addressed, chase, letter_by, letters_of
from tracker import formats, outbox
from tracker.forms import new_key
from tracker.models import ReminderRule
from tracker.refusals import Refusal

Row = dict[str, Any]
SEND, COPIED = "send", "copied"
LISTED = 300


@dataclass(frozen=True, slots=True)
class Chase:
    """What is to be chased: by provider what is missing, and who may be written to."""

    missing: dict[int, list[Missing]]
    people: Directory
    provider: str

    @property
    def persons(self) -> list[Person]:
        return [each for provider in self.missing for each in self.people.of_provider(provider)]

    @property
    def unreachable(self) -> list[int]:
        return [provider for provider in self.missing if not self.people.of_provider(provider)]

    @property
    def count(self) -> int:
        return sum(len(rows) for rows in self.missing.values())


@with_quarter(CHASES)
def chase_page(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The letters (GET), other words or people (POST, nothing is sent), the sending (POST with do=send)."""
    found = to_chase(scene, request.GET.get("provider", ""))
    choices = [(each.code, f"{each.name}, {provider_name(scene, each)}") for each in found.persons]
    begun = {"subject": ReminderRule.SUBJECT, "text": ReminderRule.TEXT, "to": [code for code, _ in choices]}
    form = ChaseForm(request.POST if request.method == "POST" else None, people=choices, initial=begun)
    sound = not form.is_bound or form.is_valid()
    letters = letters_to(scene, found, form.cleaned_data if form.is_bound else begun) if sound else []
    refused = ""
    if request.method == "POST" and sound and request.POST.get("do") in (SEND, COPIED):
        try:
            return send(request, scene, letters)
        except Refusal as refusal:
            refused = refusal.sentence
    return show(request, scene, found, form, letters, refused)


@with_quarter(CHASES)
def reminders(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What goes out today by rule, the rules, and what was sent. Where no mail is sent: the letters, to be copied."""
    day = day_of(scene.on, scene.reference, scene.portfolio)
    letters = letters_of(day, scene.office)
    if request.method == "POST" and not outbox.is_on():
        return send(request, scene, letters)
    context = {
        "letters": [letter_row(scene, each, {}) for each in letters],
        "addresses": ", ".join(each.person.email for each in letters),
        "rules": [rule_row(scene, rule, day) for rule in day.rules],
        "sent": sent_rows(Reminder.objects.with_people()[:LISTED]),
        "late": sum(
            each.quarter.pk == scene.quarter.pk and each.sends and bool(each.owing.late) for each in day.missing
        ),
        "key": new_key(),
        "tabs": returns_tabs(scene, "reminders"),
    }
    return render(request, "commissioning/chasing/reminders.html", context)


def rule_row(scene: Scene, rule: ReminderRule, day: Day) -> Row:
    """The rule, and how it would read to somebody as things stand."""
    example = day.example_of(rule)
    row: Row = {"name": str(rule), "letter": None}
    if example:
        person, missing = example
        row["letter"] = letter_by(rule, person, missing, day, scene.office)
    return row


def to_chase(scene: Scene, asked: str) -> Chase:
    """Of one provider all that is missing; of all providers what is late."""

    def wanted(owing: Owing) -> bool:
        return str(owing.provider) == asked if asked else bool(owing.late)

    rows = missing_in([scene.quarter], scene.on, scene.reference, scene.portfolio, wanted)
    missing: dict[int, list[Missing]] = {}
    sending = (each for each in rows if each.sends)
    for each in sorted(sending, key=lambda each: (each.provider_name, each.due, each.name)):
        missing.setdefault(each.owing.provider or 0, []).append(each)
    return Chase(missing, directory(scene.portfolio.away(scene.on)), asked)


def letters_to(scene: Scene, found: Chase, words: dict[str, Any]) -> list[Addressed]:
    chosen = set(words["to"])
    return [
        Addressed(
            each,
            letter_to(
                each,
                found.missing[each.provider or 0],
                subject=words["subject"],
                text=words["text"],
                on=scene.on,
                office=scene.office,
                people=found.people,
            ),
            found.missing[each.provider or 0],
        )
        for each in found.persons
        if each.code in chosen
    ]


def send(request: HttpRequest, scene: Scene, letters: Sequence[Addressed]) -> HttpResponse:
    copied = request.POST.get("do") == COPIED
    count = chase(
        letters=letters, by=person(request), at=timezone.now(), key=request.POST.get("key", ""), copied=copied
    )
    if count:
        written = f"{count} letter{'' if count == 1 else 's'}"
        messages.success(request, f"{written} noted as sent." if copied else f"{written} on the way.")
    else:
        messages.info(request, "That was done already.")
    return redirect("reminders", quarter=scene.quarter.slug)


def show(
    request: HttpRequest, scene: Scene, found: Chase, form: ChaseForm, letters: Sequence[Addressed], refused: str
) -> HttpResponse:
    last = last_reminded(found.persons)
    context = {
        "form": form,
        "refused": refused,
        "title": "Chase what is missing" if found.provider else "Chase what is late",
        "sub": f"{counted(found.count, 'thing')} of {counted(len(found.missing), 'provider')}, {scene.quarter.label}",
        "letters": [letter_row(scene, each, last) for each in letters],
        "chosen": [each.person.code for each in letters],
        "words": form.cleaned_data if form.is_bound and form.is_valid() else form.initial,
        "addresses": ", ".join(each.person.email for each in letters),
        "unreachable": [provider_link(scene, key) for key in found.unreachable],
        "nothing": not found.missing,
        "key": new_key(),
        "tabs": returns_tabs(scene, "reminders"),
        "back": {"url": reverse("reminders", args=[scene.quarter.slug]), "label": "Reminders"},
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "commissioning/chasing/chase.html", context, status=status)


def counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def provider_name(scene: Scene, person: Person) -> str:
    return scene.portfolio.providers[person.provider or 0].name


def provider_link(scene: Scene, provider: int) -> Row:
    return {
        "label": scene.portfolio.providers[provider].name,
        "url": reverse("set-up-record", args=["providers", provider]),
    }


def letter_row(scene: Scene, addressed: Addressed, last: dict[str, Any]) -> Row:
    reminded = last.get(addressed.person.code)
    return {
        "name": addressed.person.name,
        "provider": provider_name(scene, addressed.person) if addressed.person.provider else "",
        "email": addressed.person.email,
        "subject": addressed.letter.subject,
        "text": addressed.letter.text,
        "count": counted(len(addressed.missing), "thing"),
        "reminded": f"last reminded {formats.moment(reminded)}" if reminded else "not reminded yet",
    }


def last_reminded(people: Iterable[Person]) -> dict[str, Any]:
    """When each was last written to, by code. One query."""
    listed = list(people)
    rows = Reminder.objects.last_to(
        [each.user for each in listed if each.user], [each.contact for each in listed if each.contact]
    )
    return {f"user-{user}" if user else f"contact-{contact}": at for user, contact, at in rows}
