"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """Names the room."""

    name = "cordee.coordinate.resources"
    label = "resources"

    def ready(self) -> None:
        """Tell guardians and sheltered families what is kept, forget it when asked, name what is too old."""
        from cordee.coordinate.resources.actions import forgetting
        from cordee.coordinate.resources.selectors import exercises, export, retention
        from cordee.ground.crisis.ports import ExercisePart, register_exercise_part
        from cordee.ground.people import ports

        ports.register_export("Lieux que vous gardez", export.export_guarded)
        ports.register_export("Accueil dans un centre", export.export_sheltered)
        ports.register_traced("resources", retention.keys_in_trace)
        ports.register_erasure("resources", forgetting.forget_person)
        ports.register_use("resources", retention.is_guardian)
        ports.register_series(
            ports.Series("hebergement", retention.old_families, forgetting.destroy_families)
        )
        ports.register_series(ports.Series("gardiens", retention.old_guardians, forgetting.destroy_guardians))
        register_exercise_part(
            "families",
            ExercisePart(
                "familles notées dans un centre d’accueil",
                exercises.families_count,
                forgetting.wipe_families,
                exercises.families_lines,
            ),
        )
