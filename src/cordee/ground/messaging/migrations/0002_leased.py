"""Find what is being sent without reading the whole outbox."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="outgoingmessage",
            index=models.Index(
                fields=["lease_until"], name="message_leased", condition=models.Q(lease_until__isnull=False)
            ),
        ),
    ]
