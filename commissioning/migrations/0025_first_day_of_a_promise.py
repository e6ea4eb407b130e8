"""A promise that slips keeps the day on which it was first due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0024_corrections")]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="first_due_on",
            field=models.DateField(
                blank=True, help_text="The day first promised, where it slipped; empty: it never did.", null=True
            ),
        ),
    ]
