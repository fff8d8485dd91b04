"""The room as a Django application."""

from django.apps import AppConfig


class CrisisConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.crisis"
    label = "crisis"

    def ready(self) -> None:
        """Hand over, forget and destroy reports of visitors; date what follows the closing of an event."""
        from cordee.ground.crisis.actions.exercises import wipe_decisions, wipe_logbook, wipe_reports
        from cordee.ground.crisis.actions.visitors import destroy_reports, forget_reports
        from cordee.ground.crisis.ports import ExercisePart, register_exercise_part, when_crisis_closes
        from cordee.ground.crisis.selectors.crises import (
            closing_tasks,
            decisions_count,
            logbook_count,
            reports_count,
        )
        from cordee.ground.crisis.selectors.visitors import export_reports, old_reports
        from cordee.ground.people import ports

        ports.register_export("Vos signalements", export_reports)
        ports.register_erasure("reports", forget_reports)
        ports.register_series(ports.Series("signalements", old_reports, destroy_reports))
        when_crisis_closes("purges", closing_tasks)
        register_exercise_part(
            "decisions", ExercisePart("phases, quartiers et propositions", decisions_count, wipe_decisions)
        )
        register_exercise_part(
            "logbook", ExercisePart("entrées de main courante", logbook_count, wipe_logbook)
        )
        register_exercise_part("reports", ExercisePart("points de situation", reports_count, wipe_reports))
