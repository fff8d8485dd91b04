"""The room as a Django application."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.needs"
    label = "needs"
