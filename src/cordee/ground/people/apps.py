"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.people"
    label = "people"

    def ready(self) -> None:
        """Tell people what is kept of their identity, forget it when asked; name old keys and old events."""
        from cordee.ground.people.actions.privacy import forget_identity
        from cordee.ground.people.actions.retention import destroy_keys, destroy_log
        from cordee.ground.people.ports import Series, register_erasure, register_export, register_series
        from cordee.ground.people.selectors.export import export_identity
        from cordee.ground.people.selectors.privacy import old_events, old_keys

        register_export("Vous", export_identity)
        register_erasure("identity", forget_identity)
        register_series(Series("acces", old_keys, destroy_keys))
        register_series(Series("journal", old_events, destroy_log))
