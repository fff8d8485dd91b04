"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.volunteers"
    label = "volunteers"

    def ready(self) -> None:
        """Tell people what is kept of their offer."""
        from cordee.ground.people.ports import register_export
        from cordee.ground.volunteers.selectors.export import export_offer

        register_export("Votre offre de bénévole", export_offer)
