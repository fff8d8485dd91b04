"""The room as a Django application."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.assignments"
    label = "assignments"
