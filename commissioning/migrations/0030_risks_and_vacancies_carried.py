"""A risk can be said to be unchanged; an open vacancy goes into the next pack, until somebody says what became of it."""

import django.db.models.deletion
from django.db import migrations, models

from tracker.fulltext import IndexText


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0029_passages_know_their_run")]

    operations = [
        migrations.AddField(
            model_name="riskreview",
            name="unchanged_from",
            field=models.ForeignKey(
                blank=True,
                help_text="Carried forward from this period, not edited since.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="commissioning.reportingperiod",
            ),
        ),
        migrations.AddField(
            model_name="staffingline",
            name="carried",
            field=models.BooleanField(
                default=False,
                help_text="An open vacancy of the pack before, put here at opening and not confirmed yet.",
            ),
        ),
        migrations.AddField(
            model_name="staffingline",
            name="filled_on",
            field=models.DateField(blank=True, help_text="When a vacant post was taken; empty: not told.", null=True),
        ),
        IndexText("staffingline", 10, ["role"], ["note", "expected"]),
    ]
