"""Columns that are tokens in the database and words in Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact

from cordee.ground.vault.models.ciphering import cipher, decipher_bytes
from cordee.ground.vault.models.health import keeps_health

# What a column gives and takes, for the type checker, which looks here rather than at the methods.
if TYPE_CHECKING:

    class _Text(models.TextField[Any, Any]):
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

else:
    _Text = models.TextField


class _OnlyEmpty(Exact):
    """« = '' »: the one comparison that means something on tokens, which differ each time they are made."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError(
                f"{self.lhs.output_field.name} is ciphered: the database cannot look for a value in it."
            )
        return ""


class Ciphered(_Text):
    """What the ciphered columns share. ``health=True`` marks class C: without a host that may keep it, the column
    writes and reads as empty."""

    def __init__(self, *args: Any, health: bool = False, **kwargs: Any) -> None:
        self.health = health
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Tell migrations about ``health``."""
        name, path, args, kwargs = super().deconstruct()
        if self.health:
            kwargs["health"] = True
        return name, path, args, kwargs

    def get_lookup(self, lookup_name: str) -> Any:
        """Empty or not, and nothing else."""
        if lookup_name == "exact":
            return _OnlyEmpty
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.name} is ciphered: « {lookup_name} » would look for words where there are tokens."
        )

    def to_words(self, value: Any) -> str | bytes:
        """What is ciphered of a value."""
        return str(value)

    def of_words(self, words: bytes) -> Any:
        """The value that was ciphered."""
        return words.decode()

    def get_prep_value(self, value: Any) -> Any:
        """Cipher on the way in."""
        if self.health and not keeps_health():
            value = None if self.null else ""
        if value is None or value in ("", b""):
            return value or (None if self.null else "")
        return cipher(self.to_words(value))

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """Decipher on the way out."""
        if self.health and not keeps_health():
            return None if self.null else ""
        if value is None or value == "":
            return value
        return self.of_words(decipher_bytes(value))


class CipheredText(Ciphered):
    """A text; ``max_length`` is for the forms, the token is longer."""


class CipheredNumber(Ciphered):
    """A whole number or nothing."""

    def of_words(self, words: bytes) -> int:
        """The number."""
        return int(words)

    def to_python(self, value: Any) -> int | None:
        """A whole number or ``None``."""
        return None if value in (None, "") else int(value)


class CipheredJson(Ciphered):
    """What JSON can write; empty is a token too."""

    def to_words(self, value: Any) -> str:
        """JSON."""
        return json.dumps(value, ensure_ascii=False)

    def of_words(self, words: bytes) -> Any:
        """The value."""
        return json.loads(words)

    def to_python(self, value: Any) -> Any:
        """As it is."""
        return value


class CipheredBytes(Ciphered):
    """A file or nothing (``null=True``)."""

    def to_words(self, value: Any) -> bytes:
        """The bytes."""
        return bytes(value)

    def of_words(self, words: bytes) -> bytes:
        """The bytes."""
        return words

    def to_python(self, value: Any) -> Any:
        """As it is."""
        return value
