"""What was released of a waiting list is known by what it counts, and no longer by the row of its line.

A line that is gone can't be told any more: its count stays under its old name, protected as it was.
"""

from django.db import migrations, models

LONGEST_NAME = 60
RETURN_OF_LIST = ("quarterly_return__period", "quarterly_return__service")
WHOSE_LIST = (*RETURN_OF_LIST, "office_item__period", "office_item__service", "unchanged_from")


def key_of(line):
    record = line.quarterly_return or line.office_item
    of = record.service.code if record.service else f"item {record.code}"
    which = " ".join(line.name.casefold().split())[:LONGEST_NAME]
    key = f"waiting {of} {(line.unchanged_from or record.period).slug} “{which}” "
    return key, f" provider {record.provider_id}" if line.quarterly_return else ""


def by_what_they_count(apps, schema_editor):
    cells = apps.get_model("reports", "ReleasedCell").objects
    lines = apps.get_model("commissioning", "WaitingListLine").objects.select_related(*WHOSE_LIST)
    names = {f"waiting {line.pk}": key_of(line) for line in lines} if cells.exists() else {}
    for cell in cells.filter(key__startswith="waiting ").order_by("pk"):
        if cell.key not in names:
            continue
        start, end = names[cell.key]
        cell.key = f"{start}{cell.value}{end}"
        same = cells.filter(update=cell.update_id, version=cell.version, key=cell.key).first()
        if same is not None:  # two lines of one name and number are one count
            same.told, same.hidden = same.told or cell.told, (same.hidden or cell.hidden) and not (same.told or cell.told)
            same.save(update_fields=["told", "hidden"])
            cell.delete()
        else:
            cell.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0014_paragraphs_by_name"),
        ("commissioning", "0044_withheld_awards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="releasedcell",
            name="key",
            field=models.CharField(help_text="The count: measure and period, or which waiting list of when.", max_length=240),
        ),
        migrations.RunPython(by_what_they_count, migrations.RunPython.noop),
    ]
