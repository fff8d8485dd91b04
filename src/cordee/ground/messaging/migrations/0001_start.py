import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('messaging', '0001_initial'), ('messaging', '0002_leased')]

    initial = True

    dependencies = [
        ('people', '0001_start'),
        ('territory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OutgoingMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('channel', models.CharField(choices=[('sms', 'SMS'), ('email', 'courriel')], max_length=5)),
                ('recipient', models.CharField(max_length=254)),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField()),
                ('segments', models.PositiveSmallIntegerField(default=1)),
                ('on_doubt', models.CharField(choices=[('resend', 'renvoyer'), ('hold', 'retenir')], default='resend', max_length=6)),
                ('state', models.CharField(choices=[('queued', 'en attente'), ('sending', 'en cours d’envoi'), ('sent', 'envoyé'), ('delivered', 'remis'), ('failed', 'échec'), ('unknown', 'peut-être remis'), ('cancelled', 'annulé')], default='queued', max_length=9)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(null=True)),
                ('lease_token', models.CharField(blank=True, max_length=32)),
                ('provider', models.CharField(blank=True, max_length=20)),
                ('provider_ref', models.CharField(blank=True, db_index=True, max_length=80)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['next_attempt_at'], name='message_due'), models.Index(condition=models.Q(('lease_until__isnull', False)), fields=['lease_until'], name='message_leased'), models.Index(fields=['person', '-id'], name='message_of_person'), models.Index(fields=['commune', 'state', '-id'], name='message_of_state'), models.Index(fields=['recipient', '-id'], name='message_to_recipient')],
                'constraints': [models.UniqueConstraint(fields=('commune', 'key'), name='message_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(max_length=80)),
                ('status', models.CharField(choices=[('pending', 'en route'), ('delivered', 'remis'), ('failed', 'non remis')], default='pending', max_length=9)),
                ('at', models.DateTimeField()),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.outgoingmessage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('provider', 'provider_ref'), name='receipt_once_per_provider_ref')],
            },
        ),
        migrations.CreateModel(
            name='Stopped',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('commune', 'number'), name='stopped_once_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('commune_code', models.CharField(max_length=5)),
                ('next_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'commune_code'), name='tick_once_per_town')],
            },
        ),
        migrations.CreateModel(
            name='IncomingMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20)),
                ('provider_ref', models.CharField(max_length=80)),
                ('sender', models.CharField(max_length=16)),
                ('text', models.CharField(max_length=1000)),
                ('received_at', models.DateTimeField()),
                ('understood_as', models.CharField(blank=True, max_length=40)),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='lu par un agent le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('provider', 'provider_ref'), name='incoming_once_per_provider_ref')],
            },
        ),
    ]
