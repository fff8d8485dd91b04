"""Lists on their way in, and what became of their lines."""

from django.db import connection, migrations

from cordee.ground.vault.actions import cipher_column
from cordee.ground.vault.models import cipher
from cordee.ground.vault.models.columns import CipheredBytes, CipheredJson


def cipher_files(apps, schema_editor):
    """Files not imported yet change column: bytes were there, a token is a text."""
    cipher_column(table="people_receivedsheet", column="report")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, content_in_clear FROM people_receivedsheet WHERE content_in_clear IS NOT NULL")
        for key, content in cursor.fetchall():
            cursor.execute(
                "UPDATE people_receivedsheet SET content = %s, content_in_clear = NULL WHERE id = %s",
                [cipher(bytes(content)), key],
            )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_how_an_account_proves_itself")]

    operations = [
        migrations.AlterField("receivedsheet", "report", CipheredJson(default=list)),
        migrations.RenameField("receivedsheet", "content", "content_in_clear"),
        migrations.AddField("receivedsheet", "content", CipheredBytes(null=True)),
        # No way back: a column in clear is what this leaves behind.
        migrations.RunPython(cipher_files),
        migrations.RemoveField("receivedsheet", "content_in_clear"),
    ]
