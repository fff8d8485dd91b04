"""The room as a Django application."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Names the room."""

    name = "cordee.inform.schemes"
    label = "schemes"
