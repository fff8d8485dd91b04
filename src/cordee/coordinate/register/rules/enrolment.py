"""Who may be listed, and who may ask (CASF R. 121-3; domain.md § 2.2, § 2.3)."""

from __future__ import annotations

from datetime import date

from cordee.coordinate.register.models import LegalCategory, Means, Origin
from cordee.ground.audit.rules import Refused

IN_WRITING = frozenset({Means.LETTER, Means.EMAIL, Means.WEB, Means.SHEET})
"""What the law takes from somebody else than the person or their representative."""

THIRD_PARTY_MUST_WRITE = (
    "Pour inscrire quelqu’un d’autre, la loi demande un écrit. À dire : « Je comprends votre inquiétude. Pour l’inscrire, "
    "écrivez-nous quelques lignes, par courrier, par courriel ou sur le site de la mairie : son nom, son adresse, son "
    "téléphone, et qui vous êtes. Dès que nous l’avons, c’est fait. Elle peut aussi nous appeler elle-même. »"
)

_LEAST_AGE: dict[str, tuple[int, str]] = {
    LegalCategory.AGE65: (65, "65 ans"),
    LegalCategory.AGE60_UNFIT: (60, "60 ans"),
    LegalCategory.HANDICAP: (18, "18 ans"),
}


def check_asker(*, origin: str, means: str, third_name: str = "", third_quality: str = "") -> None:
    """Raise ``Refused`` (field) for a third party who did not write, or does not say who they are."""
    if origin not in Origin.values:
        raise Refused("Dites qui demande l’inscription.", field="origin")
    if means not in Means.values:
        raise Refused("Dites comment la demande est arrivée.", field="means")
    if origin != Origin.THIRD_PARTY:
        return
    if means not in IN_WRITING:
        raise Refused(THIRD_PARTY_MUST_WRITE, field="means")
    if means == Means.SHEET:
        return
    if not third_name.strip():
        raise Refused("Le nom de la personne qui fait la demande est nécessaire.", field="third_name")
    if not third_quality.strip():
        raise Refused(
            "En quelle qualité ? Par exemple : fille, voisin, médecin, aide à domicile.",
            field="third_quality",
        )


def check_listable(*, category: str, age: int | None, outside_commune: bool) -> None:
    """Raise ``Refused`` (field) when what was declared contradicts the category. No proof is ever asked."""
    if category not in LegalCategory.values:
        raise Refused("Choisissez à quel titre la personne est inscrite.", field="category")
    if outside_commune:
        raise Refused(
            "Cette adresse est dans une autre commune : c’est sa mairie qui tient le registre où l’inscrire.",
            field="address",
        )
    least, words = _LEAST_AGE[category]
    if age is not None and age < least:
        raise Refused(
            f"À cette naissance, la personne a moins de {words} : choisissez un autre titre, ou proposez-lui une demande "
            "d’aide, qui est ouverte à tous.",
            field="category",
        )


def check_requested_on(requested_on: date, *, on: date) -> None:
    """Raise ``Refused`` for a request of tomorrow."""
    if requested_on > on:
        raise Refused("Cette demande est datée d’un jour à venir.", field="requested_on")
