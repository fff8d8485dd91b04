import cordee.ground.vault.models.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('needs', '0001_initial'), ('needs', '0002_cipher_what_is_private'), ('needs', '0003_rights_and_retention'), ('needs', '0004_answers_about_the_helper')]

    initial = True

    dependencies = [
        ('people', '0001_start'),
        ('people', '__first__'),
        ('territory', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Household',
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
                ('access_notes', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=140, verbose_name='comment vous trouve-t-on ?')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='territory.district')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180)), _connector='OR'), name='needs_household_point_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='Beneficiary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recognition_word', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=30, verbose_name='mot de reconnaissance')),
                ('recognition_word_on', models.DateField(blank=True, null=True)),
                ('lives_alone', models.BooleanField(blank=True, null=True, verbose_name='vit seul·e')),
                ('mobility', cordee.ground.vault.models.columns.CipheredText(blank=True, choices=[('alone', 'sort seul·e'), ('with_help', 'sort avec de l’aide'), ('housebound', 'ne sort pas'), ('bedridden', 'alité·e')], health=True, max_length=10, verbose_name='sortez-vous de chez vous ?')),
                ('notice_given_at', models.DateTimeField(blank=True, null=True, verbose_name='mention d’information donnée le')),
                ('share_with_helper', models.BooleanField(blank=True, help_text='Vide : pas demandé. Non : seule la mairie intervient, aucun bénévole n’est proposé.', null=True, verbose_name='coordonnées transmises à la personne qui aide')),
                ('wishes_register', models.BooleanField(default=False, verbose_name='souhaite être inscrit·e au registre')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='effacé le')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('notice_given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beneficiaries', to='needs.household')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='numéro')),
                ('requester_role', models.CharField(choices=[('self', 'la personne elle-même'), ('relative', 'un proche'), ('neighbour', 'un voisin'), ('professional', 'un professionnel')], default='self', max_length=12)),
                ('door', models.CharField(choices=[('phone', 'téléphone'), ('web', 'site'), ('counter', 'guichet'), ('sheet', 'tableur'), ('neighbour', 'signalement')], max_length=10, verbose_name='porte d’entrée')),
                ('activity', models.CharField(max_length=24, verbose_name='aide demandée')),
                ('details', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=1000, verbose_name='précisions')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, 'U1 · aujourd’hui'), (2, 'U2 · sous 48 h'), (3, 'U3 · cette semaine'), (4, 'U4 · quand c’est possible')], default=3, verbose_name='urgence')),
                ('state', models.CharField(choices=[('new', 'à qualifier'), ('qualified', 'qualifié'), ('proposed', 'proposé'), ('assigned', 'affecté'), ('in_progress', 'en cours'), ('done', 'réalisé'), ('verified', 'vérifié'), ('closed', 'clos'), ('postponed', 'reporté'), ('cancelled', 'annulé'), ('no_solution', 'sans solution'), ('referred', 'orienté')], default='new', max_length=12, verbose_name='état')),
                ('next_action_at', models.DateTimeField(blank=True, null=True, verbose_name='prochaine action le')),
                ('next_action', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=120, verbose_name='prochaine action')),
                ('wanted_from', models.DateTimeField(verbose_name='à partir de')),
                ('wanted_until', models.DateTimeField(verbose_name='au plus tard')),
                ('recurrence', models.CharField(blank=True, max_length=200, verbose_name='répétition (RFC 5545)')),
                ('helpers', models.PositiveSmallIntegerField(default=1, verbose_name='nombre de bénévoles')),
                ('needs_vehicle', models.BooleanField(default=False, verbose_name='véhicule nécessaire')),
                ('heavy', models.BooleanField(default=False, verbose_name='charges lourdes')),
                ('language', models.CharField(choices=[('fr', 'français'), ('ar', 'arabe'), ('en', 'anglais'), ('es', 'espagnol'), ('pt', 'portugais'), ('tr', 'turc'), ('uk', 'ukrainien'), ('ro', 'roumain'), ('zh', 'chinois'), ('it', 'italien'), ('de', 'allemand'), ('br', 'breton'), ('fsl', 'langue des signes')], default='fr', max_length=3, verbose_name='langue')),
                ('food_days_left', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='jours de nourriture')),
                ('treatment_days_left', cordee.ground.vault.models.columns.CipheredNumber(blank=True, health=True, null=True, verbose_name='jours de médicaments')),
                ('money_method', models.CharField(blank=True, choices=[('none', 'rien à payer'), ('shop_account', 'compte ou facture du magasin'), ('cheque_to_shop', 'chèque à l’ordre du magasin'), ('gift_card', 'carte cadeau du magasin'), ('cash_envelope', 'enveloppe d’espèces avec reçu'), ('ccas_voucher', 'bon ou régie du CCAS')], max_length=14, verbose_name='paiement des courses')),
                ('money_ceiling_euros', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='plafond (€)')),
                ('closing_reason', models.CharField(blank=True, choices=[('served', 'servi'), ('served_by_relative', 'servi par un proche'), ('cancelled_by_requester', 'annulé par la personne'), ('cancelled_by_town', 'annulé par la mairie'), ('duplicate', 'doublon'), ('out_of_scope', 'hors champ'), ('unreachable', 'injoignable'), ('refused', 'aide refusée'), ('nobody_available', 'personne n’est disponible'), ('out_of_area', 'hors zone'), ('out_of_rules', 'hors règle'), ('no_suitable_time', 'horaire impossible'), ('no_common_language', 'pas de langue commune'), ('referred_to_service', 'orienté vers un service ou une association')], max_length=24, verbose_name='motif de clôture')),
                ('closing_note', cordee.ground.vault.models.columns.CipheredText(blank=True, max_length=300, verbose_name='précision')),
                ('referred_to', models.CharField(blank=True, max_length=120, verbose_name='orienté vers')),
                ('source_key', models.CharField(blank=True, max_length=64)),
                ('received_at', models.DateTimeField(verbose_name='reçu le')),
                ('qualified_at', models.DateTimeField(blank=True, null=True)),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('beneficiary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='needs.beneficiary')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suivi par')),
                ('requester', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='needs.need')),
            ],
            options={
                'ordering': ['urgency', 'wanted_until', 'id'],
                'indexes': [models.Index(fields=['commune', 'state', 'urgency', 'wanted_until'], name='need_queue')],
                'constraints': [models.UniqueConstraint(fields=('commune', 'number'), name='need_number_once'), models.UniqueConstraint(condition=models.Q(('source_key', ''), _negated=True), fields=('commune', 'source_key'), name='need_source_once'), models.CheckConstraint(condition=models.Q(('urgency__gte', 1), ('urgency__lte', 4)), name='need_urgency_u1_to_u4'), models.CheckConstraint(condition=models.Q(('helpers__gte', 1), ('helpers__lte', 20)), name='need_asks_somebody'), models.CheckConstraint(condition=models.Q(('wanted_until__gt', models.F('wanted_from'))), name='need_window_in_order')],
            },
        ),
        migrations.CreateModel(
            name='NeedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', cordee.ground.vault.models.columns.CipheredJson(default=dict)),
                ('label', models.CharField(blank=True, max_length=120)),
                ('started_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'ordering': ['-updated_at'],
            },
        ),
    ]
