"""What a column may hold, and the headers town halls give it."""
# ruff: noqa: E501 – a family of headers reads better on one line.

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import SheetKind


@dataclass(frozen=True)
class SheetField:
    """One thing a column may hold.

    ``headers`` are folded words (``rules.words.folding.words_of``); ``look`` names the content that betrays
    it without a header: phone, email, date. ``several`` fields may be spread over several columns.
    """

    code: str
    label: str
    headers: tuple[str, ...]
    several: bool = False
    look: str = ""


_LAST = SheetField("last_name", "Nom", (
    "nom", "nom de famille", "nom usuel", "nom de la personne", "nom d usage", "patronyme", "noms", "beneficiaire", "personne",
    "personne aidee", "nom beneficiaire", "nom du benevole", "benevole", "nom demandeur", "demandeur", "nom du demandeur",
))  # fmt: skip
_FIRST = SheetField("first_name", "Prénom", ("prenom", "prenoms", "prenom usuel", "petit nom"))
_FULL = SheetField("full_name", "Nom et prénom dans une même colonne", (
    "nom prenom", "nom et prenom", "prenom nom", "prenom et nom", "nom complet", "identite", "nom prenoms", "noms prenoms",
    "noms et prenoms", "qui",
))  # fmt: skip
_BIRTH = SheetField("birth", "Date de naissance ou âge", (
    "ne e le", "nee le", "ne le", "ne nee le", "date de naissance", "naissance", "ddn", "d naissance", "date naissance", "age",
    "annee de naissance", "annee naissance", "date de nais", "dn", "ages", "ne e",
), look="date")  # fmt: skip
_PHONE = SheetField("phone", "Téléphone", (
    "tel", "telephone", "numero de telephone", "tel portable", "portable", "mobile", "tel mobile", "gsm", "n tel", "no tel",
    "numero", "phone", "coordonnees telephoniques", "telephone portable", "telephone mobile", "n de telephone", "tel 1",
    "telephone 1", "numero de tel", "contact", "joignable au",
), look="phone")  # fmt: skip
_PHONE_ALT = SheetField("phone_alt", "Autre téléphone", (
    "fixe", "tel fixe", "telephone fixe", "tel 2", "telephone 2", "autre telephone", "autre tel", "tel domicile", "domicile",
    "tel bis", "telephone domicile", "deuxieme telephone",
), look="phone")  # fmt: skip
_EMAIL = SheetField("email", "Courriel", (
    "mail", "email", "e mail", "courriel", "adresse mail", "adresse email", "adresse e mail", "adresse electronique", "mel",
    "adresse de messagerie", "adresse courriel", "messagerie", "mails",
), look="email")  # fmt: skip
_ADDRESS = SheetField("address", "Adresse (numéro et rue)", (
    "adresse", "adresse postale", "rue", "voie", "n et rue", "numero et rue", "domicile adresse", "adr", "lieu", "adresses",
    "adresse complete", "habite", "ou", "residence", "lieu de vie", "adresse du domicile",
), look="address")  # fmt: skip
_EXTRA = SheetField("address_extra", "Bâtiment, étage, code", (
    "complement", "complement d adresse", "complement adresse", "batiment", "etage", "digicode", "bat etage", "appartement",
    "code porte", "bat", "acces",
))  # fmt: skip
_POSTCODE = SheetField("postcode", "Code postal", ("code postal", "cp", "c p", "code post"))
_CITY = SheetField("city", "Ville", ("ville", "commune", "localite", "village", "cp ville"))
_LANGUAGES = SheetField("languages", "Langues", ("langue", "langues", "langue parlee", "langues parlees"))
_REMARKS = SheetField("remarks", "Remarques", (
    "remarque", "remarques", "observation", "observations", "commentaire", "commentaires", "note", "notes", "divers", "infos",
    "informations", "precisions", "precision", "obs", "info", "a savoir", "details", "message", "autre", "autres",
), several=True)  # fmt: skip

VOLUNTEER_FIELDS: tuple[SheetField, ...] = (
    _LAST, _FIRST, _FULL, _BIRTH, _PHONE, _PHONE_ALT, _EMAIL, _ADDRESS, _EXTRA, _POSTCODE, _CITY,
    SheetField("activities", "Ce que la personne peut faire", (
        "peut aider pour", "aide", "aides", "activite", "activites", "mission", "missions", "peut aider", "propose", "offre",
        "competence", "competences", "type d aide", "domaine", "domaines", "disponible pour", "souhaite aider", "tache",
        "taches", "pour quoi", "aide proposee", "aides proposees", "peut faire", "actions", "je peux aider pour",
    ), several=True),
    SheetField("vehicle", "Véhicule", ("vehicule", "voiture", "vehicule o n", "permis", "motorise", "moyen de transport",
        "a une voiture", "transport personnel", "mobilite", "permis voiture", "vehicule oui non")),
    SheetField("week", "Disponibilités", (
        "dispo", "dispos", "disponibilite", "disponibilites", "horaires", "creneaux", "jours", "quand", "jours et heures",
        "plage horaire", "plages horaires", "creneau", "disponible", "jours dispo", "heures",
    ), several=True),
    SheetField("remote", "À distance seulement", ("a distance", "distance", "a distance seulement", "teletravail", "remote")),
    SheetField("organisation", "Association partenaire", (
        "association", "association partenaire", "structure partenaire", "structure", "organisme", "partenaire",
        "benevole de l association", "nom de l association", "rna", "siret", "rna ou siret",
    )),
    _LANGUAGES,
    _REMARKS,
)  # fmt: skip

NEED_FIELDS: tuple[SheetField, ...] = (
    SheetField("received_on", "Date de l’appel", (
        "date appel", "date de l appel", "date", "recu le", "date demande", "date de la demande", "jour", "date reception",
        "appel du", "date de reception", "horodateur", "date d appel",
    ), look="date"),
    SheetField("received_time", "Heure de l’appel", ("heure", "heure appel", "heure de l appel", "h")),
    _LAST, _FIRST, _FULL, _BIRTH, _PHONE, _PHONE_ALT, _EMAIL, _ADDRESS, _EXTRA, _POSTCODE, _CITY,
    SheetField("needs", "Aide demandée", (
        "besoin", "besoins", "demande", "demandes", "aide demandee", "aide", "aides demandees", "objet", "motif", "nature",
        "type de demande", "nature de la demande", "nature du besoin", "type d aide", "objet de la demande", "quoi", "service",
        "prestation", "type de besoin", "aide souhaitee", "besoin exprime",
    ), several=True),
    SheetField("urgency", "Urgence", ("urgence", "urgent", "priorite", "degre d urgence", "niveau d urgence", "niveau")),
    SheetField("wanted", "Date souhaitée", ("date souhaitee", "pour le", "echeance", "a faire le", "avant le", "pour quand",
        "souhaite pour", "date rdv", "rdv", "rendez vous")),
    SheetField("amount", "Somme prévue (€)", ("montant", "budget", "somme", "plafond", "enveloppe", "montant max")),
    _LANGUAGES,
    _REMARKS,
)  # fmt: skip

REGISTER_FIELDS: tuple[SheetField, ...] = (
    _LAST, _FIRST, _FULL, _BIRTH, _PHONE, _PHONE_ALT, _EMAIL, _ADDRESS, _POSTCODE, _CITY,
    SheetField("category", "À quel titre (65 ans, inapte, handicap)", (
        "categorie", "qualite", "a quel titre", "titre", "critere", "motif d inscription", "motif", "situation",
    )),
    SheetField("requested_on", "Date de la demande", (
        "date d inscription", "inscrit le", "inscrite le", "inscription", "date de la demande", "date demande", "date inscription",
    ), look="date"),
    SheetField("emergency", "Personne à prévenir (et son téléphone)", (
        "personne a prevenir", "a prevenir", "personne a contacter", "contact d urgence", "contact urgence", "referent", "proche",
        "famille", "personne de confiance", "urgence",
    )),
    SheetField("emergency_phone", "Téléphone de la personne à prévenir", (
        "tel personne a prevenir", "telephone personne a prevenir", "tel contact", "telephone contact", "tel urgence", "tel proche",
        "tel famille", "telephone de la personne a prevenir",
    )),
    SheetField("home_service", "Service d’aide à domicile", (
        "aide a domicile", "saad", "service a domicile", "service d aide", "service d aide a domicile", "ssiad", "intervenant",
    )),
    SheetField("asked_by", "Qui a demandé l’inscription", (
        "demande par", "inscrit par", "demandeur", "origine", "origine de la demande", "signale par", "tiers demandeur",
    )),
    SheetField("lives_alone", "Vit seul·e (répondu avec son accord)", ("vit seul", "vit seule", "seul", "seule", "isole", "isolee")),
)  # fmt: skip

FIELDS: dict[str, tuple[SheetField, ...]] = {
    SheetKind.VOLUNTEERS: VOLUNTEER_FIELDS,
    SheetKind.NEEDS: NEED_FIELDS,
    SheetKind.REGISTER: REGISTER_FIELDS,
}

NAME_FIELDS = ("last_name", "full_name", "first_name")
CONTACT_FIELDS: dict[str, tuple[str, ...]] = {
    SheetKind.VOLUNTEERS: ("phone", "phone_alt", "email"),
    SheetKind.NEEDS: ("phone", "phone_alt", "email", "address"),
    SheetKind.REGISTER: ("phone", "phone_alt", "email"),
}


def field_of(kind: str, code: str) -> SheetField | None:
    """The field of a kind of sheet with this code."""
    return next((field for field in FIELDS[kind] if field.code == code), None)


def missing_fields(kind: str, codes: set[str]) -> list[str]:
    """What the columns chosen still lack, in words: a name, a way to reach people, and what is asked."""
    missing = []
    if not codes & {"last_name", "full_name"}:
        missing.append("le nom")
    if not codes & set(CONTACT_FIELDS[kind]):
        missing.append(
            "un téléphone ou une adresse" if kind == SheetKind.NEEDS else "un téléphone ou un courriel"
        )
    if kind == SheetKind.REGISTER and "address" not in codes:
        missing.append("l’adresse")
    if kind == SheetKind.NEEDS and "needs" not in codes:
        missing.append("l’aide demandée")
    return missing


def fields_offered(kind: str) -> list[tuple[str, str]]:
    """(code, label) of what a column of this kind of list may hold."""
    return [(field.code, field.label) for field in FIELDS[kind]]


def check_columns(kind: str, columns: Mapping[int, str]) -> None:
    """Raise ``Refused`` when a compulsory field is missing, unknown, or given to two columns (``""`` = left aside)."""
    chosen = [code for code in columns.values() if code]
    for code, count in Counter(chosen).items():
        known = field_of(kind, code)
        if known is None:
            raise Refused("Cette colonne ne peut pas recevoir ce contenu.")
        if count > 1 and not known.several:
            raise Refused(f"« {known.label} » est choisi pour {count} colonnes : gardez-en une.")
    missing = missing_fields(kind, set(chosen))
    if missing:
        raise Refused(f"Il manque {' et '.join(missing)} : dites quelle colonne le contient.")
