import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('assignments', '0001_initial'), ('assignments', '0002_verdicts_and_reviews'), ('assignments', '0003_cash_slips'), ('assignments', '0004_first_missions_accompanied'), ('assignments', '0005_visits_announced')]

    initial = True

    dependencies = [
        ('crisis', '0001_start'),
        ('needs', '0001_start'),
        ('papers', '0001_start'),
        ('people', '0001_start'),
        ('people', '__first__'),
        ('territory', '0001_start'),
        ('volunteers', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('suggested', 'à valider'), ('proposed', 'proposée'), ('accepted', 'acceptée'), ('started', 'en cours'), ('done', 'réalisée'), ('declined', 'déclinée'), ('no_answer', 'sans réponse'), ('taken', 'place déjà prise'), ('dropped', 'rendue par le bénévole'), ('refused', 'écartée par la coordination'), ('cancelled', 'annulée'), ('no_show', 'non venu·e')], default='suggested', max_length=10, verbose_name='état')),
                ('place', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('starts_at', models.DateTimeField(verbose_name='début')),
                ('ends_at', models.DateTimeField(verbose_name='fin')),
                ('reasons', models.JSONField(default=list)),
                ('cost', models.JSONField(default=dict)),
                ('distance_km', models.FloatField(blank=True, null=True)),
                ('suggested_at', models.DateTimeField()),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
                ('answer_due_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.CharField(blank=True, max_length=10)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='durée (minutes)')),
                ('amount_cents', models.PositiveIntegerField(blank=True, null=True, verbose_name='montant du ticket (centimes)')),
                ('reason_code', models.CharField(blank=True, max_length=24, verbose_name='motif')),
                ('verdict', models.JSONField(default=dict, verbose_name='consignes de la mission')),
                ('conditions_read_at', models.DateTimeField(blank=True, null=True, verbose_name='consignes lues le')),
                ('announced_at', models.DateTimeField(blank=True, null=True, verbose_name='annoncée par téléphone le')),
                ('accompanies', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.assignment', verbose_name='accompagne')),
                ('announced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='needs.need')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.volunteer')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['need', 'state'], name='assignment_of_need'), models.Index(fields=['volunteer', 'state', 'starts_at'], name='assignment_of_volunteer'), models.Index(condition=models.Q(('state', 'proposed')), fields=['answer_due_at'], name='assignment_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['accepted', 'started', 'done'])), fields=('need', 'place'), name='one_holder_per_place'), models.UniqueConstraint(condition=models.Q(('state__in', ['suggested', 'proposed', 'accepted', 'started', 'done'])), fields=('need', 'volunteer'), name='volunteer_once_per_need'), models.UniqueConstraint(condition=models.Q(('state__in', ['accepted', 'started'])), fields=('volunteer', 'starts_at'), name='one_promise_per_half_day'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'started', 'done']), _negated=True), ('place__isnull', False), _connector='OR'), name='a_held_place_is_numbered'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='assignment_window_in_order')],
            },
        ),
        migrations.CreateModel(
            name='BlockedPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_by', models.CharField(choices=[('volunteer', 'le bénévole'), ('beneficiary', 'la personne aidée'), ('town', 'la mairie')], max_length=12)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.volunteer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('volunteer', 'person'), name='blocked_once')],
            },
        ),
        migrations.CreateModel(
            name='CashSlip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('none', 'rien à payer'), ('shop_account', 'compte ou facture du magasin'), ('cheque_to_shop', 'chèque à l’ordre du magasin'), ('gift_card', 'carte cadeau du magasin'), ('cash_envelope', 'enveloppe d’espèces avec reçu'), ('ccas_voucher', 'bon ou régie du CCAS')], max_length=14, verbose_name='moyen')),
                ('handed_cents', models.PositiveIntegerField(blank=True, null=True, verbose_name='remis (centimes)')),
                ('ticket_cents', models.PositiveIntegerField(blank=True, null=True, verbose_name='ticket de caisse (centimes)')),
                ('change_cents', models.PositiveIntegerField(blank=True, null=True, verbose_name='monnaie rendue (centimes)')),
                ('goods_given', models.BooleanField(blank=True, null=True, verbose_name='articles remis')),
                ('returned_at', models.DateTimeField(blank=True, null=True, verbose_name='retour noté le')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.assignment')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='papers.paper', verbose_name='reçu')),
                ('returned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PlanRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=60)),
                ('suggestions', models.PositiveIntegerField()),
                ('objective', models.BigIntegerField()),
                ('unserved', models.JSONField(default=list)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'ordering': ['-at'],
                'get_latest_by': 'at',
            },
        ),
        migrations.CreateModel(
            name='RulesOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='motif')),
                ('granted_at', models.DateTimeField()),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='needs.need')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.volunteer')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('need', 'volunteer'), name='override_once')],
            },
        ),
        migrations.CreateModel(
            name='RulesReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_zone', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('listed_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crisis.protocoldecision')),
                ('zone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crisis.forbiddenzone')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewedMission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('changed', models.BooleanField()),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
                ('told', models.BooleanField(default=False)),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='traité le')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.assignment')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='missions', to='assignments.rulesreview')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('review', 'assignment'), name='mission_reviewed_once')],
            },
        ),
        migrations.CreateModel(
            name='Accompaniment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('volunteer', 'par un bénévole d’expérience'), ('agent', 'par un agent'), ('waived', 'dispensée, avec un motif')], max_length=10, verbose_name='accompagnement')),
                ('agent_name', models.CharField(blank=True, max_length=80, verbose_name='agent')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='motif')),
                ('chosen_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='accompagnement fait le')),
                ('chosen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
                ('companion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.volunteer')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='needs.need')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.volunteer')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('need', 'volunteer'), name='accompanied_once_per_need'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'volunteer'), _negated=True), ('companion__isnull', False), _connector='OR'), name='a_companion_is_named')],
            },
        ),
    ]
