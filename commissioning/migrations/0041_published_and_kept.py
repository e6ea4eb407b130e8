from django.db import migrations, models

from tracker.fulltext import IndexText


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0040_published_is_public")]

    operations = [
        migrations.AddConstraint(
            model_name='decisionnotice',
            constraint=models.CheckConstraint(condition=models.Q(('published_on', None), ('audience', 'public'), _connector='OR'), name='decision_notice_published_is_public', violation_error_message='A notice that is published is for everybody: choose public.'),
        ),
        migrations.AddConstraint(
            model_name='informationrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('keep_until', None), ('page', ''), ('quarter', None), ('sha256', '')), models.Q(models.Q(('page', ''), _negated=True), models.Q(('sha256', ''), _negated=True), ('keep_until__isnull', False), ('quarter__isnull', False)), _connector='OR'), name='request_list_is_whole', violation_error_message='A list that was given has its quarter, its digest and its last day.'),
        ),
        # on SQLite the table was built anew, without its triggers
        IndexText("informationrequest", 21, ["number"], ["text", "answer"]),
    ]
