"""What was released of one provider's part is known by the provider's key, and no longer by its short name."""

import re

from django.db import migrations

KEY = re.compile(r"^(?P<count>(?!waiting )\S+ (?!year to )\S+(?: \((?:part|of)\))?) (?P<name>(?!\((?:rest|since)).+)$")


def renamed(key, providers):
    found = KEY.match(key)
    known = providers.get(found["name"]) if found else None
    return f"{found['count']} provider {known}" if known else key


def by_key(apps, schema_editor):
    rows = apps.get_model("providers", "Provider").objects.filter(merged_into=None)
    providers = {row.short_name or row.name: row.pk for row in rows.order_by("-pk")}
    cells = apps.get_model("reports", "ReleasedCell").objects
    for cell in cells.order_by("pk").iterator():
        key = renamed(cell.key, providers)
        sums = [[[renamed(part, providers), number] for part, number in parts] for parts in cell.sums]
        if (key, sums) != (cell.key, cell.sums):
            cells.filter(pk=cell.pk).update(key=key, sums=sums)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0010_grant_releases_withdrawn"),
        ("providers", "0001_initial"),
    ]

    operations = [migrations.RunPython(by_key, migrations.RunPython.noop)]
