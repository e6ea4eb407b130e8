"""A correction keeps why, and who told us when; a provider's request keeps the value that it asks for."""

from django.db import migrations, models
from django.db.models import Q

from tracker.fulltext import IndexText


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0023_search")]

    operations = [
        migrations.AddField(
            model_name="observationvalue",
            name="evidence",
            field=models.CharField(
                blank=True, help_text="Of a correction: who told us, and when. For the office alone.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="observationvalue",
            name="why",
            field=models.CharField(
                blank=True, help_text="Of a correction: why the value is another one.", max_length=300
            ),
        ),
        migrations.AddConstraint(
            model_name="observationvalue",
            constraint=models.CheckConstraint(
                condition=~Q(source="correction") | (~Q(why="") & ~Q(evidence="")),
                name="observation_value_correction_has_why",
                violation_error_message="A correction says why, and who told us when.",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="proposed",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Boxes of the figure as a provider asks for them, and why; empty: another question.",
            ),
        ),
        IndexText("question", 16, [], ["text"]),
    ]
