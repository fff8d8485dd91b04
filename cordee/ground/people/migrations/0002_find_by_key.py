"""Find people by number, e-mail or name inside their town."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="courriel"),
        ),
        migrations.AlterField(
            model_name="person",
            name="name_key",
            field=models.CharField(editable=False, max_length=160),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["phone", "commune"], name="person_by_phone"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["phone_alt", "commune"], name="person_by_phone_alt"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["email", "commune"], name="person_by_email"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name_key", "commune"], name="person_by_name_key"),
        ),
    ]
