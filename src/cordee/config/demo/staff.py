"""The staff of the demonstration town: one account a role, one password for all, printed on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from cordee.ground.people.models import Role


@dataclass(frozen=True)
class StaffMember:
    """One agent or elected official of Saint-Aubin."""

    email: str
    name: str
    role: Role
    sees_first: str


STAFF = (
    StaffMember("nadia@exemple.fr", "Nadia Cherif", Role.RECEPTIONIST, "le bureau d’accueil téléphonique"),
    StaffMember(
        "lucie@exemple.fr", "Lucie Bourdin", Role.VOLUNTEER_COORDINATOR, "la file, la carte, les propositions"
    ),
    StaffMember("solene@exemple.fr", "Solène Marchand", Role.CCAS_MANAGER, "tout le suivi des demandes"),
    StaffMember("amelie@exemple.fr", "Amélie Tessier", Role.SOCIAL_WORKER, "les fiches d’évaluation"),
    StaffMember("thomas@exemple.fr", "Thomas Perrot", Role.CALLER, "la saisie d’un appel"),
    StaffMember("helene@exemple.fr", "Hélène Garnier", Role.MAYOR, "les chiffres"),
    StaffMember("marc@exemple.fr", "Marc Lusson", Role.DUTY_ELECTED_OFFICIAL, "l’astreinte"),
    StaffMember("isabelle@exemple.fr", "Isabelle Chauvet", Role.OPERATIONS_LEAD, "les comptes et la crise"),
    StaffMember("odile@exemple.fr", "Odile Ménard", Role.DISTRICT_REFERENT, "la file sans nom ni adresse"),
    StaffMember("hugo@exemple.fr", "Hugo Jolivet", Role.COMMUNICATION, "la page d’accueil"),
    StaffMember("claire@exemple.fr", "Claire Aubry", Role.DPO, "le journal des accès"),
    StaffMember("yann@exemple.fr", "Yann Hamon", Role.ADMINISTRATOR, "les réglages"),
)
