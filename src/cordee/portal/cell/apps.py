"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class CellConfig(AppConfig):
    """Names the room."""

    name = "cordee.portal.cell"
    label = "cell"

    def ready(self) -> None:
        """Say what is still open when an event closes, give figures, fill the bag, keep an exercise inside the building."""
        from cordee.ground.crisis.ports import (
            ExercisePart,
            register_bag_part,
            register_exercise_part,
            register_figures,
            register_still_open,
        )
        from cordee.ground.crisis.selectors.crises import written_in_exercise
        from cordee.ground.messaging.ports import keep_inside_when
        from cordee.portal.cell.actions.exercises import wipe_messages
        from cordee.portal.cell.selectors.bag import duty_part, missions_part, partners_part, places_part
        from cordee.portal.cell.selectors.exercises import messages_count
        from cordee.portal.cell.selectors.figures import (
            calls_figures,
            needs_figures,
            people_figures,
            shelter_figures,
        )
        from cordee.portal.cell.selectors.open import (
            bags_left,
            calls_left,
            decisions_left,
            needs_left,
            shelters_left,
        )

        register_still_open("needs", needs_left)
        register_still_open("calls", calls_left)
        register_still_open("decisions", decisions_left)
        register_still_open("shelters", shelters_left)
        register_still_open("bags", bags_left)
        register_figures("needs", needs_figures)
        register_figures("calls", calls_figures)
        register_figures("people", people_figures)
        register_figures("places", shelter_figures)
        register_exercise_part(
            "messages", ExercisePart("messages écrits, jamais partis", messages_count, wipe_messages)
        )
        register_bag_part("duty", duty_part)
        register_bag_part("partners", partners_part)
        register_bag_part("places", places_part)
        register_bag_part("missions", missions_part)
        keep_inside_when(written_in_exercise)
