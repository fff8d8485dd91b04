"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.needs"
    label = "needs"

    def ready(self) -> None:
        """Tell people what is kept of their requests, forget it when asked, name what is too old."""
        from cordee.ground.crisis.ports import ExercisePart, register_exercise_part
        from cordee.ground.needs.actions import forgetting
        from cordee.ground.needs.actions.exercises import wipe_needs
        from cordee.ground.needs.selectors import exercises, retention
        from cordee.ground.needs.selectors.export import export_requests
        from cordee.ground.people import ports

        ports.register_export("Vos demandes d’aide", export_requests)
        ports.register_traced("requests", retention.keys_in_trace)
        ports.register_erasure("requests", forgetting.forget_requests)
        ports.register_objection("requests", forgetting.object_to_requests)
        ports.register_obstacles(retention.open_requests)
        ports.register_use("requests", retention.is_helped)
        ports.register_series(ports.Series("sante", retention.old_health, forgetting.destroy_health))
        ports.register_series(ports.Series("brouillons", retention.old_drafts, forgetting.destroy_drafts))
        ports.register_series(
            ports.Series("fiches-mots", retention.old_assessment_words, forgetting.destroy_assessment_words)
        )
        ports.register_series(
            ports.Series("fiches", retention.old_assessments, forgetting.destroy_assessments)
        )
        ports.register_series(ports.Series("demandes", retention.old_files, forgetting.destroy_files))
        register_exercise_part(
            "needs",
            ExercisePart(
                "demandes saisies par les agents", exercises.needs_count, wipe_needs, exercises.needs_lines
            ),
        )
