"""Everything known of people in any room, for the scan of what everybody will read."""

from __future__ import annotations

from cordee.coordinate.campaigns.selectors.crisis import words_of_campaigns
from cordee.coordinate.register.selectors.words import words_of_register
from cordee.coordinate.resources.selectors.crisis import words_of_shelters
from cordee.ground.crisis.rules.private_words import PrivateWords
from cordee.ground.crisis.selectors.bilan import words_of_people
from cordee.ground.needs.selectors.people_helped import addresses_helped
from cordee.ground.volunteers.selectors.lists import addresses_of_volunteers


def words_of_everybody() -> PrivateWords:
    """Names, telephones, e-mails and addresses of the town in scope; read to compare, never shown."""
    known = PrivateWords()
    words_of_people(known)
    for name, contact, phones, address in words_of_campaigns():
        known.add_name(name)
        known.add_contact(contact)
        for phone in phones:
            known.add_phone(phone)
        known.add_address(address)
    for contacts, phones, address in words_of_register():
        for contact in contacts:
            known.add_contact(contact)
        for phone in phones:
            known.add_phone(phone)
        known.add_address(address)
    for family, first, phone in words_of_shelters():
        known.add_name(first, family)
        known.add_phone(phone)
    for address in (*addresses_helped(), *addresses_of_volunteers()):
        known.add_address(address)
    return known
