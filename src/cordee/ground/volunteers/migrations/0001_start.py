import cordee.ground.vault.models.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('volunteers', '0001_initial'), ('volunteers', '0002_accepted_texts'), ('volunteers', '0003_cipher_what_is_private'), ('volunteers', '0004_rights_and_retention'), ('volunteers', '0005_paper_kinds'), ('volunteers', '0006_first_mission_accompanied'), ('volunteers', '0007_paper_kinds')]

    initial = True

    dependencies = [
        ('people', '0001_start'),
        ('people', '__first__'),
        ('territory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Volunteer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='adresse')),
                ('address_extra', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=120, verbose_name='bâtiment, étage, code')),
                ('postcode', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='ville')),
                ('ban_id', models.CharField(blank=True, max_length=60)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('location_quality', models.CharField(choices=[('door', 'adresse exacte'), ('street', 'rue seulement'), ('pin', 'point placé sur la carte'), ('district', 'quartier seulement'), ('unknown', 'mal localisée')], default='unknown', max_length=8)),
                ('outside_commune', models.BooleanField(default=False, verbose_name='hors de la commune')),
                ('number', models.PositiveIntegerField(verbose_name='dossier')),
                ('state', models.CharField(choices=[('applicant', 'candidat·e'), ('contacted', 'contacté·e'), ('incomplete', 'à compléter'), ('cleared', 'habilité·e'), ('paused', 'en pause'), ('suspended', 'suspendu·e'), ('left', 'sorti·e')], default='applicant', max_length=10, verbose_name='état')),
                ('trust_level', models.PositiveSmallIntegerField(choices=[(0, 'candidat·e : rien encore'), (1, 'joint·e au téléphone : aide à distance'), (2, 'habilité·e à la porte'), (3, 'habilité·e au domicile'), (4, 'contrôles particuliers (enfants, transport)')], default=0, verbose_name='niveau')),
                ('frame', models.CharField(choices=[('commune_cosp', 'bénévole de la commune'), ('rcsc', 'réserviste (RCSC)'), ('partner_org', 'bénévole d’une association'), ('neighbourly', 'entraide entre voisins')], default='commune_cosp', max_length=12, verbose_name='cadre')),
                ('activity_bits', models.BigIntegerField(default=0)),
                ('week_bits', models.BigIntegerField(default=0)),
                ('available_now_until', models.DateTimeField(blank=True, null=True, verbose_name='disponible maintenant jusqu’à')),
                ('paused_until', models.DateField(blank=True, null=True, verbose_name='en pause jusqu’au')),
                ('radius_km', models.FloatField(default=3.0, verbose_name='rayon (km)')),
                ('remote_only', models.BooleanField(default=False, verbose_name='à distance seulement')),
                ('vehicle', models.BooleanField(default=False, verbose_name='véhicule')),
                ('languages', models.JSONField(default=list, verbose_name='langues')),
                ('weekly_cap', models.PositiveSmallIntegerField(default=4, verbose_name='missions par semaine, au plus')),
                ('remarks', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=300, verbose_name='remarques')),
                ('phone_checked_at', models.DateTimeField(blank=True, null=True, verbose_name='joint·e au téléphone le')),
                ('identity_seen_on', models.DateField(blank=True, null=True, verbose_name='pièce d’identité vue le')),
                ('charter_accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='charte acceptée le')),
                ('briefed_on', models.DateField(blank=True, null=True, verbose_name='briefing suivi le')),
                ('record_seen_on', models.DateField(blank=True, null=True, verbose_name='bulletin n° 3 vu le')),
                ('special_checks_on', models.DateField(blank=True, null=True, verbose_name='contrôles particuliers vus le')),
                ('accompanied_on', models.DateField(blank=True, null=True, verbose_name='première mission accompagnée le')),
                ('shares_phone', models.BooleanField(default=False, verbose_name='accepte que son numéro soit donné à la personne aidée')),
                ('signed_up_at', models.DateTimeField(verbose_name='inscription le')),
                ('contacted_at', models.DateTimeField(blank=True, null=True, verbose_name='premier contact le')),
                ('last_news_at', models.DateTimeField(blank=True, null=True, verbose_name='dernières nouvelles le')),
                ('invited_at', models.DateTimeField(blank=True, null=True, verbose_name='invité·e au briefing le')),
                ('source_key', models.CharField(blank=True, max_length=64)),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='effacé le')),
                ('accompanied_seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='territory.district')),
                ('identity_seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['number'],
                'abstract': False,
                'indexes': [models.Index(fields=['commune', 'state'], name='volunteer_by_state'), models.Index(fields=['commune', 'contacted_at', 'signed_up_at'], name='volunteer_promises')],
                'constraints': [models.UniqueConstraint(fields=('commune', 'number'), name='volunteer_number_once'), models.UniqueConstraint(condition=models.Q(('source_key', ''), _negated=True), fields=('commune', 'source_key'), name='volunteer_source_once'), models.CheckConstraint(condition=models.Q(('radius_km__gt', 0), ('radius_km__lte', 100)), name='volunteer_radius_sane'), models.CheckConstraint(condition=models.Q(('weekly_cap__lte', 50)), name='volunteer_cap_sane')],
            },
        ),
        migrations.CreateModel(
            name='DuplicateHint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(max_length=60)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('merged', models.BooleanField(default=False)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.volunteer')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.volunteer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kept', 'other'), name='duplicate_hint_once')],
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('charter', 'charte du bénévole'), ('agreement', 'convention de bénévolat'), ('rcsc', 'acte d’engagement dans la réserve communale'), ('order', 'ordre de mission'), ('badge', 'badge de bénévole'), ('attestation', 'attestation de bénévolat'), ('cash_slip', 'reçu d’espèces'), ('acknowledgement', 'accusé de réception'), ('partner', 'convention avec une association'), ('activation', 'arrêté d’activation'), ('end', 'arrêté de fin'), ('call_up', 'ordre d’appel individuel'), ('visitors', 'carte « reconnaître un bénévole »')], max_length=16, verbose_name='document')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('accepted_at', models.DateTimeField(verbose_name='accepté le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.volunteer')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(fields=('volunteer', 'kind', 'version'), name='text_accepted_once')],
            },
        ),
    ]
