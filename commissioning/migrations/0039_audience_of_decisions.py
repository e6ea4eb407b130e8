from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0038_funded_projects")]

    operations = [
        migrations.RemoveConstraint(
            model_name='informationrequest',
            name='request_list_is_whole',
        ),
        migrations.AddField(
            model_name='decisionnotice',
            name='audience',
            field=models.CharField(choices=[('internal', 'office only'), ('board', 'Commissioner and chief officers'), ('public', 'public')], default='board', help_text='Who may see it; one that is published is for everybody.', max_length=8),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='keep_until',
            field=models.DateField(blank=True, help_text='Day after which that file is to be removed; empty: none was given.', null=True),
        ),
        migrations.AddField(
            model_name='subsidyassessment',
            name='audience',
            field=models.CharField(choices=[('internal', 'office only'), ('board', 'Commissioner and chief officers'), ('public', 'public')], default='board', help_text='Who may see it.', max_length=8),
        ),
    ]
