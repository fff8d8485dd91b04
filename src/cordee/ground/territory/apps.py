"""The room as a Django application."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.territory"
    label = "territory"
