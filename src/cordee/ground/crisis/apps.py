"""The room as a Django application."""

from django.apps import AppConfig


class CrisisConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.crisis"
    label = "crisis"
