"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.needs"
    label = "needs"

    def ready(self) -> None:
        """Tell people what is kept of their requests."""
        from cordee.ground.needs.selectors.export import export_requests
        from cordee.ground.people.ports import register_export

        register_export("Vos demandes d’aide", export_requests)
