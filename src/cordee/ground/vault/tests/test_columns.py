"""A ciphered column: words in Python, tokens in the table."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import models
from django.test.utils import isolate_apps

from cordee.ground.vault.models import (
    CipheredBytes,
    CipheredJson,
    CipheredNumber,
    CipheredText,
    Unreadable,
    cipher,
    decipher,
    under_newest_key,
)

with isolate_apps("cordee.ground.vault"):

    class Sheet(models.Model):
        """A table that is never made: only its columns are asked."""

        note = CipheredText(blank=True)
        days = CipheredNumber(null=True)
        typed = CipheredJson(default=dict)
        file = CipheredBytes(null=True)
        mobility = CipheredText(blank=True, health=True)
        treatment = CipheredNumber(null=True, health=True)

        class Meta:
            app_label = "vault"
            managed = False

        def __str__(self) -> str:
            return "sheet"


def there_and_back(name: str, value: object) -> object:
    field = Sheet._meta.get_field(name)
    return field.from_db_value(field.get_prep_value(value), None, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("note", "digicode 12A4, c’est la porte bleue"), ("note", ""), ("days", 0), ("days", 12), ("days", None),
        ("typed", {}), ("typed", {"nom": "Rolland", "jours": [1, 2]}), ("file", b"\x00\xff pk"), ("file", None),
    ],
)  # fmt: skip
def test_what_goes_in_comes_out(name, value):
    assert there_and_back(name, value) == value


def test_nothing_of_the_words_is_in_the_token_and_empty_stays_empty():
    field = Sheet._meta.get_field("note")
    token = field.get_prep_value("tilleul")
    assert token.startswith("gAAAA") and "tilleul" not in token
    assert field.get_prep_value("") == ""
    assert field.get_prep_value("tilleul") != token, "two equal words must not look equal"


@pytest.mark.parametrize("lookup", ["icontains", "startswith", "in", "regex", "exact"])
def test_the_database_is_never_asked_to_look_for_words(lookup):
    with pytest.raises(FieldError):
        str(Sheet.objects.filter(**{f"note__{lookup}": ["tilleul"] if lookup == "in" else "tilleul"}).query)
    assert str(Sheet.objects.filter(note="").query)


def test_without_a_host_for_health_class_c_is_neither_written_nor_read(settings):
    written = Sheet._meta.get_field("mobility").get_prep_value("housebound")
    settings.HDS = False
    assert there_and_back("mobility", "housebound") == "" and there_and_back("treatment", 3) is None
    assert Sheet._meta.get_field("mobility").from_db_value(written, None, None) == ""
    assert there_and_back("note", "sonner deux fois") == "sonner deux fois"


def test_a_new_key_in_front_reads_the_old_values_and_a_lost_key_is_said(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CIPHER_KEYS = [old]
    token = cipher("tilleul")
    settings.CIPHER_KEYS = [new, old]
    assert decipher(token) == "tilleul" and not under_newest_key(token)
    settings.CIPHER_KEYS = [new]
    with pytest.raises(Unreadable, match="clé manquante"):
        decipher(token)
