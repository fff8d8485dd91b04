"""The wiring as an application: it only brings the commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds the management commands."""

    name = "cordee.config"
    label = "config"
