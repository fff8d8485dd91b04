"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the room."""

    name = "cordee.portal.desk"
    label = "desk"

    def ready(self) -> None:
        """Every day, old lists and the list of the erased; every minute, the seals of the log; and what is unusual in it."""
        from cordee.ground.messaging.ports import every
        from cordee.portal.desk.tasks import forget_lists, keep_erasure_list, look_for_unusual, seal_log

        every(24 * 60, "forget_lists")(forget_lists)
        every(24 * 60, "keep_erasure_list")(keep_erasure_list)
        every(1, "seal_log")(seal_log)
        every(10, "look_for_unusual")(look_for_unusual)
