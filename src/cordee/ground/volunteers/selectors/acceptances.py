"""Which texts a volunteer accepted, and which wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cordee.ground.audit.rules import Refused
from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.rules.content import TITLES
from cordee.ground.papers.selectors.texts import TextInForce, text_in_force
from cordee.ground.volunteers.models import Acceptance, Frame, Volunteer
from cordee.ground.volunteers.rules.frames import rules_of
from cordee.ground.volunteers.rules.papers import check_call_days, check_mandated
from cordee.ground.volunteers.selectors.checks import is_identity_seen


@dataclass(frozen=True)
class TextToAccept:
    """A text of the volunteer's frame: the one in force, and what they accepted last.

    ``on_screen`` is false for an act that is signed with the mayor.
    """

    title: str
    text: TextInForce
    accepted: Acceptance | None
    on_screen: bool

    @property
    def up_to_date(self) -> bool:
        """True when the version in force is the one accepted."""
        return self.accepted is not None and self.accepted.version == self.text.version


def check_can_be_called(
    volunteer: Volunteer, *, starts_at: datetime, ends_at: datetime, employer: str, at: datetime
) -> None:
    """Whether a reservist may be called up for these days. Raises ``Refused``."""
    if volunteer.frame != Frame.RCSC:
        raise Refused("Seul un réserviste de la réserve communale est appelé.")
    check_mandated(volunteer, identity_seen=is_identity_seen(volunteer.pk))
    if not Acceptance.objects.filter(volunteer=volunteer, kind=PaperKind.RCSC).exists():
        raise Refused("L’acte d’engagement n’est pas encore signé.")
    check_call_days(starts_at, ends_at, employer, at)


def texts_to_accept(volunteer: Volunteer) -> list[TextToAccept]:
    """The charter, then the agreement of the frame, if it has one."""
    latest: dict[str, Acceptance] = {}
    for acceptance in Acceptance.objects.select_related("seen_by").filter(volunteer=volunteer).order_by("pk"):
        latest[acceptance.kind] = acceptance
    if PaperKind.CHARTER not in latest and volunteer.charter_accepted_at:
        # Accepted before versions were kept, or said so by a spreadsheet: the text that came with the house.
        latest[PaperKind.CHARTER] = Acceptance(
            volunteer=volunteer, kind=PaperKind.CHARTER, version=0, accepted_at=volunteer.charter_accepted_at
        )
    agreement = rules_of(volunteer.frame).agreement
    return [
        TextToAccept(TITLES[kind], text_in_force(kind), latest.get(kind.value), kind != PaperKind.RCSC)
        for kind in (PaperKind.CHARTER, *([agreement] if agreement else []))
    ]
