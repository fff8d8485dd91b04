"""The room as a Django application."""

from django.apps import AppConfig


class MeConfig(AppConfig):
    """Names the room."""

    name = "cordee.portal.me"
    label = "me"
