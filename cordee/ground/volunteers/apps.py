"""The room as a Django application."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.volunteers"
    label = "volunteers"
