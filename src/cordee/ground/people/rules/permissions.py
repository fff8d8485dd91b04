"""Who may do what: one table, read by every guard and printed in the documentation (domain.md § 7.9).

Residents and volunteers have no role: they reach their own rows only, through a one-time key. A platform administrator
runs the machine and the settings and reads nobody's file.
"""

from __future__ import annotations

from enum import StrEnum

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import Account, Role, StaffRole


class Permission(StrEnum):
    """One kind of act."""

    DESK = "ouvrir le bureau"
    NEED_CREATE = "enregistrer une demande"
    CALLER_RECOGNISE = "reconnaître l’appelant par son numéro"
    NEED_TITLES = "voir la file sans nom ni adresse"
    NEED_READ = "voir l’adresse et le téléphone d’une personne aidée"
    NEED_ASSESS = "lire et corriger la fiche d’évaluation"
    ASSESS_TAKE = "remplir une fiche d’évaluation"
    NEED_DECIDE = "qualifier, reporter, clore, orienter une demande"
    MATCH_PROPOSE = "suggérer un bénévole"
    MATCH_DECIDE = "valider ou écarter une proposition"
    VOLUNTEER_READ = "voir les bénévoles"
    VOLUNTEER_ADMIT = "habiliter, suspendre, fusionner des bénévoles"
    PARTNER_READ = "voir les structures partenaires"
    PARTNER_MANAGE = "conventionner et suspendre une structure partenaire"
    SHEET_IMPORT = "importer un tableur"
    EXPORT = "exporter une liste"
    CAMPAIGN_CALL = "appeler les personnes d’une campagne"
    CAMPAIGN_LEAD = "lancer et suivre une campagne d’appels"
    FIGURES = "voir les chiffres"
    CRISIS_OPEN = "ouvrir une crise en astreinte"
    CRISIS_DECIDE = "ouvrir ou clore une crise"
    CELL = "tenir la main courante de la cellule de crise"
    SITUATION = "publier un point de situation"
    BILAN = "écrire le bilan d’une crise"
    BILAN_PUBLISH = "publier le bilan d’une crise"
    SETTINGS = "régler la page de la commune"
    ACCOUNTS = "gérer les comptes"
    LOGS = "lire le journal des accès"
    PRIVACY = "voir le registre des traitements"
    IMPACT = "tenir l’analyse d’impact"
    RIGHTS = "répondre à une demande de droits"
    PROTECT = "protéger un dossier et voir les dossiers protégés"
    BREAK_GLASS = "ouvrir un dossier protégé en urgence, avec un motif"
    ELIMINATE = "éliminer ce qui a dépassé sa durée"
    PLACE_READ = "voir les lieux où envoyer une personne"
    PLACE_MANAGE = "tenir les lieux ouverts au public"
    SHELTER_LIST = "tenir la liste des personnes accueillies dans un centre"
    REGISTER_COLLECT = "recueillir une inscription au registre de solidarité"
    REGISTER_READ = "consulter le registre de solidarité"
    REGISTER_KEEP = "tenir le registre de solidarité"
    REGISTER_MANAGE = "diriger le registre de solidarité"
    REGISTER_NAME = "désigner qui ouvre le registre de solidarité"
    REGISTER_SEND = "préparer la transmission du registre au préfet"
    REGISTER_APPROVE = "approuver la transmission du registre au préfet"
    REGISTER_TRACK = "suivre les habilitations et les transmissions du registre"
    SAFEGUARD_FILE = "signaler une situation de danger"
    SAFEGUARD_READ = "lire et suivre les signalements de danger"
    CRISIS_BAG = "préparer le sac de crise"
    INFORM_WRITE = "écrire les informations publiques"
    INFORM_PUBLISH = "valider et diffuser une information publique"
    INFORM_VITAL = "diffuser seul·e une urgence vitale"
    QUESTION_NOTE = "noter une question posée par un habitant"


_M, _E, _D, _C, _S = (
    Role.MAYOR,
    Role.DUTY_ELECTED_OFFICIAL,
    Role.OPERATIONS_LEAD,
    Role.CCAS_MANAGER,
    Role.SOCIAL_WORKER,
)
_R, _A, _V, _Q, _K, _P, _I = (
    Role.RECEPTIONIST,
    Role.CALLER,
    Role.VOLUNTEER_COORDINATOR,
    Role.DISTRICT_REFERENT,
    Role.COMMUNICATION,
    Role.DPO,
    Role.ADMINISTRATOR,
)
_EVERYBODY = frozenset(Role)

PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.DESK: _EVERYBODY,
    Permission.NEED_CREATE: frozenset({_M, _E, _D, _C, _S, _R, _A, _V, _Q}),
    Permission.CALLER_RECOGNISE: frozenset({_M, _E, _C, _S, _R, _V}),
    Permission.NEED_TITLES: frozenset({_M, _E, _D, _C, _S, _R, _A, _V, _Q}),
    Permission.NEED_READ: frozenset({_M, _E, _C, _S, _V}),
    Permission.NEED_ASSESS: frozenset({_C, _S}),
    # Whoever answers the telephone asks the questions; of a finished sheet only the two above read the answers.
    Permission.ASSESS_TAKE: frozenset({_C, _S, _R, _A}),
    Permission.NEED_DECIDE: frozenset({_C, _S, _V}),
    Permission.MATCH_PROPOSE: frozenset({_C, _S, _V, _Q}),
    Permission.MATCH_DECIDE: frozenset({_C, _S, _V}),
    Permission.VOLUNTEER_READ: frozenset({_D, _C, _S, _V}),
    Permission.VOLUNTEER_ADMIT: frozenset({_C, _V}),
    # Whom to ring at an association is asked on a bad night too; the mayor signs what the coordination prepares.
    Permission.PARTNER_READ: frozenset({_M, _E, _D, _C, _S, _V}),
    Permission.PARTNER_MANAGE: frozenset({_M, _D, _C, _V}),
    Permission.SHEET_IMPORT: frozenset({_C, _V}),
    Permission.EXPORT: frozenset({_C, _V}),
    # Who calls sees one person of their own batch at a time; who leads sees whom the ladder holds, so may read the register.
    Permission.CAMPAIGN_CALL: frozenset({_C, _S, _R, _A}),
    Permission.CAMPAIGN_LEAD: frozenset({_M, _E, _C, _S}),
    Permission.FIGURES: frozenset({_M, _E, _D, _C, _S, _V, _K, _P}),
    # § 7.9 has the official on call « propose » ; § 10 (J3) has them open, at seven in the morning: they open and move,
    # whoever decides is named, and closing or the text of a protocol stay with the mayor.
    Permission.CRISIS_OPEN: frozenset({_M, _E, _D}),
    Permission.CRISIS_DECIDE: frozenset({_M, _D}),
    Permission.CELL: frozenset({_M, _E, _D, _C, _S, _V, _K}),
    Permission.SITUATION: frozenset({_M, _E, _D, _C}),
    # Whoever writes it sees the requests left. § 7.9, « Publish »: the mayor, the direction and communication publish, the
    # CCAS and the official on call propose.
    Permission.BILAN: frozenset({_M, _E, _D, _C}),
    Permission.BILAN_PUBLISH: frozenset({_M, _D, _K}),
    Permission.SETTINGS: frozenset({_D, _K, _I}),
    Permission.ACCOUNTS: frozenset({_D, _I}),
    Permission.LOGS: frozenset({_P}),
    Permission.PRIVACY: frozenset({_D, _C, _P, _I}),
    Permission.IMPACT: frozenset({_P}),
    Permission.RIGHTS: frozenset({_C, _P}),
    Permission.PROTECT: frozenset({_C, _S}),
    Permission.BREAK_GLASS: frozenset({_M, _E, _D, _V, _P}),
    Permission.ELIMINATE: frozenset({_P, _I}),
    # Whoever speaks with people sends them somewhere; a place opens on a bad night, by whoever is on duty.
    Permission.PLACE_READ: frozenset({_M, _E, _D, _C, _S, _R, _A, _V, _Q, _K}),
    Permission.PLACE_MANAGE: frozenset({_M, _E, _D, _C, _V}),
    # Who is at a shelter is where somebody is: those who may see an address, and nobody else.
    Permission.SHELTER_LIST: frozenset({_M, _E, _C, _S, _V}),
    # Of the register, the role is half the key: the other half is a clearance in one's name (coordinate.register).
    Permission.REGISTER_COLLECT: frozenset({_C, _S, _R}),
    Permission.REGISTER_READ: frozenset({_M, _E, _C, _S}),
    Permission.REGISTER_KEEP: frozenset({_C, _S}),
    Permission.REGISTER_MANAGE: frozenset({_C}),
    Permission.REGISTER_NAME: frozenset({_M}),
    Permission.REGISTER_SEND: frozenset({_D, _C}),
    Permission.REGISTER_APPROVE: frozenset({_M}),
    Permission.REGISTER_TRACK: frozenset({_M, _D, _C, _P}),
    # The duty to report is everybody’s (code pénal 434-3, CPP 40); reading belongs to two directions (domain.md § 5.4).
    Permission.SAFEGUARD_FILE: _EVERYBODY,
    Permission.SAFEGUARD_READ: frozenset({_D, _C}),
    # The bag is the register on paper: of those § 7.9 lets read it whole, whoever answers for the town or the CCAS. The
    # official on call too, during an event as for reading: on the night of the flood nobody else may be there.
    Permission.CRISIS_BAG: frozenset({_M, _E, _C}),
    # § 7.9, « Publish »: the mayor, the direction and communication publish, the CCAS and the official on call propose. In a
    # vital emergency whoever is on call does not wait for a second pair of eyes; it is read again after (§ 6.1).
    Permission.INFORM_WRITE: frozenset({_M, _E, _D, _C, _K}),
    Permission.INFORM_PUBLISH: frozenset({_M, _D, _K}),
    Permission.INFORM_VITAL: frozenset({_M, _E, _D, _K}),
    # Whoever speaks with people hears what they ask.
    Permission.QUESTION_NOTE: frozenset({_M, _E, _D, _C, _S, _R, _A, _V, _Q, _K}),
}


def roles_of(account: Account) -> frozenset[Role]:
    """Roles of an account in the town in scope; one query an account instance, then kept on it."""
    known: frozenset[Role] | None = getattr(account, "_roles_here", None)
    if known is None:
        known = frozenset(
            Role(role) for role in StaffRole.objects.filter(account=account).values_list("role", flat=True)
        )
        account._roles_here = known  # type: ignore[attr-defined]
    return known


def can(account: Account, permission: Permission) -> bool:
    """True when one of the account's roles in the town in scope allows it."""
    return account.is_active and not PERMISSIONS[permission].isdisjoint(roles_of(account))


def check_can(account: Account, permission: Permission) -> None:
    """Raise ``Refused`` when ``can`` is false."""
    if not can(account, permission):
        raise Refused(f"Votre rôle ne permet pas de {permission.value}.")
