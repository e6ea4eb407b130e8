"""When somebody left, and when the name was removed. Whoever has no access already left, as far as is known, now."""

import django.core.validators
from django.db import migrations, models
from django.db.models.functions import Now


def left_by_now(apps, schema_editor):
    apps.get_model("tracker", "User").objects.filter(is_active=False).update(left_at=Now())


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0014_public_pages'),
    ]

    operations = [
        migrations.AddField(
            model_name='office',
            name='leaver_months',
            field=models.PositiveSmallIntegerField(default=84, help_text='Months after somebody’s access ended until the name is removed from this site.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)]),
        ),
        migrations.AddField(
            model_name='user',
            name='anonymised_at',
            field=models.DateTimeField(blank=True, help_text='When name and address were removed after the person left; empty: never.', null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='left_at',
            field=models.DateTimeField(blank=True, help_text='When the access ended; empty: it has not.', null=True),
        ),
        migrations.RunPython(left_by_now, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('left_at', None), ('is_active', False), _connector='OR'), name='user_left_has_no_access', violation_error_message='Somebody who left has no access.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('anonymised_at', None), ('left_at__isnull', False), _connector='OR'), name='user_anonymised_has_left', violation_error_message='The name is removed only of somebody who left.'),
        ),
        migrations.AlterField(
            model_name='user',
            name='is_active',
            field=models.BooleanField(default=True, help_text="Untick to end the person's access; what the person did stays."),
        ),
    ]
