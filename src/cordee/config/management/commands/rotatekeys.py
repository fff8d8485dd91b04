"""``cordee rotatekeys``: a new key for what is ciphered, and every value under it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand, CommandError

from cordee.ground.vault.actions import turn_keys
from cordee.ground.vault.models import Unreadable, add_newest_key, drop_old_keys, key_file, keyring
from cordee.ground.vault.selectors import tokens_behind


class Command(BaseCommand):
    """Stopped anywhere, even killed, the same command goes on from there; the pages may stay open meanwhile."""

    help = "Change la clé de chiffrement et rechiffre les données sensibles ; interrompue, elle reprend où elle en était."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--drop-old",
            action="store_true",
            help="Oublie les anciennes clés quand plus aucune valeur n’en a besoin (Cordée arrêtée).",
        )

    def handle(self, *, drop_old: bool, **_: Any) -> None:
        """Turn the keys."""
        try:
            self._turn(drop_old=drop_old)
        except Unreadable as missing:
            raise CommandError(str(missing)) from None

    def _turn(self, *, drop_old: bool) -> None:
        total, behind = tokens_behind()
        if behind:
            self._tell(
                f"Reprise : {behind} valeurs sur {total} ne sont pas encore sous la clé la plus récente."
            )
        elif drop_old:
            self._forget()
            return
        elif add_newest_key():
            behind = total
            self._tell(f"Nouvelle clé en service. {total} valeurs à rechiffrer.")
        else:
            raise CommandError(
                "Tout est déjà sous la première clé de CORDEE_CIPHER_KEYS. Mettez une nouvelle clé devant l’ancienne, "
                f"relancez Cordée, puis cette commande. Une clé toute prête : {Fernet.generate_key().decode()}"
            )
        done = turn_keys(tell=lambda count: self._tell(f"{count} / {behind}"))
        self._tell(f"Terminé : {done} valeurs rechiffrées.")
        if drop_old:
            self._forget()
        elif len(keyring().keys) > 1:
            self._tell(
                "L’ancienne clé reste lisible. Gardez-en une copie avec les sauvegardes d’avant, puis, Cordée arrêtée : "
                "./cordee rotatekeys --drop-old"
            )

    def _forget(self) -> None:
        if key_file() is None:
            raise CommandError("Les clés viennent de CORDEE_CIPHER_KEYS : n’y laissez que la première.")
        if tokens_behind()[1]:
            raise CommandError(
                "Des valeurs ont encore besoin d’une ancienne clé : relancez ./cordee rotatekeys."
            )
        drop_old_keys()
        self._tell("Une seule clé reste, la plus récente.")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
