import cordee.ground.territory.models.communes
import datetime
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('territory', '0001_initial'), ('territory', '0002_first_mission_with')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Commune',
            fields=[
                ('insee_code', models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name='code INSEE')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('name_key', models.CharField(db_index=True, max_length=80)),
                ('kind', models.CharField(max_length=30)),
                ('departement', models.CharField(max_length=3, verbose_name='département')),
                ('population', models.PositiveIntegerField(null=True, verbose_name='population')),
                ('postcodes', models.CharField(max_length=200, verbose_name='codes postaux')),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
            ],
            options={
                'ordering': ['name', 'insee_code'],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('commune', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='territory.commune')),
                ('name', models.CharField(max_length=80, verbose_name='nom affiché')),
                ('tagline', models.CharField(blank=True, max_length=160, verbose_name='phrase d’accueil')),
                ('host', models.CharField(blank=True, max_length=120, verbose_name='nom d’hôte')),
                ('phone', models.CharField(max_length=16, verbose_name='numéro à appeler')),
                ('phone_hours', models.CharField(blank=True, max_length=120, verbose_name='heures d’appel')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='courriel')),
                ('dpo_contact', models.CharField(blank=True, max_length=160, verbose_name='délégué à la protection des données')),
                ('colour', models.CharField(default='#1f5c4d', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Une couleur s’écrit comme #1f5c4d.')], verbose_name='couleur')),
                ('logo', models.BinaryField(blank=True, null=True, verbose_name='logo')),
                ('logo_type', models.CharField(blank=True, max_length=20)),
                ('logo_version', models.PositiveIntegerField(default=0)),
                ('automatic_proposals', models.BooleanField(default=False, help_text='Envoyer les propositions aux bénévoles sans validation d’un agent.', verbose_name='propositions automatiques')),
                ('answer_minutes_u1', models.PositiveIntegerField(default=20, verbose_name='délai de réponse U1 (minutes)')),
                ('answer_minutes_u2', models.PositiveIntegerField(default=120, verbose_name='délai de réponse U2 (minutes)')),
                ('answer_minutes_u3', models.PositiveIntegerField(default=480, verbose_name='délai de réponse U3 (minutes)')),
                ('answer_minutes_u4', models.PositiveIntegerField(default=1440, verbose_name='délai de réponse U4 (minutes)')),
                ('default_radius_km', models.FloatField(default=3.0, verbose_name='rayon proposé (km)')),
                ('default_weekly_cap', models.PositiveSmallIntegerField(default=4, verbose_name='missions par semaine, au plus')),
                ('daily_cap', models.PositiveSmallIntegerField(default=2, verbose_name='missions par jour, au plus')),
                ('briefing_weekday', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'lundi'), (1, 'mardi'), (2, 'mercredi'), (3, 'jeudi'), (4, 'vendredi'), (5, 'samedi'), (6, 'dimanche')], null=True, verbose_name='jour du briefing des bénévoles')),
                ('briefing_time', models.TimeField(default=datetime.time(18, 0), verbose_name='heure du briefing')),
                ('briefing_place', models.CharField(blank=True, max_length=60, verbose_name='lieu du briefing')),
                ('cash_ceiling_euros', models.PositiveSmallIntegerField(default=50, verbose_name='plafond des courses en espèces (€)')),
                ('first_mission_with', models.CharField(choices=[('never', 'jamais exigée'), ('visits', 'pour les visites à domicile'), ('homes', 'pour toute aide chez une personne, même sur le pas de la porte')], default='visits', max_length=8, verbose_name='première mission accompagnée')),
                ('map_stamp', models.CharField(default=cordee.ground.territory.models.communes.new_map_stamp, editable=False, max_length=16)),
                ('next_need_number', models.PositiveIntegerField(default=1)),
                ('next_volunteer_number', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('host'), condition=models.Q(('host', ''), _negated=True), name='one_town_per_host')],
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ban_id', models.CharField(max_length=60)),
                ('number', models.CharField(max_length=10)),
                ('suffix', models.CharField(blank=True, max_length=10)),
                ('street', models.CharField(max_length=120)),
                ('street_key', models.CharField(db_index=True, max_length=120)),
                ('postcode', models.CharField(max_length=5)),
                ('former_commune', models.CharField(blank=True, max_length=80)),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('commune', 'ban_id'), name='address_once_per_ban_id')],
            },
        ),
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('outline', models.JSONField(blank=True, null=True)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('population', models.PositiveIntegerField(blank=True, null=True)),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.commune', verbose_name='commune')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('commune', 'name'), name='district_once_per_commune')],
            },
        ),
    ]
