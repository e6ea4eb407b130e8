"""The old way to the return goes; kind and key are unique with code and digest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0021_reasons_know_their_record")]

    operations = [
        migrations.AlterModelOptions(
            name="acknowledgement", options={"ordering": ["record_kind", "record_id", "code", "pk"]}
        ),
        migrations.RemoveConstraint(model_name="acknowledgement", name="acknowledgement_once"),
        migrations.AlterField(
            model_name="acknowledgement",
            name="record_id",
            field=models.PositiveBigIntegerField(help_text="Key of the record."),
        ),
        migrations.RemoveField(model_name="acknowledgement", name="quarterly_return"),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.UniqueConstraint(
                fields=("record_kind", "record_id", "code", "digest"),
                name="acknowledgement_once",
                violation_error_message="This warning is already acknowledged.",
            ),
        ),
    ]
