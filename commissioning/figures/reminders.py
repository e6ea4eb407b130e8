"""Who is to be reminded on a day, of what, and in which words. Reads only; `workflow.reminders` sends."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.urls import reverse

from commissioning.figures.missing import Missing, lines, missing_on
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.models import Reminder
from providers.models import Contact, Membership
from tracker import formats
from tracker.covers import Covers
from tracker.letters import Letter
from tracker.marks import filled
from tracker.models import Office, ReminderRule, User
from tracker.periods import is_working_day
from tracker.roles import Role
from tracker.together import Plain, columns

CATCHES_UP = timedelta(days=6)  # a rule that falls on a weekend, a holiday or a day without the schedule is not lost
To = ReminderRule.To
Done = dict[tuple[str, int, date, str], int]  # by thing, due date and person: the latest rule, as its days from it
NEVER_CAME = Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be written to: with an account, or a contact."""

    name: str
    email: str
    user: int | None = None
    contact: int | None = None
    provider: int | None = None

    @property
    def key(self) -> str:
        """One mailbox is one person."""
        return self.email.lower()

    @property
    def code(self) -> str:
        """How a form names the person."""
        return f"user-{self.user}" if self.user else f"contact-{self.contact}"


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody who may be written to on a day."""

    contacts: dict[int, list[Person]]
    members: dict[int, list[Person]]
    office: dict[int, Person]
    managers: tuple[int, ...]
    finance: tuple[int, ...]
    covers: Covers
    _asked: dict[object, list[Person]] = field(default_factory=dict, compare=False, repr=False)

    def of_provider(self, provider: int | None) -> list[Person]:
        """The provider's own people and contacts; who is both is one of its people."""
        return _once([*self.members.get(provider or 0, ()), *self.contacts.get(provider or 0, ())])

    def asked(self, to: str, missing: Missing) -> list[Person]:
        """Whom a rule of this kind reminds of one thing; not to be changed."""
        of = (to, missing.owing.provider, missing.sends, missing.officers)
        if of not in self._asked:
            self._asked[of] = self._ask(to, missing)
        return self._asked[of]

    def _ask(self, to: str, missing: Missing) -> list[Person]:
        provider = missing.owing.provider or 0
        if to in (To.CONTACTS, To.PEOPLE):
            people = self.contacts if to == To.CONTACTS else self.members
            return people.get(provider, []) if missing.sends else []
        officers = [key for key in missing.officers if key in self.office] if to == To.OFFICER else []
        return self.there(officers or self.managers)

    def there(self, keys: Iterable[int]) -> list[Person]:
        """These of the office's people, or who stands in for them; each once."""
        present = dict.fromkeys(self.covers.stands_in(key) for key in keys)
        return [self.office[key] for key in present if key in self.office]


@dataclass(slots=True)
class Round:
    """What one person is to be told on one day: by which rule's words, of what, and which rules called for it."""

    person: Person
    rule: ReminderRule
    called: list[tuple[ReminderRule, Missing]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def directory(covers: Covers) -> Directory:
    """One query."""
    people, _ = _people(covers)
    return people


def _people(covers: Covers, dues: Collection[date] = ()) -> tuple[Directory, list[Plain]]:
    """Everybody, and to whom rules already spoke of what was due on these days. One query."""
    office, members, contacts, spoken = columns(
        (User.objects.filter(is_active=True).exclude(role=Role.PROVIDER), ("name", "pk", "email", "role")),
        (
            Membership.objects.filter(user__is_active=True).exclude(NEVER_CAME),
            ("user__name", "user_id", "user__email", "provider_id"),
        ),
        (Contact.objects.reminded(), ("name", "pk", "email", "provider_id")),
        (
            Reminder.objects.filter(rule__isnull=False, due_on__in=dues),
            ("record_kind", "record_id", "due_on", "user_id", "contact_id", "rule_id"),
        ),
    )
    inside = sorted(office)
    people = Directory(
        contacts=_by_provider(Person(name, to, contact=key, provider=of) for name, key, to, of in sorted(contacts)),
        members=_by_provider(Person(name, to, user=key, provider=of) for name, key, to, of in sorted(members)),
        office={key: Person(name, to, user=key) for name, key, to, _ in inside},
        managers=tuple(key for _, key, _, role in inside if role == Role.MANAGER),
        finance=tuple(key for _, key, _, role in inside if role == Role.FINANCE),
        covers=covers,
    )
    return people, spoken


def _by_provider(people: Iterable[Person]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    for each in people:
        found.setdefault(each.provider or 0, []).append(each)
    return found


def _once(people: Iterable[Person]) -> list[Person]:
    found: dict[str, Person] = {}
    for each in people:
        found.setdefault(each.key, each)
    return list(found.values())


def calls(offset: int, due: date, on: date) -> bool:
    """Whether a rule so many days from the due date calls for a reminder on this day, or did a few days ago."""
    day = due + timedelta(days=offset)
    return day <= on <= day + CATCHES_UP


def rules_on(on: date, portfolio: Portfolio) -> list[ReminderRule]:
    """The rules in use, the earliest first."""
    used = (rule for rule in portfolio.reminder_rules if rule.ended_on is None or rule.ended_on > on)
    return sorted(used, key=lambda rule: (rule.offset, rule.pk))


@dataclass(frozen=True, slots=True)
class Day:
    """What a day begins with: the rules in use, what is missing, for what of it they call, whom one may write to, and
    which rules already spoke of that.
    """

    on: date
    rules: list[ReminderRule]
    missing: list[Missing]
    called: list[tuple[ReminderRule, Missing]]
    people: Directory
    done: Done

    def rounds(self) -> list[Round]:
        """Everybody who is to be reminded: one round a person, with all that is missing. None on days off.

        A rule calls once for each person, thing and due date, and not after a later one: what came late is not said
        twice. A later date that is agreed begins anew.
        """
        return _rounds(self) if self.called else []

    def example_of(self, rule: ReminderRule) -> tuple[Person, list[Missing]] | None:
        """Somebody to whom the rule would write as things stand, with what is missing there."""
        for each in self.missing:
            for person in self.people.asked(rule.to, each):
                return person, [one for one in self.missing if person in self.people.asked(rule.to, one)]
        return None


def day_of(on: date, reference: Reference, portfolio: Portfolio) -> Day:
    """Three queries."""
    missing, rules = missing_on(on, reference, portfolio), rules_on(on, portfolio)
    works = is_working_day(on)
    called = [(rule, each) for rule in rules for each in missing if works and calls(rule.offset, each.due, on)]
    people, spoken = _people(portfolio.away(on), {each.due for _, each in called})
    return Day(on, rules, missing, called, people, _done_before(spoken, portfolio.reminder_rules))


def _rounds(day: Day) -> list[Round]:
    called, missing, people = day.called, day.missing, day.people
    never = -ReminderRule.MOST_DAYS - 1
    found: dict[str, Round] = {}
    for rule, each in sorted(called, key=lambda pair: (-pair[0].offset, pair[0].pk)):
        for person in people.asked(rule.to, each):
            if rule.offset > day.done.get((*each.key, each.due, person.code), never):
                found.setdefault(person.key, Round(person, rule)).called.append((rule, each))
    named = {to: _named(to, missing, people, day.on) for to in {rule.to for rule, _ in called}}
    places: dict[tuple[str, int], list[int]] = {}
    for place, each in enumerate(missing):
        places.setdefault(each.key, []).append(place)
    for each_round in found.values():
        own = {place for _, each in each_round.called for place in places[each.key]}
        for to in {rule.to for rule, _ in each_round.called}:
            own.update(named[to].get(each_round.person.key, ()))
        each_round.missing = [missing[place] for place in sorted(own)]
    return list(found.values())


def _named(to: str, missing: list[Missing], people: Directory, on: date) -> dict[str, list[int]]:
    """By person, the places of what a letter by such a rule names. What is not late yet is no manager's matter."""
    found: dict[str, list[int]] = {}
    for place, each in enumerate(missing):
        for person in people.asked(to, each) if to != To.MANAGERS or each.due < on else ():
            found.setdefault(person.key, []).append(place)
    return found


def _done_before(spoken: Iterable[Plain], rules: Iterable[ReminderRule]) -> Done:
    offsets = {rule.pk: rule.offset for rule in rules}
    found: Done = {}
    for kind, key, due_on, user, contact, rule in spoken:
        of = (kind, key, due_on, f"user-{user}" if user else f"contact-{contact}")
        if rule in offsets:  # one that was added meanwhile is another day's
            found[of] = max(offsets[rule], found.get(of, offsets[rule]))
    return found


def letter_to(
    person: Person, missing: list[Missing], *, subject: str, text: str, on: date, office: Office, people: Directory
) -> Letter:
    """The letter as it goes to this person, its words in braces filled in."""
    ours = person.provider is None
    facts = {
        "name": person.name,
        "provider": formats.listing(dict.fromkeys(each.provider_name or office.short_name for each in missing)),
        "quarter": formats.listing(dict.fromkeys(each.quarter.words for each in missing)),
        "due": formats.day(min((each.due for each in missing), default=on)),
        "missing": lines(missing, on, with_provider=ours),
        "answer": _answer(person),
        "officer": _officers(missing, people) or office.short_name,
        "office": office.short_name,
    }
    return Letter(filled(subject, facts), filled(text, facts).strip() + "\n")


def _answer(person: Person) -> str:
    """How the person can answer: who has an account by logging in, who has none as ever."""
    if person.user is None:
        return "Please send it to us as you usually do. You may answer this mail."
    return (
        f"{'Fill it in' if person.provider else 'See it'} here, after logging in: {settings.SITE_URL}{reverse('home')}"
    )


def _officers(missing: list[Missing], people: Directory) -> str:
    """Who leads these services, or stands in for them."""
    present = people.there(key for each in missing for key in each.officers)
    return formats.listing(dict.fromkeys(each.name for each in present))
