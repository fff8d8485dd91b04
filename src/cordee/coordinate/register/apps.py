"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Names the room."""

    name = "cordee.coordinate.register"
    label = "register"

    def ready(self) -> None:
        """Tell people what is kept on the registers, forget it when asked, name what is too old."""
        from cordee.coordinate.register.actions import forgetting, keeping
        from cordee.coordinate.register.selectors import export, retention
        from cordee.ground.people import ports

        ports.register_export("Registre de solidarité", export.export_entry)
        ports.register_export("Registre d’alerte", export.export_alerts)
        ports.register_traced("register", retention.keys_in_trace)
        ports.register_erasure("register", forgetting.forget_entries)
        ports.register_objection("register", keeping.object_to_register)
        ports.register_use("register", retention.is_listed)
        ports.register_series(ports.Series("registre", retention.old_entries, forgetting.destroy_entries))
        ports.register_series(ports.Series("alerte-pcs", retention.old_alerts, forgetting.destroy_alerts))
