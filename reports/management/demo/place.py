"""The office, its plan, its places and its people."""

from typing import Any

from django.contrib.auth.hashers import make_password

from commissioning.models import Area, Objective, Plan, Theme
from providers.models import Membership, Provider, ProviderAlias
from reports.management.demo.source import read
from tracker.models import Office, User


def load_office() -> Office:
    row = read("office")["office"]
    return Office.objects.create(**row, public_pages=True, demo=True)


def load_plan() -> None:
    row = read("office")["plan"]
    plan = Plan.objects.create(name=row["name"])
    for place, objective_row in enumerate(row["objectives"], start=1):
        code, name = objective_row["code"], objective_row["name"]
        objective = Objective.objects.create(plan=plan, code=code, name=name, place=place)
        Theme.objects.bulk_create(
            Theme(objective=objective, place=number, **theme)
            for number, theme in enumerate(objective_row["themes"], start=1)
        )


def load_areas() -> None:
    rows = read("office")["areas"]
    fields = ("code", "scheme", "name", "ons_code", "aliases")
    Area.objects.bulk_create(Area(**{field: row[field] for field in fields if field in row}) for row in rows)
    areas = Area.objects.in_bulk(field_name="code")
    for row in rows:
        areas[row["code"]].within.set(areas[code] for code in row["within"])


def load_providers() -> None:
    for row in read("providers"):
        aliases: list[str] = row.pop("aliases", [])
        row.pop("note", None)
        provider = Provider.objects.create(**row)
        ProviderAlias.objects.bulk_create(
            ProviderAlias(provider=provider, name=name) for name in aliases if name != provider.short_name
        )


def load_people(password: str) -> list[User]:
    """The demonstration accounts, all with one password; who is there already only gets the password."""
    stored = make_password(password)
    return [_person(row, stored) for row in read("people")["people"]]


def _person(row: dict[str, Any], stored: str) -> User:
    fields = {"name": row["name"], "role": row["role"], "password": stored}
    user, _ = User.objects.update_or_create(
        email=row["email"], defaults={"password": stored}, create_defaults={"email": row["email"], **fields}
    )
    if "provider" in row:
        provider = Provider.objects.get(code=row["provider"])
        Membership.objects.get_or_create(user=user, defaults={"provider": provider, "role": row["membership"]})
    return user
