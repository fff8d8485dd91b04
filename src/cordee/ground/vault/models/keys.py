"""The keys of the ciphered columns: the first writes, all of them read."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Keyring:
    """Keys as they were read, newest first."""

    keys: tuple[str, ...]
    newest: Fernet
    every: MultiFernet


def _ring(text: str, *, source: str) -> Keyring:
    keys = tuple(key.strip() for key in text.replace(",", "\n").splitlines() if key.strip())
    try:
        ferns = [Fernet(key) for key in keys]
    except ValueError:
        raise ImproperlyConfigured(
            f"{source} : une clé de chiffrement n’est pas valable (44 caractères, base64)."
        ) from None
    if not ferns:
        raise ImproperlyConfigured(f"{source} : aucune clé de chiffrement.")
    return Keyring(keys, ferns[0], MultiFernet(ferns))


def key_file() -> Path | None:
    """Where the keys live when the environment gives none; ``None`` when it does."""
    return None if settings.CIPHER_KEYS else Path(settings.CIPHER_KEY_FILE)


_lock = threading.Lock()
_read: dict[tuple[str, int, int], Keyring] = {}


def keyring() -> Keyring:
    """The keys in force. The file is looked at each time, so that a rotation reaches processes already running."""
    path = key_file()
    if path is None:
        stamp = ("\n".join(settings.CIPHER_KEYS), 0, 0)
    else:
        facts = path.stat()
        stamp = (str(path), facts.st_mtime_ns, facts.st_ino)
    known = _read.get(stamp)
    if known is None:
        with _lock:
            text = stamp[0] if path is None else path.read_text(encoding="ascii")
            known = _ring(text, source="CORDEE_CIPHER_KEYS" if path is None else str(path))
            _read.clear()
            _read[stamp] = known
    return known


def write_key_file(path: Path, keys: tuple[str, ...]) -> None:
    """Replace the file in one move, readable by its owner only: a crash leaves the old one or the new one whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def add_newest_key() -> bool:
    """Put a fresh key in front of the file. False when the keys come from the environment, which only a person changes."""
    path = key_file()
    if path is None:
        return False
    write_key_file(path, (Fernet.generate_key().decode("ascii"), *keyring().keys))
    return True


def drop_old_keys() -> None:
    """Keep the newest key only; the caller has made sure that no value still needs the others."""
    path = key_file()
    if path is not None:
        write_key_file(path, keyring().keys[:1])
