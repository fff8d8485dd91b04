"""Ciphered columns and what they rest on."""

from cordee.ground.vault.models.ciphering import (
    Unreadable,
    cipher,
    cipher_again,
    decipher,
    decipher_bytes,
    under_newest_key,
)
from cordee.ground.vault.models.columns import (
    Ciphered,
    CipheredBytes,
    CipheredJson,
    CipheredNumber,
    CipheredText,
)
from cordee.ground.vault.models.health import keeps_health
from cordee.ground.vault.models.keys import add_newest_key, drop_old_keys, key_file, keyring

__all__ = [
    "Ciphered",
    "CipheredBytes",
    "CipheredJson",
    "CipheredNumber",
    "CipheredText",
    "Unreadable",
    "add_newest_key",
    "cipher",
    "cipher_again",
    "decipher",
    "decipher_bytes",
    "drop_old_keys",
    "keeps_health",
    "key_file",
    "keyring",
    "under_newest_key",
]
