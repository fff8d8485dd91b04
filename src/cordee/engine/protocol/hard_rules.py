"""The rules that protect people whatever the protocol says: no file, no town and no role can lift them.

Source: domain reference § 9.4 (H1–H12), with the figures of § 1.4 (reservists), § 4.0 (money), § 4.4 and § 4.8.
"""

from collections.abc import Callable, Iterator

from cordee.engine.protocol.activities import Activity
from cordee.engine.protocol.cases import Case, months_after
from cordee.engine.protocol.findings import Finding, barred

ADULT = 18
YOUNGEST = 16
NIGHT_ENDS, NIGHT_STARTS = 6 * 60, 22 * 60
"""Night of a minor, in minutes since midnight (Code du travail L3163-1, taken for volunteers too)."""
RESERVIST_DAYS = 15
EXTENDED_DAYS = 30
HONORABILITY_MONTHS = 6
WITH_AN_ADULT = frozenset({"APPEL_CONVIVIALITE", "COURSES"})
"""What a person of 16 or 17 may do beside an adult who holds the money and the call (§ 4.1)."""
CLOSED_TO_ALL = {
    "inondee": "personne n’entre dans une zone inondée",
    "endommagee": "personne n’entre dans une zone endommagée",
    "isolee": "personne n’entre dans une zone isolée",
}
FRIENDLY_CALL = "APPEL_CONVIVIALITE"


def closed_to_minors(activity: Activity) -> bool:
    """Somebody's home, money, driving, children (H1)."""
    return bool(activity.mode & frozenset("DIV")) or activity.money or "honorability" in activity.checks


def is_night(start: int, end: int) -> bool:
    """Whether [start, end] (minutes) touches the night of a minor."""
    return start < NIGHT_ENDS or end > NIGHT_STARTS or start >= NIGHT_STARTS


def _minor(case: Case) -> Iterator[Finding]:
    years = case.volunteer.years if case.volunteer else None
    if case.volunteer is None or years is None or years >= ADULT:
        return
    if years < YOUNGEST:
        yield barred("H1", "Moins de 16 ans : aucune mission")
        return
    beside_adult = case.volunteer.adult_pair and case.activity in WITH_AN_ADULT
    if closed_to_minors(case.subject) and not beside_adult:
        yield barred(
            "H1",
            "Avant 18 ans : ni domicile, ni argent, ni conduite, ni garde d’enfants",
            alternative=FRIENDLY_CALL,
        )
    if case.slot and is_night(case.slot.start, case.slot.end):
        yield barred("H1", "Avant 18 ans : aucune mission de nuit (22 h – 6 h)")


def _dangerous_place(case: Case) -> Iterator[Finding]:
    if not case.on_site:
        return
    if case.place.forced_entry:
        yield barred("H2", "Personne n’entre de force dans un logement : appelez le 17 ou le 18")
    if case.place.zone in CLOSED_TO_ALL:
        sentence = CLOSED_TO_ALL[case.place.zone]
        yield barred("H2", sentence[:1].upper() + sentence[1:], alternative=FRIENDLY_CALL)
    if case.place.zone == "interdite":
        yield barred(
            "H9",
            "Mission bloquée : la zone est interdite par le poste de commandement communal",
            "Plan communal de sauvegarde",
            alternative=FRIENDLY_CALL,
        )


def _childcare(case: Case) -> Iterator[Finding]:
    if case.activity == "GARDE_ENFANTS" and case.place.approved_setting is False:
        yield barred("H3", "Pas de garde d’enfants hors d’un lieu d’accueil déclaré ou agréé")
    issued = case.volunteer.honorability_on if case.volunteer else None
    if "honorability" in case.subject.checks and issued and case.day:
        last = months_after(issued, HONORABILITY_MONTHS)
        if case.day > last:
            yield barred(
                "honorability",
                f"L’attestation d’honorabilité a expiré le {last:%d/%m/%Y} (elle vaut 6 mois)",
                "CASF L. 133-6 ; attestation d’honorabilité",
            )


def _money(case: Case) -> Iterator[Finding]:
    if case.payment == "card_pin":
        yield barred("H4", "Jamais de carte bancaire avec son code")
    if case.payment == "blank_cheque":
        yield barred("H4", "Jamais de chèque en blanc", "UNCCAS, aide aux courses (à vérifier)")


def _medicines(case: Case) -> Iterator[Finding]:
    if case.activity != "MEDICAMENTS":
        return
    if case.goods.sealed_named_bag is False:
        yield barred(
            "H5",
            "Médicaments seulement dans un sachet fermé au nom de la personne",
            "CSP L. 5125-25 et R. 5125-47",
        )
    if case.goods.cold_chain:
        yield barred(
            "pharmacist",
            "Produit à garder au froid : le pharmacien le livre lui-même",
            "CSP R. 5125-48 (à vérifier)",
        )


def _admission(case: Case) -> Iterator[Finding]:
    volunteer = case.volunteer
    if case.frame is None:
        yield barred("H8", "Aucune mission sans cadre d’intervention")
    if volunteer is None:
        return
    ended = volunteer.clearance_until and case.day and case.day > volunteer.clearance_until
    if volunteer.suspended or ended:
        yield barred("H6", "Habilitation suspendue ou expirée : aucune mission, aucune coordonnée transmise")
    if not volunteer.charter_accepted:
        yield barred("H8", "Aucune mission sans charte acceptée")
    if case.on_site and not volunteer.identity_seen:
        yield barred("H8", "Aucune mission sur place sans pièce d’identité vue")
    if volunteer.cannot_come:
        yield barred("H10", "La personne a dit ne pas pouvoir venir : le créneau est libéré, sans motif")


def _reservist_days(case: Case) -> Iterator[Finding]:
    volunteer = case.volunteer
    if volunteer is None or case.frame != "rcsc":
        return
    extended = volunteer.extension_declared and volunteer.extension_voted and volunteer.extension_consent
    limit = EXTENDED_DAYS if extended else RESERVIST_DAYS
    if volunteer.reservist_days >= limit:
        yield barred(
            "H7", f"Réserve communale : {limit} jours déjà faits cette année", "CSI L. 724-3 et suivants"
        )


def _register(case: Case) -> Iterator[Finding]:
    if case.register_release is False:
        yield barred(
            "H11", "Le registre nominatif ne sort pas sans les autorisations prévues", "CASF L. 121-6-1"
        )


def _food(case: Case) -> Iterator[Finding]:
    if case.goods.use_by and case.day and case.day > case.goods.use_by:
        yield barred(
            "H12",
            f"Date limite de consommation dépassée ({case.goods.use_by:%d/%m/%Y})",
            "DLC : règles d’hygiène",
        )


def _transport(case: Case) -> Iterator[Finding]:
    if not case.activity.startswith("TRANSPORT_"):
        return
    if case.beneficiary.mobility == "bedridden" or case.beneficiary.medical_transport:
        yield barred(
            "medical_transport",
            "Transport sanitaire : demandez une ambulance ou un VSL, sur prescription",
            "Transport remboursable par l’Assurance maladie",
        )


def _reserved(case: Case) -> Iterator[Finding]:
    if case.subject.staff_only:
        yield barred(
            "staff_only", "Réservé aux agents : jamais confié à un bénévole", "Comptabilité publique"
        )


RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _minor, _dangerous_place, _childcare, _money, _medicines, _admission, _reservist_days, _register, _food,
    _transport, _reserved,
)  # fmt: skip


def hard_findings(case: Case) -> list[Finding]:
    """Every hard rule the case breaks."""
    return [finding for rule in RULES for finding in rule(case)]
