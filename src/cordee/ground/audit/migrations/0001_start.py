from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('audit', '0001_initial'), ('audit', '0002_signed_chain'), ('audit', '0003_copied_elsewhere')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('commune_code', models.CharField(max_length=5, primary_key=True, serialize=False)),
                ('start_rank', models.BigIntegerField(default=0)),
                ('start_seal', models.CharField(default='', max_length=64)),
                ('end_rank', models.BigIntegerField(default=0)),
                ('end_seal', models.CharField(default='', max_length=64)),
                ('signature', models.CharField(default='', max_length=64)),
                ('copied_rank', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('commune_code', models.CharField(db_index=True, max_length=5)),
                ('kind', models.CharField(choices=[('write', 'Écriture'), ('read', 'Consultation'), ('access', 'Connexion')], max_length=8)),
                ('verb', models.CharField(max_length=60)),
                ('actor', models.CharField(max_length=60)),
                ('subject', models.CharField(db_index=True, max_length=60)),
                ('facts', models.JSONField(default=dict)),
                ('signature', models.CharField(default='', max_length=64)),
                ('rank', models.BigIntegerField(null=True)),
                ('seal', models.CharField(default='', max_length=64)),
            ],
            options={
                'verbose_name': 'événement',
                'verbose_name_plural': 'événements',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('rank__isnull', True)), fields=['commune_code'], name='event_unsealed')],
                'constraints': [models.UniqueConstraint(fields=('commune_code', 'rank'), name='event_rank_once')],
            },
        ),
    ]
