from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('commissioning', '0011_dates_of_stages'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='allocation',
            name='stage_on',
        ),
    ]
