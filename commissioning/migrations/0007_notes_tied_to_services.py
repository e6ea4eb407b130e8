"""Notes that named a service in words alone are tied to it, so that they stand where they apply and nowhere else."""

from django.db import migrations


def tie(apps, schema_editor):
    services = list(apps.get_model("commissioning", "Service").objects.all())
    for note in apps.get_model("commissioning", "PeriodNote").objects.exclude(applies_to=""):
        words = note.applies_to.lower()
        note.services.add(*(each for each in services if each.name.lower() in words))


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0006_carried_forward_and_notes_tied")]

    operations = [migrations.RunPython(tie, migrations.RunPython.noop)]
