"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.assignments"
    label = "assignments"

    def ready(self) -> None:
        """Hear replies to proposals; pass on what is unanswered; remind; keep promises; tell what is kept."""
        from cordee.ground.assignments.actions import forgetting, replies
        from cordee.ground.assignments.ports import when_place_freed
        from cordee.ground.assignments.selectors import retention
        from cordee.ground.assignments.selectors.export import export_missions
        from cordee.ground.assignments.tasks import replanning, reviewing, ticks
        from cordee.ground.crisis.ports import when_rules_change
        from cordee.ground.messaging.ports import every, on_incoming_sms
        from cordee.ground.people.ports import (
            Series,
            register_erasure,
            register_export,
            register_obstacles,
            register_series,
        )
        from cordee.ground.volunteers.actions.forgetting import destroy_offers

        when_place_freed(replanning.look_again)
        when_rules_change(reviewing.look_again_at_missions)
        on_incoming_sms(replies.hear_yes_or_no)
        every(1, "pass_on_unanswered")(lambda at: ticks.pass_on_unanswered(at=at))
        every(5, "plan_by_itself")(lambda at: ticks.plan_by_itself(at=at))
        every(10, "remind_helpers")(lambda at: ticks.remind_helpers(at=at))
        every(60, "keep_promises")(lambda at: ticks.keep_promises_by_day(at=at))
        register_export("Vos missions", export_missions)
        register_erasure("missions", forgetting.forget_missions)
        register_obstacles(retention.coming_missions)
        register_series(Series("missions", retention.old_missions, forgetting.destroy_missions))
        register_series(Series("benevoles", retention.old_offers, destroy_offers))
