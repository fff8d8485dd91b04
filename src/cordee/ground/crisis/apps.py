"""The room as a Django application."""

from django.apps import AppConfig


class CrisisConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.crisis"
    label = "crisis"

    def ready(self) -> None:
        """Forget reports of visitors in their time."""
        from cordee.ground.crisis.actions.visitors import destroy_reports
        from cordee.ground.crisis.selectors.visitors import old_reports
        from cordee.ground.people.ports import Series, register_series

        register_series(Series("signalements", old_reports, destroy_reports))
