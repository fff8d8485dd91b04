"""Notices of the town in scope: the register, the retention it chose, whom to ask."""

from __future__ import annotations

from cordee.ground.people.rules.notices import Lasting, Notice
from cordee.ground.people.rules.phones import display_phone
from cordee.ground.people.rules.processings import Processing, notice_doors, processings, rules_of
from cordee.ground.people.selectors.privacy import kept_series
from cordee.ground.territory.models import Municipality
from cordee.ground.vault.models import keeps_health


def controller_words(processing: Processing, town: Municipality) -> str:
    """« Le CCAS de Saint-Aubin-sur-Loire »."""
    said = processing.controller.format(town=town.name)
    return f"Le {said}" if said.startswith("CCAS") else f"La {said[:1].lower()}{said[1:]}"


def _notice(one: Processing, town: Municipality, days: dict[str, int]) -> Notice:
    return Notice(
        code=one.code,
        name=one.name,
        controller=controller_words(one, town),
        spoken=one.spoken,
        purpose=one.purpose,
        basis=one.basis,
        people=one.people,
        data=f"{one.data} {one.health}" if one.health and keeps_health() else one.data,
        readers=one.recipients,
        lasting=tuple(
            Lasting(rule.told, days[rule.code], rule.after) for rule in rules_of(one) if rule.code in days
        ),
        stays=one.stays,
        objection=one.objection,
        dpo=town.dpo_contact,
        # A number never breaks at the end of a line.
        phone=display_phone(town.phone).replace(" ", "\u00a0") if town.phone else "",
    )


def notices(town: Municipality) -> list[Notice]:
    """Every processing as the people it is about are told of it, with the days in force; one query."""
    days = {kept.rule.code: kept.days for kept in kept_series()}
    return [_notice(one, town, days) for one in processings()]


def notices_at(door: str, town: Municipality) -> list[Notice]:
    """What is told on one occasion of ``notice_doors()``, the main processing first; one query."""
    known = {one.code: one for one in notices(town)}
    return [known[code] for code in notice_doors()[door].processings]


def notice_at(door: str, town: Municipality) -> Notice:
    """The main one: beside a form, or read aloud."""
    return notices_at(door, town)[0]
