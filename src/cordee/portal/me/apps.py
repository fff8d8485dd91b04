"""The room as a Django application."""

from django.apps import AppConfig


class MeConfig(AppConfig):
    """Names the room."""

    name = "cordee.portal.me"
    label = "me"

    def ready(self) -> None:
        """Close the space of a person who is forgotten."""
        from cordee.ground.people.ports import register_erasure
        from cordee.portal.me.actions.rights import forget_sessions

        register_erasure("sessions", forget_sessions)
