"""The command post of the demonstration: who is on call, what was written since the epidemic began."""

from __future__ import annotations

from datetime import datetime, timedelta

from cordee.config.demo.moments import before
from cordee.config.demo.town import DemoTown
from cordee.ground.crisis.actions.crises import answer_proposal, found_crisis
from cordee.ground.crisis.actions.duty import give_duty, plan_duty, take_duty
from cordee.ground.crisis.actions.logbook import note_in_logbook
from cordee.ground.crisis.models import CrisisStep, DutyKind, EntryKind, EntrySource, Follows, Importance
from cordee.ground.people.models import Account

_MAYOR = "Hélène Garnier, maire"

# (minutes of opened hours before now, who writes, nature, how it came, importance, place, who says it, words)
_LINES = (
    (2100, "isabelle", EntryKind.DECISION, EntrySource.POST, Importance.IMPORTANT, "", "La maire",
     "Poste de commandement ouvert en mairie, salle du conseil. Un point chaque soir à 18 h."),
    (1980, "solene", EntryKind.INFORMATION, EntrySource.PHONE, Importance.ORDINARY, "Résidence des Tilleuls", "Gardien",
     "L’ascenseur est en panne depuis ce matin. Trois étages sans courses possibles."),
    (1900, "lucie", EntryKind.ACTION, EntrySource.POST, Importance.ORDINARY, "", "",
     "Deux bénévoles prévenus pour les étages de la résidence des Tilleuls."),
    (1500, "isabelle", EntryKind.INFORMATION, EntrySource.MESSAGE, Importance.IMPORTANT, "", "Préfecture",
     "Nouvelles consignes de déplacement applicables demain à 0 h."),
    (1320, "marc", EntryKind.INFORMATION, EntrySource.PHONE, Importance.VITAL, "Rue de la Loire", "Voisine",
     "Une dame ne répond pas, télévision allumée. Le 18 est appelé."),
    (1300, "marc", EntryKind.INFORMATION, EntrySource.PHONE, Importance.IMPORTANT, "Rue de la Loire", "Pompiers",
     "Porte ouverte par les pompiers. La dame était tombée, elle est consciente, conduite à l’hôpital."),
    (700, "hugo", EntryKind.ACTION, EntrySource.POST, Importance.ORDINARY, "", "",
     "Affiche « reconnaître un bénévole de la mairie » posée dans les commerces."),
    (420, "isabelle", EntryKind.INFORMATION, EntrySource.ON_SITE, Importance.ORDINARY, "Gymnase", "Services techniques",
     "Livraison de 1 000 masques. Comptés, mis sous clé."),
)  # fmt: skip


def write_command_post(town: DemoTown) -> None:
    """Write the rota, the legal ground and the logbook by the actions of life, so that the chain holds; town in scope."""
    at, crisis = town.at, town.crisis
    staff = {one.email.split("@")[0]: one for one in town.accounts}
    isabelle, marc, helene = staff["isabelle"], staff["marc"], staff["helene"]
    CrisisStep.objects.create(
        crisis=crisis, phase=crisis.phase, at=crisis.started_at, decided_by=_MAYOR, recorded_by=isabelle,
        recorded_at=crisis.started_at,
    )  # fmt: skip
    began = crisis.started_at + timedelta(minutes=20)
    found_crisis(
        crisis=crisis, trigger="state", ref="Décret d’état d’urgence sanitaire (exemple)", on=began.date(),
        decided_by=_MAYOR, by=isabelle, at=began,
    )  # fmt: skip
    for code in ("priorities", "ladder", "script"):
        answer_proposal(crisis=crisis, code=code, adopted=True, by=helene, at=began + timedelta(minutes=15))
    for minutes, who, kind, source, importance, place, told_by, text in _LINES:
        note_in_logbook(
            text=text, by=staff[who], at=before(at, minutes), crisis=crisis, kind=kind, importance=importance,
            source=source, told_by=told_by, place=place,
        )  # fmt: skip
    counted = note_in_logbook(
        text="Recompter les masques : 960 dans les cartons, pas 1 000.", by=isabelle, at=before(at, 300), crisis=crisis,
        kind=EntryKind.REQUEST, source=EntrySource.POST, owner="Services techniques",
        due_at=before(at, 300) + timedelta(hours=4),
    )  # fmt: skip
    note_in_logbook(
        text="Recompté : 980 masques.", by=isabelle, at=before(at, 200), crisis=crisis, source=EntrySource.ON_SITE,
        follows=Follows.CLOSES, followed=counted,
    )  # fmt: skip
    note_in_logbook(
        text="Trouver une seconde salle pour le tri des dons.", by=helene, at=before(at, 90), crisis=crisis,
        kind=EntryKind.REQUEST, source=EntrySource.POST, owner="Direction des services", due_at=at + timedelta(days=1),
    )  # fmt: skip
    _write_rota(at, isabelle=isabelle, marc=marc, helene=helene)


def _write_rota(at: datetime, *, isabelle: Account, marc: Account, helene: Account) -> None:
    morning = at.replace(hour=8, minute=0)
    for kind, who, start, end in (
        (DutyKind.ELECTED, marc, -2, 4), (DutyKind.ELECTED, helene, 4, 11), (DutyKind.MANAGER, isabelle, -2, 5),
    ):  # fmt: skip
        plan_duty(
            kind=kind, account=who, phone="02 61 91 00 17", starts_at=morning + timedelta(days=start),
            ends_at=morning + timedelta(days=end), by=isabelle, at=at - timedelta(days=3),
        )  # fmt: skip
    note = give_duty(
        kind=DutyKind.ELECTED, taker=marc, by=helene, at=before(at, 80),
        note="Nuit calme. À surveiller : la résidence des Tilleuls, ascenseur toujours en panne. "
        "Promis à la préfecture : le point de 18 h.",
    )  # fmt: skip
    take_duty(hand_over=note, by=marc, at=before(at, 60))
