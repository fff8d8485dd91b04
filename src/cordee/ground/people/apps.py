"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.people"
    label = "people"

    def ready(self) -> None:
        """Tell people what is kept of their identity."""
        from cordee.ground.people.ports import register_export
        from cordee.ground.people.selectors.export import export_identity

        register_export("Vous", export_identity)
