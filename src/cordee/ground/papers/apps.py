"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.papers"
    label = "papers"

    def ready(self) -> None:
        """Tell people which papers are kept in their name, forget them when asked, name what is too old."""
        from cordee.ground.papers.actions.forgetting import destroy_papers, forget_papers
        from cordee.ground.papers.selectors.export import export_papers, keys_in_trace
        from cordee.ground.papers.selectors.retention import old_papers
        from cordee.ground.people import ports

        ports.register_export("Vos papiers", export_papers)
        ports.register_traced("papers", keys_in_trace)
        ports.register_erasure("papers", forget_papers)
        ports.register_series(ports.Series("papiers", old_papers, destroy_papers))
