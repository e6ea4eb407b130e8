"""Decision notices that are published are for everybody; lists that were given on requests are kept as other evidence."""

from datetime import timedelta

from django.db import migrations

EVIDENCE = timedelta(days=7 * 365 + 2)


def fill(apps, schema_editor):
    notices = apps.get_model("commissioning", "DecisionNotice").objects
    notices.filter(published_on__isnull=False).update(audience="public")
    for request in apps.get_model("commissioning", "InformationRequest").objects.exclude(page=""):
        request.keep_until = request.answered_on + EVIDENCE
        request.save(update_fields=["keep_until"])


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0039_audience_of_decisions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
