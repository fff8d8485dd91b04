"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Tell people what was sent to them."""
        from cordee.ground.messaging.selectors import export_messages
        from cordee.ground.people.ports import register_export

        register_export("Nos messages", export_messages)
