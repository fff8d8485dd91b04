from django.db import migrations


def write_answers_down(apps, schema_editor):
    """What was said of the helper before each answer was kept: how it was said is not known any more."""
    beneficiary = apps.get_model("needs", "Beneficiary")
    consent = apps.get_model("people", "Consent")
    said = beneficiary._base_manager.exclude(share_with_helper=None).filter(erased_at=None)
    batch = []
    for file in said.only("person_id", "commune_id", "share_with_helper", "created_at").iterator(chunk_size=500):
        batch.append(
            consent(
                commune_id=file.commune_id,
                person_id=file.person_id,
                recipient="helper",
                answer="yes" if file.share_with_helper else "no",
                channel="before",
                said_on=file.created_at.date(),
                noted_at=file.created_at,
            )
        )
        if len(batch) == 500:
            consent._base_manager.bulk_create(batch)
            batch = []
    consent._base_manager.bulk_create(batch)


class Migration(migrations.Migration):

    dependencies = [
        ('needs', '0003_rights_and_retention'),
        ('people', '0008_consents'),
    ]

    operations = [migrations.RunPython(write_answers_down, migrations.RunPython.noop)]
