import cordee.ground.vault.models.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('crisis', '0001_initial'), ('crisis', '0002_protocols_and_zones'), ('crisis', '0003_visitor_reports'), ('crisis', '0004_command_post')]

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('territory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Crisis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('epidemic', 'Épidémie'), ('heatwave', 'Canicule'), ('cold', 'Grand froid'), ('flood', 'Inondation'), ('power_cut', 'Coupure de courant'), ('other', 'Autre événement')], max_length=12, verbose_name='événement')),
                ('title', models.CharField(max_length=120, verbose_name='titre')),
                ('phase', models.CharField(choices=[('watch', 'veille'), ('alert', 'alerte'), ('crisis', 'crise'), ('return', 'retour à la normale')], default='crisis', max_length=8, verbose_name='phase')),
                ('colour', models.CharField(blank=True, choices=[('green', 'vert'), ('yellow', 'jaune'), ('orange', 'orange'), ('red', 'rouge')], max_length=6, verbose_name='vigilance')),
                ('public_message', models.TextField(blank=True, max_length=1000, verbose_name='ce que les habitants doivent savoir')),
                ('source', models.CharField(blank=True, max_length=160, verbose_name='source')),
                ('trigger', models.CharField(blank=True, choices=[('pau', 'plan d’alerte et d’urgence déclenché par le préfet'), ('pcs', 'plan communal de sauvegarde activé par le maire'), ('order', 'arrêté du maire'), ('vigilance', 'vigilance Météo-France ou Vigicrues'), ('state', 'décret ou arrêté de l’État')], max_length=9, verbose_name='déclencheur')),
                ('trigger_ref', models.CharField(blank=True, max_length=200, verbose_name='référence du texte')),
                ('trigger_on', models.DateField(blank=True, null=True, verbose_name='date du texte')),
                ('decided_by', models.CharField(blank=True, max_length=120, verbose_name='décidé par')),
                ('exercise', models.BooleanField(default=False, verbose_name='exercice')),
                ('started_at', models.DateTimeField(verbose_name='début')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='fin')),
                ('wiped_at', models.DateTimeField(blank=True, null=True, verbose_name='effacée le')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='crisis_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('wiped_at__isnull', True), ('exercise', True), _connector='OR'), name='only_an_exercise_is_wiped'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('exercise', True)), fields=('commune',), name='one_exercise_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='CrisisPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('crisis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crisis.crisis')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.district')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('crisis', 'district'), name='crisis_place_once')],
            },
        ),
        migrations.CreateModel(
            name='CrisisStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(choices=[('watch', 'veille'), ('alert', 'alerte'), ('crisis', 'crise'), ('return', 'retour à la normale')], max_length=8, verbose_name='phase')),
                ('colour', models.CharField(blank=True, choices=[('green', 'vert'), ('yellow', 'jaune'), ('orange', 'orange'), ('red', 'rouge')], max_length=6, verbose_name='vigilance')),
                ('at', models.DateTimeField(verbose_name='depuis le')),
                ('decided_by', models.CharField(blank=True, max_length=120, verbose_name='décidé par')),
                ('recorded_at', models.DateTimeField()),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('crisis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crisis.crisis')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DutyShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('elected', 'élu d’astreinte'), ('manager', 'cadre d’astreinte'), ('ccas', 'astreinte CCAS'), ('post', 'main courante')], max_length=8, verbose_name='astreinte')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='téléphone d’astreinte')),
                ('starts_at', models.DateTimeField(verbose_name='début')),
                ('ends_at', models.DateTimeField(verbose_name='fin')),
                ('recorded_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
                'indexes': [models.Index(fields=['commune', 'kind', 'starts_at'], name='duty_by_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='duty_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200, verbose_name='à faire')),
                ('due_on', models.DateField(verbose_name='pour le')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='fait le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('crisis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crisis.crisis')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ForbiddenZone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('outline', models.JSONField(blank=True, null=True)),
                ('starts_at', models.DateTimeField(verbose_name='à partir de')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='jusqu’à')),
                ('decided_by', models.CharField(max_length=120, verbose_name='décidé par')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='texte ou source')),
                ('recorded_at', models.DateTimeField()),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.district', verbose_name='quartier')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outline__isnull', False), ('district__isnull', False), _connector='OR'), name='zone_has_a_place'), models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='zone_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('elected', 'élu d’astreinte'), ('manager', 'cadre d’astreinte'), ('ccas', 'astreinte CCAS'), ('post', 'main courante')], max_length=8, verbose_name='astreinte')),
                ('note', cordee.ground.vault.models.columns.CipheredText(max_length=3000, verbose_name='consignes')),
                ('given_at', models.DateTimeField(verbose_name='remise le')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='prise le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='qui prend la suite')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='nobody_hands_over_to_oneself')],
            },
        ),
        migrations.CreateModel(
            name='Logbook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_number', models.PositiveIntegerField(default=0)),
                ('last_seal', models.CharField(default='', max_length=64)),
                ('signature', models.CharField(default='', max_length=64)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('exercise', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crisis.crisis')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('exercise__isnull', True)), fields=('commune',), name='one_logbook_a_town')],
            },
        ),
        migrations.CreateModel(
            name='LogbookEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='numéro')),
                ('kind', models.CharField(choices=[('information', 'information'), ('decision', 'décision'), ('action', 'action'), ('request', 'demande')], default='information', max_length=11, verbose_name='nature')),
                ('importance', models.CharField(choices=[('ordinary', 'courante'), ('important', 'importante'), ('vital', 'vitale')], default='ordinary', max_length=9, verbose_name='importance')),
                ('source', models.CharField(choices=[('phone', 'téléphone'), ('radio', 'radio'), ('on_site', 'sur place'), ('message', 'message'), ('post', 'poste de commandement'), ('paper', 'papier'), ('house', 'Cordée')], max_length=7, verbose_name='reçue par')),
                ('told_by', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=120, verbose_name='qui le dit')),
                ('place', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=160, verbose_name='lieu')),
                ('text', cordee.ground.vault.models.columns.CipheredText(max_length=2000, verbose_name='ce qui s’est passé')),
                ('owner', models.CharField(blank=True, max_length=120, verbose_name='responsable')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='échéance')),
                ('follows', models.CharField(blank=True, choices=[('corrects', 'annule et remplace'), ('closes', 'clôt')], max_length=8, verbose_name='suite')),
                ('happened_at', models.DateTimeField(verbose_name='heure du fait')),
                ('recorded_at', models.DateTimeField(verbose_name='écrite le')),
                ('author', models.CharField(max_length=120, verbose_name='écrite par')),
                ('signature', models.CharField(max_length=64)),
                ('seal', models.CharField(max_length=64)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crisis.logbook')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('crisis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crisis.crisis', verbose_name='événement')),
                ('followed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='crisis.logbookentry', verbose_name='entrée visée')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'indexes': [models.Index(fields=['book', 'happened_at'], name='logbook_by_fact')],
                'constraints': [models.UniqueConstraint(fields=('book', 'number'), name='logbook_number_once'), models.UniqueConstraint(condition=models.Q(('followed__isnull', False)), fields=('followed', 'follows'), name='logbook_entry_followed_once'), models.CheckConstraint(condition=models.Q(models.Q(('followed__isnull', True), ('follows', '')), models.Q(models.Q(('follows', ''), _negated=True), ('followed__isnull', False)), _connector='OR'), name='logbook_follows_something')],
            },
        ),
        migrations.CreateModel(
            name='PresetAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='proposition')),
                ('adopted', models.BooleanField(verbose_name='retenue')),
                ('answered_at', models.DateTimeField()),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('crisis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crisis.crisis')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('crisis', 'code'), name='preset_answered_once')],
            },
        ),
        migrations.CreateModel(
            name='ProtocolDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, verbose_name='protocole')),
                ('kind', models.CharField(choices=[('force', 'mise en vigueur'), ('change', 'modification'), ('lift', 'levée')], max_length=6, verbose_name='décision')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('starts_at', models.DateTimeField(verbose_name='à partir de')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='jusqu’à')),
                ('decided_by', models.CharField(max_length=120, verbose_name='décidé par')),
                ('decided_on', models.DateField(verbose_name='décidé le')),
                ('legal_ref', models.CharField(max_length=200, verbose_name='texte ou arrêté')),
                ('parameters', models.JSONField(default=dict)),
                ('recorded_at', models.DateTimeField()),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.district', verbose_name='quartier')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='protocol_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('district__isnull', True), models.Q(('kind', 'lift'), _negated=True)), fields=('commune', 'code', 'version'), name='protocol_version_once_in_town'), models.UniqueConstraint(condition=models.Q(('district__isnull', False), models.Q(('kind', 'lift'), _negated=True)), fields=('commune', 'code', 'district', 'version'), name='protocol_version_once_in_district')],
            },
        ),
        migrations.CreateModel(
            name='SituationReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='numéro')),
                ('texts', models.JSONField(default=dict)),
                ('figures', models.JSONField(default=list)),
                ('period_from', models.DateTimeField(verbose_name='depuis le')),
                ('created_at', models.DateTimeField()),
                ('published_by', models.CharField(blank=True, max_length=120, verbose_name='publié par')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='publié le')),
                ('recipients', models.JSONField(default=list)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('crisis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crisis.crisis')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('crisis', 'number'), name='situation_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('published_at__isnull', True)), models.Q(('number__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='situation_numbered_when_published')],
            },
        ),
        migrations.CreateModel(
            name='VisitorReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told', cordee.ground.vault.models.columns.CipheredText(max_length=1000, verbose_name='ce qui s’est passé')),
                ('place', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=160, verbose_name='où')),
                ('happened', models.CharField(blank=True, max_length=80, verbose_name='quand')),
                ('badge', models.CharField(blank=True, max_length=20, verbose_name='numéro montré')),
                ('phone', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=20, verbose_name='où vous rappeler')),
                ('reported_at', models.DateTimeField(verbose_name='signalé le')),
                ('outcome', models.CharField(choices=[('new', 'à vérifier'), ('known', 'c’était bien un bénévole de la mairie'), ('fake', 'faux bénévole, 17 prévenu'), ('unclear', 'impossible à dire')], default='new', max_length=8, verbose_name='suite')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='traité le')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
    ]
