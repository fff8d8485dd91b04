"""Public information of the demonstration: schemes checked and to check, platforms, what callers ask and the answers."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cordee.config.demo.moments import before
from cordee.config.demo.town import DemoTown
from cordee.ground.crisis.models import CrisisKind
from cordee.ground.people.models import Account
from cordee.inform.directory.actions.platforms import propose_platforms, publish_platform
from cordee.inform.directory.actions.questions import Answer, answer_question, note_question
from cordee.inform.directory.models import Platform, Theme
from cordee.inform.schemes.actions.records import (
    SchemeFacts,
    propose_schemes,
    publish_scheme,
    record_scheme,
    withdraw_scheme,
)
from cordee.inform.schemes.models import Audience, Authority, Scheme

_CHECKED = ("aide-ccas", "repas-domicile", "france-services", "garde-soignants", "115", "activite-partielle")
"""Lines of the starter list the agents of the story have looked at; the others are still to verify."""
_PLATFORMS = ("jeveuxaider", "voisins-solidaires", "nextdoor", "soliguide", "petits-freres")

_OWN = (
    SchemeFacts(
        "Panier de légumes à prix libre",
        "Chaque vendredi, un panier des maraîchers de la commune. Vous donnez ce que vous pouvez.",
        Authority.CCAS, (Audience.LOW_INCOME, Audience.YOUNG),
        (
            "Inscrivez-vous avant le mercredi, par téléphone ou à l’accueil.",
            "Venez le vendredi de 16 h à 18 h sur le parking de la mairie, avec un sac.",
        ),
        "+33261910000",
        crises=(CrisisKind.EPIDEMIC,),
    ),
    SchemeFacts(
        "Loyer suspendu pour les commerces fermés",
        "Les commerces locataires de la commune qui ont dû fermer ne paient pas leur loyer pendant la fermeture.",
        Authority.TOWN, (Audience.BUSINESSES,),
        ("Écrivez à la mairie, ou passez à l’accueil.", "Joignez l’arrêté de fermeture."),
        "+33261910000", crises=(CrisisKind.EPIDEMIC,),
    ),
)  # fmt: skip

# (words, times asked, opened hours before now of the first time)
_ASKED = (
    ("Où trouver des masques en tissu ?", 6, 5),
    ("La déchetterie est-elle ouverte ?", 4, 6),
    ("Quels papiers faut-il pour sortir faire ses courses ?", 9, 7),
    ("Qui garde les enfants des infirmières ?", 2, 3),
    ("Le marché du samedi a-t-il lieu ?", 3, 4),
)


def _said(town: DemoTown) -> dict[str, Answer]:
    """The answers the agents of the story have given, by the words of the question."""
    today = timezone.localdate(town.at)
    papers, market = _ASKED[2][0], _ASKED[4][0]
    return {
        papers: Answer(
            papers, Theme.MOVING,
            "Une attestation datée du jour, sur papier libre ou sur le formulaire. L’accueil de la mairie en donne, et les "
            "bénévoles qui livrent vos courses ont la leur.",
            "Préfecture (exemple), arrêté de la semaine", today + timedelta(days=14),
        ),
        market: Answer(
            market, Theme.FOOD,
            "Oui, de 8 h à 12 h, place de l’église, avec un sens de circulation. Les plus de 70 ans passent à 8 h.",
            "Mairie, service des marchés", today + timedelta(days=6),
        ),
    }  # fmt: skip


def write_information(town: DemoTown) -> None:
    """Write them by the actions of life: Hugo writes and publishes, Nadia notes what callers ask; town in scope."""
    staff = {one.email.split("@")[0]: one for one in town.accounts}
    hugo, nadia = staff["hugo"], staff["nadia"]
    _write_schemes(town, hugo)
    _write_platforms(town, hugo)
    answers = _said(town)
    for text, times, hours in _ASKED:
        for one in range(times):
            question = note_question(text=text, by=nadia, at=before(town.at, hours * 60 - one * 20))
        if text in answers:
            answer_question(
                question=question,
                said=answers[text],
                version=question.version,
                by=hugo,
                at=before(town.at, 30),
            )


def _write_schemes(town: DemoTown, hugo: Account) -> None:
    at, today = town.at, timezone.localdate(town.at)
    propose_schemes(by=hugo, at=at - timedelta(days=9))
    for rank, scheme in enumerate(Scheme.objects.filter(code__in=_CHECKED)):
        # One of them is to be looked at again this month: the desk names it.
        publish_scheme(
            scheme=scheme,
            check_on=today + timedelta(days=20 if rank == 0 else 90),
            by=hugo,
            at=at - timedelta(days=8),
        )
    for facts in _OWN:
        own = record_scheme(facts=facts, by=hugo, at=at - timedelta(days=6))
        publish_scheme(scheme=own, check_on=today + timedelta(days=45), by=hugo, at=at - timedelta(days=6))
    ended = record_scheme(
        facts=SchemeFacts(
            "Navette gratuite vers le centre de santé", "Un minibus le mardi, depuis la place de la mairie.", Authority.TOWN,
            (Audience.SENIORS,), ("Réservez la veille.",), "+33261910000",
        ),
        by=hugo, at=at - timedelta(days=7),
    )  # fmt: skip
    withdraw_scheme(
        scheme=ended,
        why="Le minibus sert aux livraisons pendant la crise.",
        by=hugo,
        at=at - timedelta(days=2),
    )


def _write_platforms(town: DemoTown, hugo: Account) -> None:
    propose_platforms(by=hugo, at=town.at - timedelta(days=9))
    for platform in Platform.objects.filter(code__in=_PLATFORMS):
        publish_platform(platform=platform, by=hugo, at=town.at - timedelta(days=8))
