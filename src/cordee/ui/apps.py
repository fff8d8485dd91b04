"""The interface as a Django application: templates, static files and template tags."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and tags shared by every page."""

    name = "cordee.ui"
    label = "ui"
    verbose_name = "Interface"
