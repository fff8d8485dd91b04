"""Loose dates become checks, each with who saw it and its last good day.

* A piece of identity keeps its day and who saw it; it has no end.
* A bulletin n° 3 keeps its day and the end it had (365 days). Nobody wrote down who saw it: that stays unknown.
* « Contrôles particuliers vus le » mixed the attestation of honourability, licence, insurance and diploma, and nothing tells
  which of them was seen. Guessing would open a car or children to somebody whose paper nobody saw: what is kept is a check
  « noté sans dire lequel », which opens nothing and stands on the agents’ list until one of these documents is looked at again.
  The fourth level, earned by it alone, falls to the third, which stood under it.
"""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_RECORD_DAYS = timedelta(days=365)
_BATCH = 500


def keep_what_was_seen(apps, schema_editor):
    """One check for each date."""
    Volunteer = apps.get_model("volunteers", "Volunteer")
    VolunteerCheck = apps.get_model("volunteers", "VolunteerCheck")
    made = []
    dated = models.Q(identity_seen_on__isnull=False) | models.Q(record_seen_on__isnull=False)
    for one in Volunteer.objects.filter(dated | models.Q(special_checks_on__isnull=False)).order_by("pk").iterator():
        common = {"volunteer_id": one.pk, "commune_id": one.commune_id}
        if one.identity_seen_on:
            made.append(
                VolunteerCheck(
                    kind="identity", seen_on=one.identity_seen_on, seen_by_id=one.identity_seen_by_id, **common
                )
            )
        if one.record_seen_on:
            until = one.record_seen_on + _RECORD_DAYS
            made.append(
                VolunteerCheck(kind="criminal_record", seen_on=one.record_seen_on, valid_until=until, **common)
            )
        if one.special_checks_on:
            made.append(VolunteerCheck(kind="unsaid", seen_on=one.special_checks_on, **common))
    VolunteerCheck.objects.bulk_create(made, batch_size=_BATCH)
    Volunteer.objects.filter(trust_level=4).update(trust_level=3)


def give_the_dates_back(apps, schema_editor):
    """The way back: the dates of the three former fields; what they could not say is lost."""
    Volunteer = apps.get_model("volunteers", "Volunteer")
    VolunteerCheck = apps.get_model("volunteers", "VolunteerCheck")
    fields = {
        "identity": "identity_seen_on",
        "criminal_record": "record_seen_on",
        "honorability": "special_checks_on",
        "unsaid": "special_checks_on",
    }
    for check in VolunteerCheck.objects.filter(replaced_at=None, kind__in=fields).order_by("pk").iterator():
        values = {fields[check.kind]: check.seen_on}
        if check.kind == "identity":
            values["identity_seen_by_id"] = check.seen_by_id
        Volunteer.objects.filter(pk=check.volunteer_id).update(**values)


class Migration(migrations.Migration):

    dependencies = [
        ("volunteers", "0002_reserve_extension"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VolunteerCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("identity", "pièce d’identité"), ("criminal_record", "bulletin n° 3"), ("honorability", "attestation d’honorabilité"), ("licence", "permis de conduire"), ("insurance", "assurance du véhicule"), ("inspection", "contrôle technique"), ("diploma", "diplôme ou qualification petite enfance"), ("unsaid", "contrôle particulier noté sans dire lequel")], max_length=16, verbose_name="contrôle")),
                ("seen_on", models.DateField(verbose_name="vu le")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valable jusqu’au")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="remplacé ou retiré le")),
                ("warned_at", models.DateTimeField(blank=True, null=True, verbose_name="fin annoncée le")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="fin constatée le")),
                ("commune", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.commune", verbose_name="commune")),
                ("seen_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("volunteer", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="volunteers.volunteer")),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(condition=models.Q(("replaced_at", None)), fields=["commune", "valid_until"], name="volunteer_checks_ending")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("replaced_at", None)), fields=("volunteer", "kind"), name="volunteer_check_once"),
                    models.CheckConstraint(condition=models.Q(("valid_until", None), ("valid_until__gte", models.F("seen_on")), _connector="OR"), name="volunteer_check_ends_after"),
                ],
            },
        ),
        migrations.RunPython(keep_what_was_seen, give_the_dates_back),
        migrations.RemoveField(model_name="volunteer", name="identity_seen_by"),
        migrations.RemoveField(model_name="volunteer", name="identity_seen_on"),
        migrations.RemoveField(model_name="volunteer", name="record_seen_on"),
        migrations.RemoveField(model_name="volunteer", name="special_checks_on"),
    ]
