"""Two reports of the demonstration, all invented: one followed and transmitted, one past its deadline."""

from __future__ import annotations

from datetime import timedelta

from cordee.config.demo.town import DemoTown
from cordee.coordinate.safeguarding.actions.filing import file_report
from cordee.coordinate.safeguarding.actions.following import Done, note_step, send_report
from cordee.coordinate.safeguarding.rules.choices import StepKind
from cordee.coordinate.safeguarding.rules.reports import Filing

HOURS_FOLLOWED, HOURS_LATE = 20, 53


def write_dangers(town: DemoTown) -> None:
    """Write them by the actions of life, in the days before the town is looked at."""
    at, staff = town.at, {one.email.split("@")[0]: one for one in town.accounts}
    taken = at - timedelta(hours=HOURS_FOLLOWED)
    followed = file_report(
        filing=Filing(
            concern="vulnerable",
            about="M. Exemple, 84 ans, au 2e étage",
            facts="Au téléphone, voix basse : « il prend ma carte et il se fâche ». On entend crier, puis ça raccroche.",
            place="rue des Tilleuls",
            happened="ce matin, vers 10 h",
            told_by="une bénévole des appels, au bureau",
            called="3977",
            called_at=taken,
        ),
        by=staff["nadia"],
        at=taken,
    )
    solene, then = staff["solene"], taken + timedelta(hours=2)
    done = Done(
        "Conseil : transmettre à la cellule, ne pas prévenir le neveu.", "3977", due_at=at + timedelta(days=2)
    )
    note_step(report=followed, kind=StepKind.CALLED, done=done, by=solene, at=then)
    send_report(
        report=followed, done=Done("Le CCAS passe demain matin, à deux.", "maltraitance"), signer="La directrice du CCAS",
        by=solene, at=then + timedelta(minutes=40),
    )  # fmt: skip
    file_report(
        filing=Filing(
            concern="enfant",
            about="une fille d’environ 6 ans, prénom inconnu",
            facts="Elle attend seule dans l’escalier après l’école. Elle dit : « je ne dois pas sonner ».",
            place="résidence du Port, hall B",
            happened="trois soirs de suite",
            told_by="le référent du quartier",
        ),
        by=staff["odile"],
        at=at - timedelta(hours=HOURS_LATE),
    )
