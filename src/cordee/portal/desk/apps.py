"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the room."""

    name = "cordee.portal.desk"
    label = "desk"

    def ready(self) -> None:
        """Forget old lists every day; seal the log every minute; read it for what is unusual."""
        from cordee.ground.messaging.ports import every
        from cordee.portal.desk.tasks import forget_lists, look_for_unusual, seal_log

        every(24 * 60, "forget_lists")(forget_lists)
        every(1, "seal_log")(seal_log)
        every(10, "look_for_unusual")(look_for_unusual)
