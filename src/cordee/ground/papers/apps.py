"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.papers"
    label = "papers"

    def ready(self) -> None:
        """Tell people which papers are kept in their name, and forget their words when asked."""
        from cordee.ground.papers.actions.forgetting import forget_papers
        from cordee.ground.papers.selectors.export import export_papers
        from cordee.ground.people.ports import register_erasure, register_export

        register_export("Vos papiers", export_papers)
        register_erasure("papers", forget_papers)
