"""The room as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the room."""

    name = "cordee.portal.desk"
    label = "desk"
