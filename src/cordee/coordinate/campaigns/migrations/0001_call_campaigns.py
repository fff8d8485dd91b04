import cordee.ground.vault.models.columns
import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('crisis', '0001_start'),
        ('needs', '0001_start'),
        ('people', '0001_start'),
        ('people', '__first__'),
        ('territory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallCampaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='titre')),
                ('kind', models.CharField(choices=[('epidemic', 'Épidémie'), ('heatwave', 'Canicule'), ('cold', 'Grand froid'), ('flood', 'Inondation'), ('power_cut', 'Coupure de courant'), ('other', 'Autre événement')], max_length=12, verbose_name='événement')),
                ('trigger', models.CharField(choices=[('pau', 'Plan d’alerte et d’urgence déclenché par le préfet'), ('pcs', 'Plan communal de sauvegarde activé par le maire'), ('vigilance', 'Vigilance Météo-France ou Vigicrues'), ('yearly', 'Campagne annuelle de mise à jour'), ('isolation', 'Lutte contre l’isolement (loi du 8 avril 2024, validée par le DPO)')], max_length=9, verbose_name='déclencheur')),
                ('trigger_ref', models.CharField(max_length=160, verbose_name='référence')),
                ('trigger_on', models.DateField(verbose_name='date du déclencheur')),
                ('colour', models.CharField(choices=[('green', 'vert'), ('yellow', 'jaune'), ('orange', 'orange'), ('red', 'rouge')], default='orange', max_length=6, verbose_name='vigilance')),
                ('source', models.CharField(choices=[('list', 'Une liste importée pour cette seule campagne'), ('volunteers', 'Les bénévoles à prévenir ou à réunir')], max_length=10, verbose_name='qui appeler')),
                ('purpose', models.CharField(blank=True, max_length=160, verbose_name='à quoi sert la liste')),
                ('word', models.CharField(blank=True, max_length=30, verbose_name='mot convenu')),
                ('state', models.CharField(choices=[('draft', 'en préparation'), ('running', 'en cours'), ('paused', 'en pause'), ('closed', 'close')], default='draft', max_length=7)),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='tour')),
                ('callers', models.PositiveSmallIntegerField(default=1, verbose_name='personnes qui appellent')),
                ('morning_from', models.TimeField(default=datetime.time(9, 0), verbose_name='matin, à partir de')),
                ('morning_until', models.TimeField(default=datetime.time(12, 0), verbose_name='matin, jusqu’à')),
                ('afternoon_from', models.TimeField(default=datetime.time(14, 0), verbose_name='après-midi, à partir de')),
                ('afternoon_until', models.TimeField(default=datetime.time(18, 30), verbose_name='après-midi, jusqu’à')),
                ('created_at', models.DateTimeField()),
                ('launched_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closing_reason', models.CharField(blank=True, max_length=300, verbose_name='motif de la clôture')),
                ('destroy_at', models.DateTimeField(blank=True, null=True, verbose_name='liste détruite au plus tard le')),
                ('destroyed_at', models.DateTimeField(blank=True, null=True, verbose_name='liste détruite le')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('crisis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crisis.crisis')),
                ('launched_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visits_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('trigger', ''), _negated=True), models.Q(('trigger_ref', ''), _negated=True)), name='campaign_has_a_trigger'), models.CheckConstraint(condition=models.Q(models.Q(('source', 'list'), _negated=True), ('destroy_at__isnull', False), _connector='OR'), name='a_list_is_destroyed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), ('closed_at__isnull', False)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='campaign_closed_at_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='CallBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entries', models.JSONField(default=list)),
                ('taken_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.callcampaign')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'caller'], name='batch_of_caller')],
            },
        ),
        migrations.CreateModel(
            name='CampaignEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_key', models.CharField(max_length=64)),
                ('name', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=160, verbose_name='nom')),
                ('phones', cordee.ground.vault.models.columns.CipheredJson(default=list, verbose_name='téléphones')),
                ('address', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=240, verbose_name='adresse')),
                ('contact', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=200, verbose_name='personne à prévenir')),
                ('contact_phone', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=20, verbose_name='téléphone de la personne à prévenir')),
                ('language', models.CharField(choices=[('fr', 'français'), ('ar', 'arabe'), ('en', 'anglais'), ('es', 'espagnol'), ('pt', 'portugais'), ('tr', 'turc'), ('uk', 'ukrainien'), ('ro', 'roumain'), ('zh', 'chinois'), ('it', 'italien'), ('de', 'allemand'), ('br', 'breton'), ('fsl', 'langue des signes')], default='fr', max_length=3, verbose_name='langue')),
                ('priority', models.PositiveSmallIntegerField(default=3, verbose_name='priorité')),
                ('fast', models.BooleanField(default=False, verbose_name='échelle rapide, quelle que soit la couleur')),
                ('state', models.CharField(choices=[('to_call', 'à appeler'), ('scheduled', 'rappel prévu'), ('escalated', 'échelle engagée'), ('reached', 'joint'), ('closed', 'clos')], default='to_call', max_length=9)),
                ('due_at', models.DateTimeField(verbose_name='à appeler à partir de')),
                ('promised', models.BooleanField(default=False, verbose_name='rappel promis')),
                ('unanswered', models.PositiveSmallIntegerField(default=0, verbose_name='appels sans réponse')),
                ('first_missed_at', models.DateTimeField(blank=True, null=True)),
                ('last_outcome', models.CharField(blank=True, choices=[('OK', 'Joint, va bien'), ('OK_BESOIN', 'Joint, besoin exprimé'), ('OK_SURVEILLER', 'Joint, à surveiller'), ('ALERTE_VITALE', 'Danger immédiat'), ('OK_PROCHE', 'Nouvelles sûres par un proche'), ('TIERS', 'Un tiers répond'), ('NR', 'Ne répond pas'), ('REPONDEUR', 'Répondeur, message neutre laissé'), ('OCCUPE', 'Occupé'), ('INVALIDE', 'Numéro erroné'), ('RAPPEL', 'Demande à être rappelé'), ('ABSENT_CONNU', 'Absent jusqu’à une date'), ('REFUS_JOUR', 'Pas d’appel aujourd’hui'), ('REFUS_DEFINITIF', 'Ne veut plus être appelé'), ('DEMENAGE', 'A déménagé'), ('DECEDE', 'Est décédé'), ('ETABLISSEMENT', 'Vit en établissement'), ('LANGUE', 'Barrière de langue ou surdité'), ('VISITE_OK', 'Visite : va bien'), ('VISITE_ABSENT', 'Visite : personne'), ('VISITE_DOUTE', 'Visite : un doute'), ('TRANSMIS_SECOURS', 'Secours appelés')], max_length=16)),
                ('last_at', models.DateTimeField(blank=True, null=True)),
                ('reached_at', models.DateTimeField(blank=True, null=True)),
                ('next_contact_at', models.DateTimeField(blank=True, null=True, verbose_name='prochain contact')),
                ('absent_until', models.DateField(blank=True, null=True, verbose_name='absent jusqu’au')),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('calling_since', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='campaigns.callbatch')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='campaigns.callcampaign')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='territory.district')),
                ('last_caller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['campaign', 'priority', 'pk'],
                'indexes': [models.Index(fields=['campaign', 'state', 'due_at'], name='entry_to_call'), models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch'], name='entry_in_hand')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'source_key'), name='called_once_in_a_campaign'), models.CheckConstraint(condition=models.Q(('priority__gte', 1), ('priority__lte', 3)), name='priority_1_to_3'), models.CheckConstraint(condition=models.Q(models.Q(('batch__isnull', True), ('calling_since__isnull', True), ('lease_until__isnull', True)), ('lease_until__isnull', False), _connector='OR'), name='a_lease_has_an_end')],
            },
        ),
        migrations.CreateModel(
            name='CallAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('outcome', models.CharField(choices=[('OK', 'Joint, va bien'), ('OK_BESOIN', 'Joint, besoin exprimé'), ('OK_SURVEILLER', 'Joint, à surveiller'), ('ALERTE_VITALE', 'Danger immédiat'), ('OK_PROCHE', 'Nouvelles sûres par un proche'), ('TIERS', 'Un tiers répond'), ('NR', 'Ne répond pas'), ('REPONDEUR', 'Répondeur, message neutre laissé'), ('OCCUPE', 'Occupé'), ('INVALIDE', 'Numéro erroné'), ('RAPPEL', 'Demande à être rappelé'), ('ABSENT_CONNU', 'Absent jusqu’à une date'), ('REFUS_JOUR', 'Pas d’appel aujourd’hui'), ('REFUS_DEFINITIF', 'Ne veut plus être appelé'), ('DEMENAGE', 'A déménagé'), ('DECEDE', 'Est décédé'), ('ETABLISSEMENT', 'Vit en établissement'), ('LANGUE', 'Barrière de langue ou surdité'), ('VISITE_OK', 'Visite : va bien'), ('VISITE_ABSENT', 'Visite : personne'), ('VISITE_DOUTE', 'Visite : un doute'), ('TRANSMIS_SECOURS', 'Secours appelés')], max_length=16, verbose_name='résultat')),
                ('at', models.DateTimeField(verbose_name='à')),
                ('recorded_at', models.DateTimeField()),
                ('via', models.CharField(choices=[('screen', 'à l’écran'), ('late', 'saisi sans réseau'), ('paper', 'papier')], default='screen', max_length=6)),
                ('note', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=300, verbose_name='note')),
                ('informant', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=120, verbose_name='nouvelles données par')),
                ('rescue_number', models.CharField(blank=True, max_length=3, verbose_name='numéro appelé')),
                ('rescue_at', models.DateTimeField(blank=True, null=True, verbose_name='secours appelés à')),
                ('rescue_ref', models.CharField(blank=True, max_length=60, verbose_name='référence des secours')),
                ('seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='durée (s)')),
                ('caller', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='needs.need')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='campaigns.campaignentry')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('commune', 'key'), name='an_outcome_is_recorded_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'TRANSMIS_SECOURS'), _negated=True), models.Q(('rescue_at__isnull', False), models.Q(('rescue_number', ''), _negated=True), models.Q(('rescue_ref', ''), _negated=True)), _connector='OR'), name='rescue_told_whole')],
            },
        ),
        migrations.CreateModel(
            name='EntryStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('second_call', 'Deuxième appel, à un autre moment'), ('third_call', 'Troisième appel et SMS'), ('contact', 'Personne à prévenir, aide à domicile ou voisin'), ('visit', 'Visite à la porte'), ('supervisor', 'Décision du responsable'), ('rescue', 'Appeler le 18 ou le 112'), ('recall', 'Rappel'), ('promise', 'Rappel promis'), ('vital', 'Danger immédiat : secours à appeler'), ('interpreter', 'Interprète, 114 par SMS ou visite'), ('review', 'À revoir par le CCAS'), ('check_file', 'Vérifier les coordonnées du dossier'), ('removal', 'Confirmer le retrait par écrit')], max_length=11, verbose_name='à faire')),
                ('due_at', models.DateTimeField(verbose_name='pour le')),
                ('opened_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='campaigns.campaignentry')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at'], name='step_to_do')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('kind__in', ('review', 'check_file', 'removal')), _negated=True)), fields=('entry',), name='one_step_at_a_time'), models.UniqueConstraint(condition=models.Q(('done_at__isnull', True)), fields=('entry', 'kind'), name='a_step_opened_once')],
            },
        ),
    ]
