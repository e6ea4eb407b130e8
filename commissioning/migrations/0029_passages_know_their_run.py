"""Passages point at their run, not at its text, so that they are read without it. Nobody had kept any: made anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commissioning', '0028_standing_text'),
        ('tracker', '0007_api_tokens'),
    ]

    operations = [
        migrations.DeleteModel(name='Passage'),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='1 for the first passage of the text.')),
                ('start', models.PositiveIntegerField(help_text='Its first character in the text, counted from 0.')),
                ('end', models.PositiveIntegerField(help_text='The character after its last.')),
                ('kind', models.CharField(choices=[('went_well', 'Went well'), ('challenge', 'Challenge'), ('staffing', 'Staffing'), ('waiting', 'Waiting list'), ('risk', 'Risk'), ('promise', 'Promise'), ('news', 'News'), ('case', 'Case study'), ('figure', 'Figure'), ('decision', 'Decision'), ('our_note', 'Our note'), ('not_needed', 'Not needed')], help_text='What it was taken for.', max_length=10)),
                ('words', models.TextField(blank=True, help_text='Its words as they were filed; empty: it was not needed.')),
                ('record_kind', models.CharField(blank=True, choices=[('return', 'return'), ('pack', 'money and people'), ('item', 'item to write'), ('allocation', 'allocation'), ('award', 'award'), ('service', 'service'), ('commitment', 'promise'), ('provider', 'provider'), ('risk', 'risk'), ('news', 'news item'), ('period', 'quarter')], help_text='In what it was written; empty: in nothing.', max_length=12)),
                ('record_id', models.PositiveBigIntegerField(blank=True, help_text='Key of that record.', null=True)),
                ('section', models.SlugField(blank=True, help_text="Page of the record's form.")),
                ('made_model', models.CharField(blank=True, help_text='Kind of row that was made or filled.', max_length=60)),
                ('made_id', models.PositiveBigIntegerField(blank=True, help_text='Key of that row.', null=True)),
                ('made', models.CharField(blank=True, help_text='What that was, in words.', max_length=200)),
                ('run', models.ForeignKey(help_text='The text that it stands in, as it came.', on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='tracker.importrun')),
            ],
            options={
                'ordering': ['run', 'number'],
                'indexes': [models.Index(fields=['record_kind', 'record_id'], name='commissioni_record__45a381_idx')],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='passage_once', violation_error_message='The text already has a passage with this number.'), models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='passage_has_words', violation_error_message='A passage has at least one character.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'not_needed'), ('record_id', None), ('record_kind', '')), models.Q(models.Q(('kind', 'not_needed'), _negated=True), models.Q(('record_kind', ''), _negated=True), ('record_id__isnull', False)), _connector='OR'), name='passage_written_somewhere', violation_error_message='A passage that is needed is written in a record.')],
            },
        ),
    ]
