import cordee.ground.vault.models.columns
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_how_an_account_proves_itself'), ('people', '0003_cipher_what_is_private'), ('people', '0004_rights_and_retention'), ('people', '0005_spent_proofs'), ('people', '0006_protected_people'), ('people', '0007_access_alerts'), ('people', '0008_consents'), ('people', '0009_impact_studies')]

    initial = True

    dependencies = [
        ('territory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='courriel')),
                ('name', models.CharField(max_length=80, verbose_name='nom affiché')),
                ('is_active', models.BooleanField(default=True, verbose_name='actif')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('quick_code', models.CharField(blank=True, editable=False, max_length=128, verbose_name='code du poste')),
            ],
            options={
                'verbose_name': 'compte',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='AccountLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('sign_in', 'se connecter'), ('invitation', 'ouvrir son compte')], max_length=10)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Elimination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('series', models.CharField(max_length=160)),
                ('processing', models.CharField(max_length=4)),
                ('basis', models.CharField(max_length=200)),
                ('days', models.PositiveIntegerField()),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('volume', models.PositiveIntegerField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('visa', models.CharField(blank=True, max_length=120, verbose_name='visa des archives')),
                ('done_at', models.DateTimeField()),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('credential_id', models.CharField(max_length=1400, unique=True)),
                ('credential', models.BinaryField()),
                ('name', models.CharField(max_length=60, verbose_name='nom')),
                ('created_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('counter', models.PositiveBigIntegerField(default=0)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'clé d’accès',
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(blank=True, max_length=60, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('name_key', models.CharField(editable=False, max_length=160)),
                ('birth_on', models.DateField(blank=True, null=True, verbose_name='date de naissance')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='année de naissance')),
                ('phone', models.CharField(blank=True, db_index=True, max_length=16, verbose_name='téléphone')),
                ('phone_alt', models.CharField(blank=True, db_index=True, max_length=16, verbose_name='autre téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='courriel')),
                ('language', models.CharField(choices=[('fr', 'français'), ('ar', 'arabe'), ('en', 'anglais'), ('es', 'espagnol'), ('pt', 'portugais'), ('tr', 'turc'), ('uk', 'ukrainien'), ('ro', 'roumain'), ('zh', 'chinois'), ('it', 'italien'), ('de', 'allemand'), ('br', 'breton'), ('fsl', 'langue des signes')], default='fr', max_length=3, verbose_name='langue')),
                ('contact_by', models.CharField(choices=[('phone', 'par téléphone'), ('sms', 'par SMS'), ('email', 'par courriel'), ('visit', 'par un passage')], default='phone', max_length=5, verbose_name='préfère être joint·e')),
                ('protected', models.BooleanField(default=False, verbose_name='adresse protégée')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='effacée le')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'verbose_name': 'personne',
                'verbose_name_plural': 'personnes',
                'indexes': [models.Index(fields=['phone', 'commune'], name='person_by_phone'), models.Index(fields=['phone_alt', 'commune'], name='person_by_phone_alt'), models.Index(fields=['email', 'commune'], name='person_by_email'), models.Index(fields=['name_key', 'commune'], name='person_by_name_key')],
            },
        ),
        migrations.CreateModel(
            name='GlassBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', cordee.ground.vault.models.columns.CipheredText(max_length=300, verbose_name='motif')),
                ('opened_at', models.DateTimeField(verbose_name='ouvert le')),
                ('until', models.DateTimeField(verbose_name='jusqu’à')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['account', 'until'], name='glass_broken_by')],
            },
        ),
        migrations.CreateModel(
            name='EntryKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('mine', 'mon espace'), ('mission', 'répondre à une proposition')], max_length=8)),
                ('target', models.CharField(blank=True, max_length=40)),
                ('link_digest', models.CharField(max_length=64, unique=True)),
                ('code_digest', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('wrong_tries', models.PositiveSmallIntegerField(default=0)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'purpose', 'expires_at'], name='people_entr_person__8b6894_idx')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(choices=[('helper', 'la personne qui vient aider'), ('partner', 'une association partenaire'), ('doctor', 'un médecin ou un soignant'), ('pharmacy', 'la pharmacie'), ('service', 'un service social extérieur à la commune'), ('relative', 'un proche')], max_length=9, verbose_name='destinataire')),
                ('answer', models.CharField(choices=[('yes', 'd’accord'), ('no', 'refuse'), ('withdrawn', 'accord retiré')], max_length=9, verbose_name='réponse')),
                ('channel', models.CharField(choices=[('phone', 'au téléphone'), ('counter', 'de vive voix, au guichet'), ('paper', 'par écrit, sur papier'), ('online', 'en ligne'), ('rights', 'par une demande de droits'), ('before', 'façon non notée à l’époque')], max_length=8, verbose_name='dit')),
                ('said_on', models.DateField(verbose_name='dit le')),
                ('noted_at', models.DateTimeField(verbose_name='noté le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person', 'recipient'], name='consent_of_person')],
            },
        ),
        migrations.CreateModel(
            name='Protection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('violence', 'violences subies'), ('threat', 'menaces ou harcèlement'), ('justice', 'décision de justice'), ('staff', 'agent ou élu·e de la commune'), ('other', 'autre motif')], max_length=8, verbose_name='motif')),
                ('note', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=200, verbose_name='précision')),
                ('set_at', models.DateTimeField(verbose_name='depuis le')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='levée le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('person',), name='protected_once')],
            },
        ),
        migrations.CreateModel(
            name='ProviderIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=200)),
                ('subject', models.CharField(max_length=255)),
                ('created_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='subject_once'), models.UniqueConstraint(fields=('issuer', 'account'), name='one_subject_an_account')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('volunteers', 'bénévoles'), ('needs', 'demandes d’aide')], max_length=12)),
                ('file_name', models.CharField(max_length=200)),
                ('content', cordee.ground.vault.models.columns.CipheredBytes(null=True)),
                ('state', models.CharField(choices=[('received', 'reçu, colonnes à confirmer'), ('running', 'en cours'), ('done', 'terminé'), ('failed', 'illisible')], default='received', max_length=10)),
                ('columns', models.JSONField(default=dict)),
                ('report', cordee.ground.vault.models.columns.CipheredJson(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20)),
                ('days', models.PositiveIntegerField()),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('commune', 'code'), name='retention_once_per_series')],
            },
        ),
        migrations.CreateModel(
            name='RightRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('acces', 'voir ses données'), ('rectification', 'corriger ses données'), ('opposition', 's’opposer'), ('effacement', 'effacer ses données'), ('limitation', 'mettre ses données de côté')], max_length=14, verbose_name='demande')),
                ('channel', models.CharField(choices=[('letter', 'courrier'), ('phone', 'téléphone'), ('counter', 'guichet'), ('email', 'courriel'), ('space', 'espace personnel')], max_length=8, verbose_name='reçue par')),
                ('received_on', models.DateField(verbose_name='reçue le')),
                ('due_on', models.DateField(verbose_name='réponse due le')),
                ('identity_checked', models.CharField(blank=True, max_length=80, verbose_name='identité vérifiée')),
                ('note', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=500, verbose_name='note')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'fait'), ('partly', 'fait en partie'), ('refused', 'refusé, avec les motifs')], max_length=8, verbose_name='réponse')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'indexes': [models.Index(fields=['commune', 'answered_at', 'due_on'], name='right_request_clock')],
            },
        ),
        migrations.CreateModel(
            name='SpentProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('until', models.DateTimeField(db_index=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StaffRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('mayor', 'Maire ou élu·e délégué·e'), ('duty_elected_official', 'Élu·e d’astreinte'), ('operations_lead', 'Direction générale (RAC)'), ('ccas_manager', 'Direction du CCAS'), ('social_worker', 'Travail social'), ('receptionist', 'Accueil'), ('caller', 'Appels'), ('volunteer_coordinator', 'Coordination des bénévoles'), ('district_referent', 'Référent·e de quartier'), ('communication', 'Communication'), ('dpo', 'Protection des données'), ('administrator', 'Informatique')], max_length=24, verbose_name='rôle')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_roles', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('commune', 'account', 'role'), name='role_once')],
            },
        ),
        migrations.CreateModel(
            name='StaffSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('way', models.CharField(choices=[('password', 'mot de passe'), ('second_factor', 'mot de passe et code'), ('passkey', 'clé d’accès'), ('link', 'lien reçu par courriel'), ('link_and_code', 'lien et code'), ('provider', 'fournisseur d’identité'), ('invitation', 'invitation'), ('quick_code', 'code du poste')], max_length=14)),
                ('device', models.CharField(blank=True, max_length=80)),
                ('began_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='TotpSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.TextField()),
                ('last_step', models.BigIntegerField(default=0)),
                ('confirmed_at', models.DateTimeField()),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='totp', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AccessAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=16)),
                ('key', models.CharField(max_length=120)),
                ('at', models.DateTimeField(verbose_name='survenu le')),
                ('count', models.PositiveIntegerField(default=1)),
                ('subject', models.CharField(blank=True, max_length=60)),
                ('found_at', models.DateTimeField(verbose_name='relevé le')),
                ('dismissed_at', models.DateTimeField(blank=True, null=True, verbose_name='classé le')),
                ('note', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=300, verbose_name='suite donnée')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('dismissed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['commune', 'dismissed_at', '-at'], name='alerts_to_look_at')],
                'constraints': [models.UniqueConstraint(fields=('commune', 'key'), name='alert_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='DeskPresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place_digest', models.CharField(max_length=64)),
                ('entered_at', models.DateTimeField()),
                ('wrong_tries', models.PositiveSmallIntegerField(default=0)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place_digest', 'account'), name='presence_once')],
            },
        ),
        migrations.CreateModel(
            name='ImpactStudy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('texts', models.JSONField(default=dict)),
                ('risks', models.JSONField(default=dict)),
                ('opinion', models.TextField(blank=True, max_length=4000, verbose_name='avis du délégué')),
                ('opinion_on', models.DateField(blank=True, null=True, verbose_name='avis rendu le')),
                ('decision', models.CharField(blank=True, choices=[('go', 'continuer : les risques qui restent sont acceptables'), ('measures', 'continuer, avec les mesures prévues dans l’analyse'), ('cnil', 'consulter la CNIL avant de continuer (RGPD, article 36)'), ('stop', 'ne pas continuer')], max_length=8, verbose_name='décision')),
                ('decided_by', models.CharField(blank=True, max_length=120, verbose_name='décidé par')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='décidé le')),
                ('next_review_on', models.DateField(blank=True, null=True, verbose_name='prochaine revue le')),
                ('written_at', models.DateTimeField(verbose_name='écrite le')),
                ('validated_at', models.DateTimeField(blank=True, null=True, verbose_name='validée le')),
                ('frozen', models.JSONField(default=dict)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('validated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('commune', 'version'), name='impact_version_once'), models.UniqueConstraint(condition=models.Q(('validated_at__isnull', True)), fields=('commune',), name='one_impact_draft')],
            },
        ),
    ]
