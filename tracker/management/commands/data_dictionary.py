"""Writes the data dictionary from the records themselves, or says that it is stale."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models

KINDS = {
    "AutoField": "key",
    "BigAutoField": "key",
    "BigIntegerField": "whole number",
    "BooleanField": "yes or no",
    "CharField": "text",
    "DateField": "date",
    "DateTimeField": "date and time",
    "DecimalField": "number",
    "EmailField": "e-mail address",
    "FileField": "file",
    "ForeignKey": "one",
    "JSONField": "JSON",
    "ManyToManyField": "several",
    "MoneyField": "pounds",
    "OneToOneField": "the one",
    "PositiveBigIntegerField": "whole number",
    "PositiveIntegerField": "whole number",
    "PositiveSmallIntegerField": "whole number",
    "SlugField": "short name",
    "TextField": "long text",
    "URLField": "web address",
}
FROM_DJANGO = {
    "password": "Digest of the password, which itself is kept nowhere.",
    "last_login": "When the person last signed in.",
}
INTRODUCTION = """# Data dictionary

Every record, what each of its fields means, which values it may have and what must hold. Written by
`make dictionary` from the records themselves; `make check` fails when it is stale.
"""


class Command(BaseCommand):
    help = "Writes docs/data-dictionary.md from help texts, choices and constraints; --check fails when it is stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when the file is stale.")
        parser.add_argument("--to", default="docs/data-dictionary.md", help="The file, from the checkout.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR, options["to"])
        written, now = path.read_text(encoding="utf-8") if path.exists() else "", dictionary()
        if options["check"]:
            if written != now:
                raise CommandError(f"{options['to']} is stale: run `make dictionary`.")
        elif written != now:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
        self.stdout.write(f"{options['to']} is up to date.")


def dictionary() -> str:
    """The whole document, app by app, in the order of installation."""
    return "\n".join([INTRODUCTION, *(line for app in own_apps() for line in _app(app))]).rstrip() + "\n"


def own_apps() -> list[AppConfig]:
    """The apps of this project, not those installed with it."""
    base = Path(settings.BASE_DIR)
    return [app for app in apps.get_app_configs() if Path(app.path).parent == base]


def own_models() -> list[type[models.Model]]:
    return [model for app in own_apps() for model in app.get_models()]


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """The fields that a record is filled in with: not its own key, not what points at it."""
    found = [*model._meta.fields, *model._meta.many_to_many]
    return [field for field in found if not isinstance(field, models.AutoField)]


def _app(app: AppConfig) -> Iterator[str]:
    yield f"## {app.label.capitalize()}\n"
    yield (inspect.getdoc(inspect.getmodule(app.models_module)) or "") + "\n"
    for model in sorted(app.get_models(), key=lambda each: each.__name__):
        yield from _record(model)


def _record(model: type[models.Model]) -> Iterator[str]:
    yield f"### {model.__name__}\n"
    yield (inspect.getdoc(model) or "") + "\n"
    yield "| Field | Kind | What it means | Values |"
    yield "| --- | --- | --- | --- |"
    for field in fields_of(model):
        yield f"| `{field.name}` | {_kind(field)} | {_cell(_meaning(field))} | {_cell(_values(field)) or ' '} |"
    rules = [*_uniques(model), *(str(rule.violation_error_message) for rule in model._meta.constraints)]
    if rules:
        yield "\nMust hold:\n"
        yield from (f"- {rule}" for rule in rules)
    yield ""


def _meaning(field: models.Field) -> str:
    return str(field.help_text) or FROM_DJANGO.get(field.name, "")


def _kind(field: models.Field) -> str:
    kind = KINDS[type(field).__name__]
    if field.related_model:
        kind = f"{kind} {field.related_model.__name__}"
    elif field.max_length and not field.choices:
        kind = f"{kind}, at most {field.max_length:,}"
    if isinstance(field, models.ManyToManyField):
        return f"{kind}, may be none" if field.blank else kind
    return f"{kind}, may be empty" if field.null or field.blank else kind


def _values(field: models.Field) -> str:
    if field.choices:
        return "; ".join(f"`{value}` {label}" for value, label in field.flatchoices if value != "")
    return "true or false" if isinstance(field, models.BooleanField) else ""


def _uniques(model: type[models.Model]) -> Iterator[str]:
    for field in fields_of(model):
        if field.unique:
            yield f"No two have the same `{field.name}`."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
