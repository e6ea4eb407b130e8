"""Every reason that is kept is about a return: its key is filled in."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    apps.get_model("commissioning", "Acknowledgement").objects.update(record_id=F("quarterly_return_id"))


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0020_reasons_of_any_record")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
