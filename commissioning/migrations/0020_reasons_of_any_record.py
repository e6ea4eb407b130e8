"""A reason for letting a warning through may be about a return, a pack or an item: kind and key, as for questions."""

from django.db import migrations, models

KINDS = [
    ("return", "return"),
    ("pack", "money and people"),
    ("item", "item to write"),
    ("allocation", "allocation"),
    ("award", "award"),
    ("service", "service"),
    ("commitment", "promise"),
    ("provider", "provider"),
    ("risk", "risk"),
    ("news", "news item"),
    ("period", "quarter"),
]


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0019_personal_links")]

    operations = [
        migrations.AddField(
            model_name="acknowledgement",
            name="record_kind",
            field=models.CharField(choices=KINDS, default="return", help_text="Return, pack or item.", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="acknowledgement",
            name="record_id",
            field=models.PositiveBigIntegerField(help_text="Key of the record.", null=True),
        ),
    ]
