"""The impact assessment: what the house proposes from what it really does today, and the versions kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from cordee.ground.people.models import AccessAlert, Account, Consent, ImpactStudy, Person
from cordee.ground.people.rules.impact import LEVELS, feared_events, parts
from cordee.ground.people.rules.unusual import RULES
from cordee.ground.people.selectors.accounts import staff_members
from cordee.ground.people.selectors.notices import notices
from cordee.ground.people.selectors.privacy import kept_series, last_eliminated_on, previews
from cordee.ground.territory.models import Municipality
from cordee.ground.vault.models import keeps_health

REVIEW_EVERY = timedelta(days=92)


@dataclass(frozen=True)
class Measure:
    """One security measure as it is today; ``holds`` is false when something is left to do."""

    code: str
    name: str
    said: str
    holds: bool = True


def _many(count: int, words: str) -> str:
    """« 2 comptes ouverts »: every word follows the number; zero is singular in French."""
    return f"{count} {' '.join(f'{word}s' for word in words.split()) if count > 1 else words}"


def _cipher(_at: datetime) -> Measure:
    return Measure(
        "cipher", "Chiffrement",
        "Notes libres, codes de porte, mots de reconnaissance et réponses de santé sont chiffrés dans la base (AES-128 et "
        "HMAC-SHA-256) ; les clés sont hors de la base et se changent.",
    )  # fmt: skip


def _health(_at: datetime) -> Measure:
    if keeps_health():
        return Measure(
            "health", "Données de santé et hébergeur",
            "L’hébergement est déclaré en droit de garder des données de santé (réglage CORDEE_HDS) : machine de la "
            "commune ou hébergeur certifié, à justifier ci-dessus. Les réponses restent facultatives et sans diagnostic.",
        )  # fmt: skip
    return Measure(
        "health", "Données de santé et hébergeur",
        "Rien qui touche à la santé n’est demandé, gardé ni montré : l’hébergement n’est pas déclaré certifié HDS.",
    )  # fmt: skip


def _https(_at: datetime) -> Measure:
    if settings.SESSION_COOKIE_SECURE and settings.PUBLIC_URL.startswith("https://"):
        return Measure("https", "Liaisons chiffrées", "Le site ne s’ouvre qu’en HTTPS ; les cookies aussi.")
    return Measure(
        "https", "Liaisons chiffrées", "Le site n’est pas réglé en HTTPS : à faire avant d’ouvrir au public.", holds=False
    )  # fmt: skip


def _roles(_at: datetime) -> Measure:
    members = [one for one in staff_members() if one.account.is_active]
    roles = {role for one in members for role in one.roles}
    return Measure(
        "roles", "Habilitations",
        f"{_many(len(members), 'compte ouvert')}, {_many(len(roles), 'rôle donné')} : chacun ne voit que ce que son rôle "
        "permet. Un compte par personne.",
    )  # fmt: skip


def _factors(_at: datetime) -> Measure:
    members = [one.account.pk for one in staff_members() if one.account.is_active]
    twice = Q(totp__isnull=False) | Q(passkeys__isnull=False)
    strong = Account.objects.filter(twice, pk__in=members).distinct().count()
    ask = "demandent" if strong > 1 else "demande"
    return Measure(
        "factors", "Authentification des agents",
        f"{_many(strong, 'compte')} sur {len(members)} {ask} plus qu’un mot de passe (code du téléphone ou clé d’accès).",
        holds=strong == len(members),
    )  # fmt: skip


def _log(_at: datetime) -> Measure:
    return Measure(
        "log", "Journal signé",
        "Chaque écriture et chaque consultation laisse une trace signée, scellée chaque minute ; « ./cordee verifyaudit » "
        "dit si elle est intacte.",
    )  # fmt: skip


def _alerts(_at: datetime) -> Measure:
    waiting = AccessAlert.objects.filter(dismissed_at=None).count()
    return Measure(
        "alerts", "Accès inhabituels",
        f"{len(RULES)} règles lisent le journal ; {_many(waiting, 'alerte')} à regarder aujourd’hui.",
        holds=waiting == 0,
    )  # fmt: skip


def _protection(_at: datetime) -> Measure:
    hidden = Person.objects.filter(protected=True, erased_at=None).count()
    return Measure(
        "protection", "Dossiers protégés",
        f"{_many(hidden, 'dossier caché')} aux autres rôles ; une ouverture en urgence demande un motif, dure une heure "
        "et vous est signalée.",
    )  # fmt: skip


def _window(_at: datetime) -> Measure:
    return Measure(
        "window", "Adresse montrée le temps de la mission",
        "Un bénévole ne voit l’adresse que de son accord jusqu’à deux heures après le créneau ; chaque vue est tracée ; le "
        "mot de reconnaissance n’est jamais imprimé.",
    )  # fmt: skip


def _consents(_at: datetime) -> Measure:
    asked = Consent.objects.values("person").distinct().count()
    have = "ont" if asked > 1 else "a"
    return Measure(
        "consents", "Accord pour chaque destinataire",
        f"{_many(asked, 'personne')} {have} dit à qui des données peuvent aller ; la personne qui "
        "vient aider reçoit de quoi venir, sauf refus ; aux autres, sans accord, rien ne part ; un accord se "
        "retire en un geste.",
    )  # fmt: skip


def _entry(_at: datetime) -> Measure:
    return Measure(
        "entry", "Espace des habitants sans mot de passe",
        "Un lien ou un code à usage unique, envoyé au numéro connu ; rien ne dit si un numéro est connu.",
    )  # fmt: skip


def _retention(at: datetime) -> Measure:
    old, last = sum(len(one.lines) for one in previews(at=at)), last_eliminated_on()
    return Measure(
        "retention", "Durées de conservation",
        f"{len(kept_series())} séries ont une durée ; {_many(old, 'élément')} au-delà. Dernière élimination : "
        f"{f'{last:%d/%m/%Y}' if last else 'jamais'}. La liste est lue avant d’être détruite.",
        holds=old == 0 or (last is not None and last >= (at - REVIEW_EVERY).date()),
    )  # fmt: skip


def _backup(_at: datetime) -> Measure:
    return Measure(
        "backup", "Sauvegardes",
        "Elles se font hors de Cordée (guide de l’informatique) : écrivez où, à quel rythme, chiffrées comment, et le "
        "jour de la dernière restauration d’essai.",
        holds=False,
    )  # fmt: skip


def _paper(_at: datetime) -> Measure:
    return Measure(
        "paper", "Travail sans informatique",
        "Les listes, feuilles de mission et documents s’impriment ; ce qui est imprimé est à rendre ou à détruire.",
    )  # fmt: skip


_MEASURES: tuple[Callable[[datetime], Measure], ...] = (
    _roles, _factors, _cipher, _health, _https, _log, _alerts, _protection, _window, _consents, _entry, _retention, _backup,
    _paper,
)  # fmt: skip


def security_measures(*, at: datetime) -> list[Measure]:
    """What protects the data in this town today, read from its settings and its tables."""
    return [look(at) for look in _MEASURES]


def _context(town: Municipality) -> str:
    lines = [
        f"{one.name} ({one.controller}) : {one.purpose} Personnes : {one.people}" for one in notices(town)
    ]
    return "\n".join(
        [
            f"{town.name} organise l’entraide avec Cordée. Traitements du registre :",
            *(f"- {line}" for line in lines),
        ]
    )


def _necessity(town: Municipality) -> str:
    lines = [
        f"- {one.name}. Base : {one.basis} Données : {one.data} Durée : {' '.join(one.how_long)}"
        for one in notices(town)
    ]
    never = (
        "Ni diagnostic, ni nom de médicament, ni numéro de sécurité sociale, ni donnée bancaire, ni copie de pièce : aucun "
        "champ ne les demande."
    )
    return "\n".join([never, *lines])


def _rights(town: Municipality) -> str:
    contact = town.dpo_contact or "à désigner"
    return (
        "Mentions dites au téléphone, écrites sous chaque formulaire, sur la page « Vos données » et sur une feuille à "
        "remettre : elles sont tirées du registre et des durées en vigueur. L’accord est demandé pour chaque destinataire "
        "et se retire en un geste. Accès, correction, opposition, limitation, effacement : dans l’espace personnel, par "
        f"courrier, au guichet ou au téléphone ; réponse sous un mois. Délégué à la protection des données : {contact}."
    )


def _processors(_town: Municipality) -> str:
    gateway = settings.SMS["gateway"]
    sms = {
        "ovh": "SMS : OVHcloud (France), reçoit le numéro et le texte, jamais le nom ni l’adresse d’une personne aidée.",
        "smpp": "SMS : opérateur relié en SMPP (à nommer), reçoit le numéro et le texte, jamais le nom ni l’adresse d’une "
        "personne aidée.",
    }.get(gateway, "SMS : aucun opérateur n’est branché, rien ne part.")
    mail = (
        f"Courriel : serveur {settings.EMAIL_HOST}."
        if settings.EMAIL_HOST
        else "Courriel : aucun serveur n’est branché."
    )
    return (
        f"{sms}\n{mail}\nHébergement : à nommer.\nAucun transfert hors de l’Union européenne, aucun traceur."
    )


_TEXTS: dict[str, Callable[[Municipality], str]] = {
    "context": _context,
    "necessity": _necessity,
    "rights": _rights,
    "processors": _processors,
}


@dataclass(frozen=True)
class Proposal:
    """What the house writes by itself today: ``texts`` by part, ``risks`` by event as in ``ImpactStudy``."""

    texts: dict[str, str]
    risks: dict[str, dict[str, Any]]
    measures: list[Measure]


def proposed_study(town: Municipality, *, at: datetime) -> Proposal:
    """The assessment pre-filled; parts only people can write are empty."""
    measures = security_measures(at=at)
    by_code = {one.code: one for one in measures}
    risks: dict[str, dict[str, Any]] = {}
    for event in feared_events():
        lines = [by_code[code] for code in event.measures]
        risks[event.code] = {name: getattr(event, name) for name in LEVELS} | {
            "impacts": event.impacts,
            "sources": event.sources,
            "measures": "\n".join(
                f"- {one.name} : {one.said}" if one.holds else f"- {one.name} (à compléter) : {one.said}"
                for one in lines
            ),
        }
    todo = "\n".join(f"- {one.name} : {one.said}" for one in measures if not one.holds)
    texts = {part.code: _TEXTS[part.code](town) if part.code in _TEXTS else "" for part in parts()}
    return Proposal(texts | {"plan": todo}, risks, measures)


def studies() -> list[ImpactStudy]:
    """Every version, newest first."""
    return list(ImpactStudy.objects.select_related("written_by", "validated_by"))


def study_by_id(study_id: int) -> ImpactStudy | None:
    """One version."""
    return ImpactStudy.objects.select_related("written_by", "validated_by").filter(pk=study_id).first()


def validated_study() -> ImpactStudy | None:
    """The version in force."""
    return ImpactStudy.objects.exclude(validated_at=None).order_by("-version").first()


def frozen_house(town: Municipality, measures: list[Measure]) -> dict[str, Any]:
    """What the house is on a day, to be printed again as it was: rows of the register, measures."""
    return {
        "register": [[f"{one.code}. {one.name}", [list(row) for row in one.whole]] for one in notices(town)],
        "measures": [[one.name, one.said, one.holds] for one in measures],
    }
