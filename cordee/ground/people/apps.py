"""The room as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.people"
    label = "people"
