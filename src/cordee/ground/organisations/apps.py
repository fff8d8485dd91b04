"""The room as a Django application, and what it plugs into the rooms below."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Names the room."""

    name = "cordee.ground.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Tell contacts what is kept of them, forget them when asked, name those whose time is over."""
        from cordee.ground.organisations.actions import forgetting
        from cordee.ground.organisations.selectors import contacts
        from cordee.ground.people.ports import (
            Series,
            register_erasure,
            register_export,
            register_series,
            register_traced,
            register_use,
        )

        register_export("Vos fonctions dans une structure", contacts.export_contact)
        register_traced("organisation", contacts.keys_in_trace)
        register_erasure("organisation", forgetting.forget_contact)
        register_use("organisation", contacts.is_contact)
        register_series(Series("structures", contacts.old_contacts, forgetting.destroy_contacts))
