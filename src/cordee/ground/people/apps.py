"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.people"
    label = "people"

    def ready(self) -> None:
        """Tell people what is kept of their identity, forget it when asked; name old keys and old events."""
        from cordee.ground.people.actions.alerts import destroy_alerts
        from cordee.ground.people.actions.consents import object_to_sharing
        from cordee.ground.people.actions.privacy import forget_identity
        from cordee.ground.people.actions.retention import destroy_keys, destroy_log
        from cordee.ground.people.ports import (
            Series,
            register_erasure,
            register_export,
            register_objection,
            register_series,
        )
        from cordee.ground.people.selectors.alerts import old_alerts
        from cordee.ground.people.selectors.consents import export_consents
        from cordee.ground.people.selectors.consultations import export_consultations
        from cordee.ground.people.selectors.export import export_identity, export_rights
        from cordee.ground.people.selectors.privacy import old_events, old_keys

        register_export("Vous", export_identity)
        register_export("Vos demandes sur vos données", export_rights)
        register_export("Vos accords", export_consents)
        register_export("Qui a consulté votre dossier", export_consultations)
        register_erasure("identity", forget_identity)
        register_objection("consents", object_to_sharing)
        register_series(Series("acces", old_keys, destroy_keys))
        register_series(Series("alertes", old_alerts, destroy_alerts))
        register_series(Series("journal", old_events, destroy_log))
