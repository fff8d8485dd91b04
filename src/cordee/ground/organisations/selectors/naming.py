"""Which partner a cell of a list means: by its RNA, its SIRET, or its name as it is written here."""

from __future__ import annotations

from cordee.ground.audit.rules import Refused
from cordee.ground.organisations.models import Organisation
from cordee.ground.organisations.rules.conventions import check_may_join
from cordee.ground.organisations.rules.identifiers import folded_name

_NONE = frozenset({"", "non", "aucune", "aucun", "sans", "neant", "sans objet", "nc", "x"})


class PartnerReader:
    """The partners of the town, read once for a whole list (one query)."""

    def __init__(self) -> None:
        self._by_number: dict[str, Organisation] = {}
        self._by_name: dict[str, list[Organisation]] = {}
        for one in Organisation.objects.all():
            self._by_name.setdefault(one.name_key, []).append(one)
            for number in (one.rna, one.siret):
                if number:
                    self._by_number[number.lower()] = one

    def named(self, text: str) -> Organisation | None:
        """The partner a cell means, ``None`` when it says there is none.

        Raises ``Refused`` when none is known by this name or number, when several are, or when its convention has stopped.
        """
        folded = folded_name(text)
        if folded in _NONE:
            return None
        found = self._by_number.get(folded.replace(" ", ""))
        if found is None:
            same = self._by_name.get(folded, [])
            if len(same) > 1:
                raise Refused(
                    f"Plusieurs partenaires s’appellent « {text[:60]} » : écrivez son RNA ou son SIRET."
                )
            found = same[0] if same else None
        if found is None:
            raise Refused(
                f"« {text[:60]} » n’est pas dans vos partenaires : ajoutez cette structure, ou corrigez son nom."
            )
        check_may_join(found)
        return found
