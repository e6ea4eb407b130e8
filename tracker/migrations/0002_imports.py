
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(help_text='Kind of record that it is about.', max_length=60)),
                ('record_id', models.PositiveBigIntegerField(help_text='Key of that record.')),
                ('name', models.CharField(help_text='What people call this layout.', max_length=120)),
                ('kind', models.CharField(choices=[('form', 'our form'), ('workbook', 'a provider’s own workbook'), ('portfolio', 'the office’s portfolio'), ('words', 'words')], help_text='What it reads.', max_length=10)),
                ('layout', models.JSONField(default=dict, help_text='Which places hold what.')),
                ('fingerprint', models.JSONField(default=dict, help_text='The labels around those places when they were chosen, so that a move is noticed.')),
                ('made_at', models.DateTimeField(help_text='When.')),
                ('ended_on', models.DateField(blank=True, help_text='From this day it is offered no more.', null=True)),
                ('made_by', models.ForeignKey(help_text='Who chose the places.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(help_text='Kind of record that it is about.', max_length=60)),
                ('record_id', models.PositiveBigIntegerField(help_text='Key of that record.')),
                ('kind', models.CharField(choices=[('form', 'our form'), ('workbook', 'a provider’s own workbook'), ('portfolio', 'the office’s portfolio'), ('words', 'words')], help_text='What sort of file it is.', max_length=10)),
                ('state', models.CharField(choices=[('previewed', 'shown, nothing saved'), ('applied', 'taken in'), ('dropped', 'dropped')], default='previewed', help_text='What came of it.', max_length=10)),
                ('name', models.CharField(help_text="The file's own name, as it was sent.", max_length=160)),
                ('file', models.FileField(help_text='Kept under a random name.', upload_to='imports/')),
                ('media_type', models.CharField(help_text='Kind of file, read from its first bytes.', max_length=100)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(help_text='Digest of the file.', max_length=64)),
                ('summary', models.JSONField(default=dict, help_text='What was found in it, and what changed.')),
                ('at', models.DateTimeField(help_text='When.')),
                ('applied_at', models.DateTimeField(blank=True, help_text='When it was taken in.', null=True)),
                ('keep_until', models.DateField(blank=True, help_text='Day after which the file is to be removed; empty: not set.', null=True)),
                ('applied_by', models.ForeignKey(blank=True, help_text='Who took it in.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(help_text='Who sent it.', on_delete=django.db.models.deletion.PROTECT, related_name='import_runs', to=settings.AUTH_USER_MODEL)),
                ('mapping', models.ForeignKey(blank=True, help_text='The layout by which it was read; empty: it says itself what it holds.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='tracker.importmapping')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='importmapping',
            index=models.Index(fields=['model', 'record_id'], name='tracker_imp_model_bb9d12_idx'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['model', 'record_id'], name='tracker_imp_model_18f2ae_idx'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at', None), ('applied_by', None)), models.Q(('applied_at__isnull', False), ('applied_by__isnull', False)), _connector='OR'), name='import_run_applied_who_and_when', violation_error_message='Who took it in and when go together.'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at', None)), _connector='OR'), name='import_run_applied_has_when', violation_error_message='What is taken in says when; nothing else does.'),
        ),
    ]
