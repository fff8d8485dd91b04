"""The interface as a Django application: templates, static files and template tags."""

from django.apps import AppConfig
from django.urls import register_converter


class UiConfig(AppConfig):
    """Templates, static files and tags shared by every page."""

    name = "cordee.ui"
    label = "ui"
    verbose_name = "Interface"

    def ready(self) -> None:
        """Teach addresses what the number of a row is."""
        from cordee.ui.numbers import RowConverter

        register_converter(RowConverter, "row")
