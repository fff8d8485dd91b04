"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.volunteers"
    label = "volunteers"

    def ready(self) -> None:
        """Tell people what is kept of their offer and forget it when asked; bring back those whose pause is over."""
        from cordee.ground.messaging.ports import every
        from cordee.ground.people.ports import (
            Series,
            register_erasure,
            register_export,
            register_objection,
            register_series,
            register_traced,
            register_use,
        )
        from cordee.ground.volunteers.actions import checks, forgetting
        from cordee.ground.volunteers.actions.admission import end_pauses
        from cordee.ground.volunteers.selectors.checks import old_checks
        from cordee.ground.volunteers.selectors.export import export_offer, keys_in_trace

        every(60, "end_pauses")(lambda at: end_pauses(at=at))
        every(60, "end_checks")(lambda at: checks.end_checks(at=at))
        every(60, "announce_ends")(lambda at: checks.announce_ends(at=at))
        register_series(Series("controles", old_checks, checks.destroy_checks))
        register_export("Votre offre de bénévole", export_offer)
        register_traced("offer", keys_in_trace)
        register_erasure("offer", forgetting.forget_offer)
        register_objection("offer", forgetting.object_to_offer)
        register_use("offer", forgetting.is_volunteer)
