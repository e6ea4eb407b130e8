
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commissioning', '0012_a_date_for_each_stage'),
        ('tracker', '0004_access'),
    ]

    operations = [
        migrations.AddField(
            model_name='observationvalue',
            name='import_run',
            field=models.ForeignKey(blank=True, db_index=False, help_text='The file that it was read from; the detail of its source names the cell.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='tracker.importrun'),
        ),
        migrations.AddField(
            model_name='spendline',
            name='import_run',
            field=models.ForeignKey(blank=True, db_index=False, help_text='The file that it was read from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spend_lines', to='tracker.importrun'),
        ),
        migrations.AddField(
            model_name='spendline',
            name='source_detail',
            field=models.CharField(blank=True, help_text='Cells and file that it was read from; empty: typed.', max_length=160),
        ),
    ]
