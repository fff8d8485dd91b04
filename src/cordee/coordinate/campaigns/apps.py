"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Names the room."""

    name = "cordee.coordinate.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        """Tell people what is kept of their calls, forget it when asked, destroy lists in time, leave who leaves."""
        from cordee.coordinate.campaigns.actions import forgetting, listed
        from cordee.coordinate.campaigns.actions.exercises import wipe_campaigns
        from cordee.coordinate.campaigns.selectors import retention
        from cordee.coordinate.campaigns.selectors.crisis import campaigns_of_exercise
        from cordee.coordinate.campaigns.tasks import destroy_lists_of_the_day
        from cordee.coordinate.register.ports import register_leaver
        from cordee.ground.crisis.ports import ExercisePart, register_exercise_part
        from cordee.ground.messaging.ports import every
        from cordee.ground.people import ports

        ports.register_export("Nos appels", retention.export_calls)
        ports.register_traced("calls", retention.keys_in_trace)
        ports.register_erasure("calls", forgetting.forget_calls)
        ports.register_obstacles(retention.calls_to_come)
        ports.register_series(ports.Series("appels", retention.old_calls, forgetting.destroy_calls))
        register_leaver("campaigns", listed.leave_campaigns)
        register_exercise_part(
            "campaigns", ExercisePart("campagnes d’appels", campaigns_of_exercise, wipe_campaigns)
        )
        every(60, "destroy_lists")(destroy_lists_of_the_day)
