"""What each legal frame gives and asks: papers, insurance, words (domain.md § 1.4)."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.ground.papers.models import PaperKind
from cordee.ground.volunteers.models import Frame


@dataclass(frozen=True)
class FrameRules:
    """One frame.

    ``status`` is how papers call the person; ``agreement`` the paper they sign, if any; ``mandated`` whether the town gives
    badge and orders; ``insurance`` who answers for harm, in words for a volunteer; ``told`` what the screens add.
    """

    status: str
    agreement: PaperKind | None
    mandated: bool
    insurance: str
    told: str


FRAMES: dict[Frame, FrameRules] = {
    Frame.COMMUNE_COSP: FrameRules(
        "bénévole, collaborateur occasionnel du service public",
        PaperKind.AGREEMENT,
        True,
        "Pendant les missions qui lui sont confiées, le bénévole est collaborateur occasionnel du service public : la "
        "commune répond des dommages qu’il subit ou qu’il cause, sauf faute personnelle détachable du service, et l’a "
        "déclaré à son assureur.",
        "Charte, convention, ordre de mission et badge de la commune.",
    ),
    Frame.RCSC: FrameRules(
        "réserviste de la réserve communale de sécurité civile",
        PaperKind.RCSC,
        True,
        "Pendant son activité, le réserviste de la réserve communale de sécurité civile est couvert par la commune, qui "
        "répond des dommages qu’il subit ou qu’il cause dans ses missions et l’a déclaré à son assureur.",
        "Acte d’engagement signé avec le maire, ordre de mission et badge de la commune. Quinze jours ouvrables par an "
        "au plus.",
    ),
    Frame.PARTNER_ORG: FrameRules(
        "bénévole d’une association partenaire",
        None,
        False,
        "L’association mandate et assure ses bénévoles, selon sa convention avec la commune.",
        "Badge et ordre de mission viennent de l’association, qui mandate et assure ses bénévoles.",
    ),
    Frame.NEIGHBOURLY: FrameRules(
        "voisin",
        None,
        False,
        "La mairie met en relation, elle ne mandate pas : chacun est couvert par sa propre assurance de responsabilité "
        "civile.",
        "La mairie met en relation, elle ne mandate pas : ni badge, ni ordre de mission.",
    ),
}


def rules_of(frame: str) -> FrameRules:
    """The rules of a frame."""
    return FRAMES[Frame(frame)]
