"""One thing found about a case: how strict it is, why, and on what ground."""

from dataclasses import dataclass

from cordee.engine.protocol.protocols import Status

PLATFORM = "Règles de sécurité de la plateforme"
CATALOGUE = "Catalogue des activités"
CHOICE = "Choix de la personne"
TABLE = "tableau"
"""Rule of a finding that is the line of a protocol for the activity."""


@dataclass(frozen=True)
class Finding:
    """`rule` is a code (H1–H12, the name of a parameter, « tableau »); `sentence` is for a person, in French.

    `hard` cannot be overridden; `confirmed` is False when the town has not confirmed the value it rests on.
    `about_hours` marks what another hour would solve; `alternative` is an activity to offer instead.
    """

    status: Status
    rule: str
    sentence: str
    source: str
    hard: bool = False
    confirmed: bool = True
    about_hours: bool = False
    alternative: str | None = None


def barred(rule: str, sentence: str, source: str = PLATFORM, *, alternative: str | None = None) -> Finding:
    """Suspended by a rule nobody may override."""
    return Finding(Status.SUSPENDED, rule, sentence, source, hard=True, alternative=alternative)
