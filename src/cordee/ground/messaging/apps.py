"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Tell people what was sent to them, forget it when asked, name what is too old."""
        from cordee.ground.messaging.actions import forgetting
        from cordee.ground.messaging.selectors import export_messages, old_messages
        from cordee.ground.people import ports

        ports.register_export("Nos messages", export_messages)
        ports.register_erasure("messages", forgetting.forget_messages)
        ports.register_objection("messages", forgetting.object_to_messages)
        ports.register_series(ports.Series("messages", old_messages, forgetting.destroy_messages))
