"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Names the room."""

    name = "cordee.portal.home"
    label = "home"

    def ready(self) -> None:
        """Forget every hour the proofs of work that are too old."""
        from cordee.ground.messaging.ports import every
        from cordee.ground.people.actions.proofs import forget_proofs

        every(60, "forget_proofs")(lambda at: forget_proofs(at=at))
