"""The room as a Django application."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Names the room."""

    name = "cordee.inform.directory"
    label = "directory"
