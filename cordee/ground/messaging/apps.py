"""The room as a Django application."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.messaging"
    label = "messaging"
