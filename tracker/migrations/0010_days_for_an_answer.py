"""After how many working days a question without an answer is shown to the manager."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0009_kept_forms")]

    operations = [
        migrations.AddField(
            model_name="office",
            name="answer_working_days",
            field=models.PositiveSmallIntegerField(
                default=5, help_text="Working days after which a question without an answer is shown to the manager."
            ),
        ),
    ]
