"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    """Names the room."""

    name = "cordee.coordinate.safeguarding"
    label = "safeguarding"

    def ready(self) -> None:
        """Unlink erased files, name what is too old, remind who is late.

        No export, no trace under the person's keys: reports are not in the ordinary file (domain.md § 5.4).
        """
        from cordee.coordinate.safeguarding.actions import forgetting
        from cordee.coordinate.safeguarding.selectors import retention
        from cordee.coordinate.safeguarding.tasks import remind_late_reports
        from cordee.ground.messaging.ports import every
        from cordee.ground.people import ports

        ports.register_erasure("safeguarding", forgetting.forget_link)
        ports.register_series(ports.Series("situations", retention.old_reports, forgetting.empty_reports))
        every(15, "remind_late")(remind_late_reports)
