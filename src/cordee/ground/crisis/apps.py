"""The room as a Django application."""

from django.apps import AppConfig


class CrisisConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.crisis"
    label = "crisis"

    def ready(self) -> None:
        """Hand over, forget and destroy reports of visitors."""
        from cordee.ground.crisis.actions.visitors import destroy_reports, forget_reports
        from cordee.ground.crisis.selectors.visitors import export_reports, old_reports
        from cordee.ground.people import ports

        ports.register_export("Vos signalements", export_reports)
        ports.register_erasure("reports", forget_reports)
        ports.register_series(ports.Series("signalements", old_reports, destroy_reports))
