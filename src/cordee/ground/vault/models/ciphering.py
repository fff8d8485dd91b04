"""Words in, token out, and back."""

from __future__ import annotations

from cryptography.fernet import InvalidToken

from cordee.ground.vault.models.keys import keyring


class Unreadable(RuntimeError):
    """A value no key of this installation opens: a key is missing. Raised rather than shown empty, for a page saved
    over an unreadable value would lose it."""


def cipher(words: str | bytes) -> str:
    """Token of ``words`` under the newest key; nothing stays nothing."""
    if not words:
        return ""
    return keyring().newest.encrypt(words.encode() if isinstance(words, str) else words).decode("ascii")


def decipher_bytes(token: str) -> bytes:
    """What a token was made of. Raises ``Unreadable``."""
    if not token:
        return b""
    try:
        return keyring().every.decrypt(token.encode())
    except InvalidToken:
        raise Unreadable(
            "Une valeur chiffrée ne s’ouvre avec aucune clé de cette installation : remettez la clé manquante "
            "(CORDEE_CIPHER_KEYS, ou le fichier cipher_keys du dossier de données)."
        ) from None


def decipher(token: str) -> str:
    """Words of a token. Raises ``Unreadable``."""
    return decipher_bytes(token).decode()


def under_newest_key(token: str) -> bool:
    """True when the newest key opens the token."""
    try:
        keyring().newest.decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def cipher_again(token: str) -> str:
    """The same words under the newest key. Raises ``Unreadable``."""
    return cipher(decipher_bytes(token))
