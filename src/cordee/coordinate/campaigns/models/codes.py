"""The words of a campaign, as domain.md § 2.6–2.8 has them."""

from __future__ import annotations

from django.db import models


class Colour(models.TextChoices):
    """The colour of the vigilance: it sets how soon one calls again and how soon somebody goes to the door."""

    GREEN = "green", "vert"
    YELLOW = "yellow", "jaune"
    ORANGE = "orange", "orange"
    RED = "red", "rouge"


class Trigger(models.TextChoices):
    """What allows the town to call: without one, no campaign (domain.md § 2.6)."""

    PAU = "pau", "Plan d’alerte et d’urgence déclenché par le préfet"
    PCS = "pcs", "Plan communal de sauvegarde activé par le maire"
    VIGILANCE = "vigilance", "Vigilance Météo-France ou Vigicrues"
    YEARLY = "yearly", "Campagne annuelle de mise à jour"
    ISOLATION = "isolation", "Lutte contre l’isolement (loi du 8 avril 2024, validée par le DPO)"


class CampaignState(models.TextChoices):
    """How far a campaign is."""

    DRAFT = "draft", "en préparation"
    RUNNING = "running", "en cours"
    PAUSED = "paused", "en pause"
    CLOSED = "closed", "close"


class Source(models.TextChoices):
    """Where the people to call come from."""

    REGISTER = "register", "Le registre de solidarité"
    LIST = "list", "Une liste importée pour cette seule campagne"
    VOLUNTEERS = "volunteers", "Les bénévoles à prévenir ou à réunir"


class EntryState(models.TextChoices):
    """Where somebody to call stands. « En communication » is not here: it is a lease, which ends by itself."""

    TO_CALL = "to_call", "à appeler"
    SCHEDULED = "scheduled", "rappel prévu"
    ESCALATED = "escalated", "échelle engagée"
    REACHED = "reached", "joint"
    CLOSED = "closed", "clos"


OPEN_STATES = (EntryState.TO_CALL, EntryState.SCHEDULED, EntryState.ESCALATED)


class Outcome(models.TextChoices):
    """What an attempt gave: one code for each, and no other (domain.md § 2.8)."""

    OK = "OK", "Joint, va bien"
    OK_BESOIN = "OK_BESOIN", "Joint, besoin exprimé"
    OK_SURVEILLER = "OK_SURVEILLER", "Joint, à surveiller"
    ALERTE_VITALE = "ALERTE_VITALE", "Danger immédiat"
    OK_PROCHE = "OK_PROCHE", "Nouvelles sûres par un proche"
    TIERS = "TIERS", "Un tiers répond"
    NR = "NR", "Ne répond pas"
    REPONDEUR = "REPONDEUR", "Répondeur, message neutre laissé"
    OCCUPE = "OCCUPE", "Occupé"
    INVALIDE = "INVALIDE", "Numéro erroné"
    RAPPEL = "RAPPEL", "Demande à être rappelé"
    ABSENT_CONNU = "ABSENT_CONNU", "Absent jusqu’à une date"
    REFUS_JOUR = "REFUS_JOUR", "Pas d’appel aujourd’hui"
    REFUS_DEFINITIF = "REFUS_DEFINITIF", "Ne veut plus être appelé"
    DEMENAGE = "DEMENAGE", "A déménagé"
    DECEDE = "DECEDE", "Est décédé"
    ETABLISSEMENT = "ETABLISSEMENT", "Vit en établissement"
    LANGUE = "LANGUE", "Barrière de langue ou surdité"
    VISITE_OK = "VISITE_OK", "Visite : va bien"
    VISITE_ABSENT = "VISITE_ABSENT", "Visite : personne"
    VISITE_DOUTE = "VISITE_DOUTE", "Visite : un doute"
    TRANSMIS_SECOURS = "TRANSMIS_SECOURS", "Secours appelés"


WORRIES = (
    Outcome.TIERS, Outcome.NR, Outcome.REPONDEUR, Outcome.OCCUPE, Outcome.INVALIDE, Outcome.OK_SURVEILLER, Outcome.LANGUE,
    Outcome.ALERTE_VITALE,
)  # fmt: skip
"""After these a caller goes on to the next person without knowing how the last one is."""
RELIEVED = (
    Outcome.OK, Outcome.OK_BESOIN, Outcome.OK_PROCHE, Outcome.ABSENT_CONNU, Outcome.ETABLISSEMENT, Outcome.VISITE_OK,
    Outcome.TRANSMIS_SECOURS,
)  # fmt: skip
"""What tells them, once it is known."""


class StepKind(models.TextChoices):
    """What is to be done next for somebody, by whom and when: the ladder of § 2.8, then what goes beside it."""

    SECOND_CALL = "second_call", "Deuxième appel, à un autre moment"
    THIRD_CALL = "third_call", "Troisième appel et SMS"
    CONTACT = "contact", "Personne à prévenir, aide à domicile ou voisin"
    VISIT = "visit", "Visite à la porte"
    SUPERVISOR = "supervisor", "Décision du responsable"
    RESCUE = "rescue", "Appeler le 18 ou le 112"
    RECALL = "recall", "Rappel"
    PROMISE = "promise", "Rappel promis"
    VITAL = "vital", "Danger immédiat : secours à appeler"
    INTERPRETER = "interpreter", "Interprète, 114 par SMS ou visite"
    REVIEW = "review", "À revoir par le CCAS"
    CHECK_FILE = "check_file", "Vérifier les coordonnées du dossier"
    REMOVAL = "removal", "Confirmer le retrait par écrit"


LADDER = (
    StepKind.SECOND_CALL,
    StepKind.THIRD_CALL,
    StepKind.CONTACT,
    StepKind.VISIT,
    StepKind.SUPERVISOR,
    StepKind.RESCUE,
)
CALL_STEPS = (StepKind.SECOND_CALL, StepKind.THIRD_CALL, StepKind.RECALL, StepKind.PROMISE)
BESIDE = (StepKind.REVIEW, StepKind.CHECK_FILE, StepKind.REMOVAL)
"""Steps that hold nobody in the campaign: they go on after the person is reached or closed."""


class Via(models.TextChoices):
    """How an outcome came in."""

    SCREEN = "screen", "à l’écran"
    LATE = "late", "saisi sans réseau"
    PAPER = "paper", "papier"
