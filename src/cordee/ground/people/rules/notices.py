"""What people are told of their data (RGPD art. 13 and 14): words made from the register and the retention in force."""

from __future__ import annotations

from dataclasses import dataclass

_YEAR = 365
_EXACT = {183: "6 mois", 1826: "5 ans"}
_SAID_IN_DAYS = 90
_MONTH = 30.44
CNIL = "CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris CEDEX 07, cnil.fr"


def duration_words(days: int) -> str:
    """« 30 jours », « 6 mois », « 1 an », « 200 jours (environ 7 mois) »: the days of a rule as people count them."""
    if days in _EXACT:
        return _EXACT[days]
    if days % _YEAR == 0:
        years = days // _YEAR
        return f"{years} an{'s' if years > 1 else ''}"
    said = f"{days} jour{'s' if days > 1 else ''}"
    return said if days <= _SAID_IN_DAYS else f"{said} (environ {round(days / _MONTH)} mois)"


@dataclass(frozen=True)
class Lasting:
    """How long one series lasts: what, the days in force, after what."""

    told: str
    days: int
    after: str

    @property
    def words(self) -> str:
        """« Votre dossier : 6 mois après la fin de l’aide et de la crise. »."""
        return f"{self.told} : {duration_words(self.days)} après {self.after}."


@dataclass(frozen=True)
class Notice:
    """What one processing says to whoever it is about.

    ``lasting`` holds the rules in force in the town; ``stays`` what no rule ends. ``dpo`` and ``phone`` are empty when the
    town has not given them.
    """

    code: str
    name: str
    controller: str
    spoken: str
    purpose: str
    basis: str
    people: str
    data: str
    readers: str
    lasting: tuple[Lasting, ...]
    stays: str
    objection: bool
    dpo: str
    phone: str

    @property
    def how_long(self) -> list[str]:
        """One sentence for each series, then what stays."""
        return [one.words for one in self.lasting] + ([self.stays] if self.stays else [])

    @property
    def rights(self) -> str:
        """What one may ask; a legal obligation leaves no objection and no erasure (art. 17(3)(b), 21)."""
        first = "voir et corriger ce que nous gardons, demander qu’il soit mis de côté"
        return f"{first}, vous opposer, demander l’effacement." if self.objection else f"{first}."

    @property
    def contact(self) -> str:
        """Where to ask."""
        return " ou ".join(one for one in (self.phone, self.dpo) if one) or "la mairie"

    @property
    def to_controller(self) -> str:
        """« au CCAS de… », « à la commune de… »."""
        article, _, name = self.controller.partition(" ")
        return f"au {name}" if article == "Le" else f"à la {name}"

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The notice beside a form, in a few lines."""
        return [
            ("Qui et pourquoi", f"{self.controller}, pour {self.spoken}."),
            ("À quel titre", self.basis),
            ("Qui les lit", self.readers),
            ("Combien de temps", " ".join(self.how_long)),
            (
                "Faut-il tout remplir ?",
                "Non : seules les réponses marquées « obligatoire » sont nécessaires.",
            ),
            ("Vos droits", f"{self.rights[:1].upper()}{self.rights[1:]} Réclamation : CNIL, cnil.fr."),
            ("À qui le demander", f"{self.contact}." if not self.contact.endswith(".") else self.contact),
        ]

    @property
    def whole(self) -> list[tuple[str, str]]:
        """The processing on the public page and on paper."""
        return [
            ("Responsable", self.controller),
            ("Pourquoi", self.purpose),
            ("À quel titre", self.basis),
            ("Ce que nous gardons", self.data),
            ("Sur qui", self.people),
            ("Qui le lit", self.readers),
            ("Combien de temps", " ".join(self.how_long)),
            ("Vos droits", f"{self.rights[:1].upper()}{self.rights[1:]}"),
        ]

    @property
    def script(self) -> str:
        """What is said on the phone, in twenty seconds (domain.md § 7.4)."""
        longest = max(self.lasting, key=lambda one: one.days, default=None)
        kept = (
            f" Nous les gardons {duration_words(longest.days)} au plus après {longest.after}."
            if longest
            else ""
        )
        return (
            f"Ces informations servent {self.to_controller} pour {self.spoken}. Elles "
            f"sont confidentielles.{kept} Vous pouvez ne pas répondre, les consulter, les corriger, vous opposer ou "
            f"demander à ne plus figurer : {self.contact}."
        )
