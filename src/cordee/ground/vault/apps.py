"""The room as a Django application."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.vault"
    label = "vault"
