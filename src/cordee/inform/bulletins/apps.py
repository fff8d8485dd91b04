"""The room as a Django application."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """Names the room."""

    name = "cordee.inform.bulletins"
    label = "bulletins"
