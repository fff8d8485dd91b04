"""The room as a Django application."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Names the room."""

    name = "cordee.portal.home"
    label = "home"
