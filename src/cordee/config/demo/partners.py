"""Partners of the demonstration: one under convention, one whose convention ends in three weeks, one suspended."""

from __future__ import annotations

from datetime import timedelta

from cordee.config.demo.town import DemoTown
from cordee.ground.assignments.models import Assignment
from cordee.ground.organisations.actions.records import Contact, Facts, record_organisation
from cordee.ground.organisations.actions.states import suspend_organisation
from cordee.ground.people.models import Role
from cordee.ground.volunteers.actions.membership import suspend_members
from cordee.ground.volunteers.models import Frame, Volunteer

SUSPENDED_MEMBERS = 3
"""How many volunteers at most stand with the suspended one: people without any mission, for the story to hold."""


def write_partners(town: DemoTown) -> None:
    """Write three partners and say which one mandates each volunteer of an association."""
    lucie = next(one.account for one in town.roles if one.role == Role.VOLUNTEER_COORDINATOR)
    today = town.at.date()
    steady, ending, stopped = (
        record_organisation(facts=facts, by=lucie, at=town.at)
        for facts in (
            Facts(
                name="Secours des Tilleuls",
                rna="W491000123",
                seat="4 place de la Mairie",
                contact=Contact("Dominique", "Marchand", "+33639980142", "secours@exemple.fr", "présidente"),
                signed_on=today - timedelta(days=120),
                valid_until=today + timedelta(days=245),
                insurer="Mutuelle Exemple, contrat 12345",
                insurance_seen=True,
                insurance_until=today + timedelta(days=245),
                notes="Réunion chaque premier lundi du mois.",
            ),
            Facts(
                name="Les Amis de la Loire",
                rna="W491000456",
                siret="73282932000074",
                contact=Contact("Ali", "Zidi", "+33639980143", "", "coordinateur"),
                signed_on=today - timedelta(days=344),
                valid_until=today + timedelta(days=21),
                insurance_seen=True,
                insurance_until=today + timedelta(days=21),
            ),
            Facts(
                name="Entraide du Port",
                rna="W491000789",
                contact=Contact("Mireille", "Gautier", "+33639980144", "", "trésorière"),
                activities=["COURSES", "MEDICAMENTS", "APPEL_CONVIVIALITE"],
                signed_on=today - timedelta(days=60),
                valid_until=today + timedelta(days=305),
            ),
        )
    )
    members = list(Volunteer.objects.filter(frame=Frame.PARTNER_ORG).order_by("number"))
    busy = set(Assignment.objects.filter(volunteer__in=members).values_list("volunteer", flat=True))
    idle = [one for one in members if one.pk not in busy][:SUSPENDED_MEMBERS]
    for rank, one in enumerate(members):
        one.organisation = stopped if one in idle else (steady, ending)[rank % 2]
    Volunteer.objects.bulk_update(members, ["organisation"], batch_size=500)
    suspend_members(
        organisation=suspend_organisation(organisation=stopped, by=lucie, at=town.at), by=lucie, at=town.at
    )
