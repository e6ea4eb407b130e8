"""Whom the office writes to, when it reminds, who is away just now, and somebody who was invited. Examples."""

from datetime import timedelta

from django.utils import timezone

from providers.models import Contact, Membership, Provider
from reports.management.demo.source import read
from tracker.invitations import invite
from tracker.models import Cover, ReminderRule, User
from tracker.periods import london_date
from tracker.roles import Role


def load_chasing() -> None:
    """Contacts and rules as data; the absence is one of the day on which it is loaded."""
    rows = read("chasing")
    for row in rows["contacts"]:
        Contact.objects.create(**row | {"provider": Provider.objects.get(code=row["provider"])})
    ReminderRule.objects.bulk_create(ReminderRule(**row) for row in rows["rules"])
    _absence(rows["absence"])
    _invitation(rows["invitation"])


def _absence(row: dict[str, str]) -> None:
    today = london_date(timezone.now())
    person, cover = (User.objects.get(email=row[part]) for part in ("person", "cover"))
    Cover.objects.create(person=person, cover=cover, starts_on=today, ends_on=today + timedelta(days=int(row["days"])))


def _invitation(row: dict[str, str]) -> None:
    provider = Provider.objects.get(code=row["provider"])
    user = User.objects.create_user(row["email"], name=row["name"], role=Role.PROVIDER)
    Membership.objects.create(user=user, provider=provider, role=row["membership"])
    invite(user=user, by=User.objects.get(email=row["by"]), at=timezone.now(), provider=provider.name)
