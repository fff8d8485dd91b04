import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('papers', '0001_texts_and_numbered_papers'), ('papers', '0002_town_papers'), ('papers', '0003_end_of_an_activation')]

    initial = True

    dependencies = [
        ('people', '0001_start'),
        ('people', '__first__'),
        ('territory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('charter', 'charte du bénévole'), ('agreement', 'convention de bénévolat'), ('rcsc', 'acte d’engagement dans la réserve communale'), ('order', 'ordre de mission'), ('badge', 'badge de bénévole'), ('attestation', 'attestation de bénévolat'), ('cash_slip', 'reçu d’espèces'), ('acknowledgement', 'accusé de réception'), ('partner', 'convention avec une association'), ('activation', 'arrêté d’activation'), ('end', 'arrêté de fin'), ('call_up', 'ordre d’appel individuel'), ('visitors', 'carte « reconnaître un bénévole »')], max_length=16, verbose_name='document')),
                ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                ('rank', models.PositiveIntegerField(verbose_name='rang')),
                ('issued_at', models.DateTimeField(verbose_name='édité le')),
                ('text_version', models.PositiveSmallIntegerField(default=0, verbose_name='version du texte')),
                ('valid_from', models.DateTimeField(blank=True, null=True, verbose_name='valable du')),
                ('valid_until', models.DateTimeField(blank=True, null=True, verbose_name='valable jusqu’au')),
                ('code', models.CharField(blank=True, max_length=8, verbose_name='numéro à vérifier')),
                ('short_code', models.CharField(blank=True, max_length=4, verbose_name='code court')),
                ('content', models.JSONField(default=dict)),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person', 'kind'], name='paper_of_person'), models.Index(fields=['commune', 'short_code'], name='paper_by_short_code')],
                'constraints': [models.UniqueConstraint(fields=('commune', 'kind', 'year', 'rank'), name='paper_number_once'), models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('commune', 'code'), name='paper_code_once'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='paper_days_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PaperSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('charter', 'charte du bénévole'), ('agreement', 'convention de bénévolat'), ('rcsc', 'acte d’engagement dans la réserve communale'), ('order', 'ordre de mission'), ('badge', 'badge de bénévole'), ('attestation', 'attestation de bénévolat'), ('cash_slip', 'reçu d’espèces'), ('acknowledgement', 'accusé de réception'), ('partner', 'convention avec une association'), ('activation', 'arrêté d’activation'), ('end', 'arrêté de fin'), ('call_up', 'ordre d’appel individuel'), ('visitors', 'carte « reconnaître un bénévole »')], max_length=16)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('commune', 'kind', 'year'), name='paper_series_once')],
            },
        ),
        migrations.CreateModel(
            name='PaperText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('charter', 'charte du bénévole'), ('agreement', 'convention de bénévolat'), ('rcsc', 'acte d’engagement dans la réserve communale'), ('order', 'ordre de mission'), ('badge', 'badge de bénévole'), ('attestation', 'attestation de bénévolat'), ('cash_slip', 'reçu d’espèces'), ('acknowledgement', 'accusé de réception'), ('partner', 'convention avec une association'), ('activation', 'arrêté d’activation'), ('end', 'arrêté de fin'), ('call_up', 'ordre d’appel individuel'), ('visitors', 'carte « reconnaître un bénévole »')], max_length=16, verbose_name='document')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('body', models.TextField(max_length=20000, verbose_name='texte')),
                ('written_at', models.DateTimeField(verbose_name='écrit le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', '-version'],
                'constraints': [models.UniqueConstraint(fields=('commune', 'kind', 'version'), name='paper_text_version_once')],
            },
        ),
    ]
