"""Search-as-you-type: what is typed with faults finds the street, the number finds the door."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from unidecode import unidecode

from cordee.ground.territory.models import LocationQuality, Municipality
from cordee.ground.territory.selectors import search_addresses
from cordee.ground.territory.selectors.address_book import AddressBook
from cordee.ground.territory.tests.factories import add_street

KINDS = {
    "Rue": ["rue", "r", "R."],
    "Avenue": ["av", "ave", "av."],
    "Boulevard": ["bd", "bld", "boul"],
    "Impasse": ["imp"],
    "Chemin": ["ch", "chem"],
    "Allée": ["all", "allee"],
    "Place": ["pl"],
    "Route": ["rte"],
    "Square": ["sq"],
    "Quai": ["qu"],
}
_NAMES = """
de l'Église | de la Gare | du Moulin | des Moulins | des Lilas | Victor Hugo | du Général de Gaulle |
du Général Leclerc | du Maréchal Foch | Jean Jaurès | Pasteur | de la République | du 8 Mai 1945 |
du 11 Novembre 1918 | Saint-Jean | Sainte-Anne | des Acacias | Saint-Nicolas | des Roses | du Château |
de la Fontaine | des Vignes | de la Loire | du Docteur Schweitzer | Émile Zola | Marie Curie |
Pierre et Marie Curie | des Écoles | des Tilleuls | de Bretagne | de Nantes | d'Angers | Anatole France |
Jules Ferry | Gambetta | Voltaire | Georges Clemenceau | Aristide Briand | Jean Moulin | de la Liberté |
du Stade | du Cimetière | de la Mairie | de la Croix Blanche | Haute | du Lavoir | de la Paix |
du 19 Mars 1962 | des Hirondelles | du Commandant Charcot | de l'Abbé Pierre | Molière | de Verdun |
des Chênes | de l'Étang | de la Forêt | de Savennières | Alphonse Daudet | Honoré de Balzac | Paul Éluard |
Jacques Prévert | Simone Veil | Louise Michel | Olympe de Gouges | Rosa Parks | George Sand | de la Poste |
du Marché | des Tanneurs | des Bateliers | du Président Kennedy | Claude Monet | Salvador Allende |
Nelson Mandela | Maurice Ravel | Toussaint Louverture
"""
NAMES = [name.strip() for name in _NAMES.replace("\n", " ").split("|")]
SHORT = [
    ("Général", "gal"),
    ("Maréchal", "mal"),
    ("Docteur", "dr"),
    ("Saint-", "st "),
    ("Sainte-", "ste "),
    ("1945", "45"),
    ("Commandant", "cdt"),
    ("Président", "pdt"),
]


def synthetic_book(rng: random.Random, size: int) -> tuple[AddressBook, list[str]]:
    streets: set[str] = set()
    while len(streets) < size:
        streets.add(f"{rng.choice(list(KINDS))} {rng.choice(NAMES)}")
    rows = [
        (f"{street}{number}", str(number), "", street, "49190", "", 47.3 + rank / 1000, -0.9 + number / 10000)
        for rank, street in enumerate(sorted(streets))
        for number in range(1, 40)
    ]
    return AddressBook(rows, town_name="Saint-Aubin-sur-Loire"), sorted(streets)


def one_fault(rng: random.Random, text: str) -> str:
    spots = [i for i, letter in enumerate(text) if letter.isalpha()][1:]
    if len(spots) < 4:
        return text
    i = rng.choice(spots)
    return rng.choice(
        [
            text[:i] + text[i + 1 :],
            text[:i] + rng.choice("aeiourstnl") + text[i + 1 :],
            text[:i] + text[i : i + 2][::-1] + text[i + 2 :],
            text[: i + 1] + text[i:],
        ]
    )


def as_typed(rng: random.Random, street: str) -> tuple[str, str]:
    kind, name = street.split(" ", 1)
    way = rng.randrange(5)
    if way in (0, 1):
        kind = rng.choice(KINDS[kind])
    if way == 2:
        for full, short in SHORT:
            name = name.replace(full, short)
    if way in (1, 3):
        name = one_fault(rng, name)
    if way == 4:
        name = unidecode(name).lower()
    number = str(rng.randint(1, 39))
    typed = f"{kind} {name} {number}" if rng.random() < 0.2 else f"{number} {kind} {name}"
    return (typed.upper() if rng.random() < 0.1 else typed), number


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_300_addresses_typed_with_faults_are_found_first(seed: int) -> None:
    rng = random.Random(seed)
    book, streets = synthetic_book(rng, 300)
    missed = []
    for street in rng.choices(streets, k=300):
        typed, number = as_typed(rng, street)
        hits = book.search(typed)
        if not hits or (hits[0].street, hits[0].number) != (street, number):
            missed.append((typed, street, hits[0].label if hits else None))
    assert len(missed) <= 9, missed


@pytest.fixture
def streets(town: Municipality) -> None:
    add_street("Rue de l'Église", "1 2 3 5 7 7bis 7ter 9 12")
    add_street("Avenue du Général de Gaulle", at=(47.351, -0.91))
    add_street("Rue du 8 Mai 1945", "1 8 12", at=(47.352, -0.91))
    add_street("Impasse des Catalpas", "1 2", at=(47.353, -0.91))
    add_street("Rue de la Gare", at=(47.354, -0.91))
    add_street("Avenue de la Gare", at=(47.355, -0.91))
    add_street("Rue Victor Hugo", at=(47.356, -0.91))


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("7 bis rue de l'eglise", "7 bis Rue de l'Église"),
        ("7b r de l eglise", "7 bis Rue de l'Église"),
        ("église 7ter", "7 ter Rue de l'Église"),
        ("8 mai 45", "Rue du 8 Mai 1945"),
        ("8 rue du 8 mai 45", "8 Rue du 8 Mai 1945"),
        ("12 8 mai 1945", "12 Rue du 8 Mai 1945"),
        ("av gal de gaule 3", "3 Avenue du Général de Gaulle"),
        ("de gaulle", "Avenue du Général de Gaulle"),
        ("catal", "Impasse des Catalpas"),
        ("rue de l'ég", "Rue de l'Église"),
        ("3 rue v hugo", "3 Rue Victor Hugo"),
        ("3 rue hugo victor", "3 Rue Victor Hugo"),
        ("5 avenue de la gare", "5 Avenue de la Gare"),
        ("5 rue de la gare", "5 Rue de la Gare"),
        ("5 reu de la gare", "5 Rue de la Gare"),
        ("Résidence du Parc, 5 rue de la gare, bât B, 2e étage", "5 Rue de la Gare"),
        ("5 rue de la gare 49190 Saint-Aubin-sur-Loire", "5 Rue de la Gare"),
        ("5 RUE DE LA GARE ST AUBIN SUR LOIRE", "5 Rue de la Gare"),
    ],
)
def test_what_people_type_finds_the_door(typed: str, label: str) -> None:
    assert search_addresses(typed)[0].label == label


@pytest.mark.usefixtures("streets")
def test_a_number_the_street_has_not_gives_the_street_and_says_so() -> None:
    hit = search_addresses("212 rue de l'église")[0]
    assert (hit.quality, hit.ban_id, hit.number) == (LocationQuality.STREET, "", "")
    assert hit.label == "212 Rue de l'Église"
    assert -0.9 < hit.longitude < -0.9 + 9 * 0.00027


@pytest.mark.usefixtures("streets")
def test_another_suffix_of_the_number_is_offered_without_pretending() -> None:
    hits = search_addresses("12 ter rue de l'église")
    assert (hits[0].quality, hits[0].label) == (LocationQuality.STREET, "12 ter Rue de l'Église")
    assert (hits[1].quality, hits[1].label) == (LocationQuality.DOOR, "12 Rue de l'Église")


@pytest.mark.usefixtures("streets")
def test_doors_of_one_number_follow_each_other() -> None:
    labels = [hit.label for hit in search_addresses("7 rue de l'église")][:3]
    assert labels == ["7 Rue de l'Église", "7 bis Rue de l'Église", "7 ter Rue de l'Église"]


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize(
    "typed", ["", " ", "5", "x", "75012", "chez ma fille à Lille", "𝔘𝔫𝔦?!;,", "%_' OR 1=1"]
)
def test_what_is_no_address_finds_nothing_and_breaks_nothing(typed: str) -> None:
    assert search_addresses(typed) == []


@pytest.mark.usefixtures("streets")
def test_no_more_answers_than_asked() -> None:
    assert len(search_addresses("rue", limit=2)) <= 2
    assert len(search_addresses("7 rue de l'église", limit=2)) == 2


def test_streets_of_one_name_are_told_apart_by_their_village(town: Municipality) -> None:
    add_street("Rue du Puits", former_commune="Gennes")
    add_street("Rue du Puits", at=(47.4, -0.95), former_commune="Cunault")
    assert {hit.label for hit in search_addresses("3 rue du puits")} == {
        "3 Rue du Puits, Gennes",
        "3 Rue du Puits, Cunault",
    }
    assert search_addresses("3 rue du puits cunault")[0].former_commune == "Cunault"


@pytest.mark.usefixtures("streets")
def test_a_keystroke_costs_one_query_however_many_addresses_there_are() -> None:
    search_addresses("rue")
    with CaptureQueriesContext(
        connection,
    ) as few:
        search_addresses("3 rue de la gare")
    add_street("Rue des Écoles", " ".join(map(str, range(1, 500))))
    search_addresses("rue")
    with CaptureQueriesContext(connection) as many:
        search_addresses("3 rue des écoles")
    assert (len(few), len(many)) == (1, 1)


@pytest.mark.parametrize("street", ["Rue", "?!", "ー", "L'", "12"])
def test_an_odd_street_of_the_base_never_closes_the_search(town: Municipality, street: str) -> None:
    add_street("Rue de la Gare")
    add_street(street)
    assert search_addresses("3 rue de la gaer")[0].label == "3 Rue de la Gare"
