"""Which texts a volunteer accepted, and which wait for them."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.ground.papers.models import PaperKind
from cordee.ground.papers.rules.content import TITLES
from cordee.ground.papers.selectors.texts import TextInForce, text_in_force
from cordee.ground.volunteers.models import Acceptance, Volunteer
from cordee.ground.volunteers.rules.frames import rules_of


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
