"""The register of solidarity at the desk: opened with a reason, kept, refused to everybody else."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import pyzipper
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cordee.coordinate.register.actions import letters as issuing
from cordee.coordinate.register.actions.enrolment import enrol
from cordee.coordinate.register.actions.keeping import oppose
from cordee.coordinate.register.models import AlertSubscription, RegisterEntry, Transmission
from cordee.coordinate.register.selectors import acknowledgements as printed
from cordee.coordinate.register.tests.factories import a_letter, cleared, listed
from cordee.ground.audit.actions import Task
from cordee.ground.audit.models import Event
from cordee.ground.papers.models import Paper
from cordee.ground.people.models import AccessAlert, Role
from cordee.portal.desk.tasks import look_for_unusual
from cordee.portal.desk.views import letters

LIST, NEW, LETTERS = "/bureau/solidarite/", "/bureau/solidarite/inscrire/", "/bureau/solidarite/lettres/"


@pytest.fixture
def at(town):
    return timezone.now()


@pytest.fixture
def opened(staff, account, at):
    """A role, named and with its reason given."""

    def make(role, scope="keep"):
        cleared(account(role), at, scope)
        client = staff(role)
        client.post(LIST + "raison/", {"reason": "update"})
        return client

    return make


def typed(at, **other):
    return {
        "last_name": "Rolland", "first_name": "Jeanne", "birth_on": "2/3/1941", "category": "age65", "origin": "self",
        "means": "phone", "phone": "02 41 00 00 01", "language": "fr", "address": "3 rue des Lilas",
        "requested_on": f"{timezone.localtime(at):%d/%m/%Y}",
    } | other  # fmt: skip


def test_without_a_clearance_the_register_is_shut_whatever_the_role_and_the_dpo_hears_of_it(staff, at, sound):
    client = staff(Role.CCAS_MANAGER)
    for _ in range(3):
        answer = client.get(LIST)
        assert answer.status_code == 302 and "ferme" in answer.url
    assert "désigné·e par le maire" in sound(client.get(answer.url))
    look_for_unusual(at)
    assert AccessAlert.objects.filter(rule="register_shut").count() == 1


def test_one_says_why_then_each_file_read_tells_it(staff, account, at, sound):
    done = listed(at)
    solene = cleared(account(Role.CCAS_MANAGER), at)
    client = staff(Role.CCAS_MANAGER)
    file = reverse("desk:entry", args=[done.entry_key])
    asked = client.get(file)
    assert "raison" in asked.url
    assert client.post(asked.url, {"reason": ""}).status_code == 422
    assert client.post(asked.url, {"reason": "rights"}).url == file
    page = sound(client.get(file))
    assert "Jeanne Rolland" in page and "P2" in page and "85 ans" in page
    read = Event.objects.get(subject=f"registerentry:{done.entry_key}", kind="read")
    assert (read.actor, read.facts) == (solene.trace_key, {"page": "entry", "reading": "rights"})


def test_a_reason_never_leads_out_of_the_register(opened, at):
    client = opened(Role.CCAS_MANAGER)
    for away in ("https://ailleurs.example/", "//ailleurs.example/", "/bureau/solidarite//ailleurs.example"):
        assert client.post(LIST + "raison/?suite=" + away, {"reason": "update"}).url == LIST


def test_the_front_desk_enrols_and_reads_nobody(opened, staff, account, at, sound):
    listed(at, last_name="Autre")
    cleared(account(Role.RECEPTIONIST), at, "collect")
    nadia = staff(Role.RECEPTIONIST)
    assert nadia.post(NEW, typed(at)).url == NEW
    assert RegisterEntry.objects.count() == 2
    assert nadia.get(LIST).status_code == 403


def test_a_third_party_on_the_phone_is_led_to_writing_and_nothing_typed_is_lost(opened, at, sound):
    client = opened(Role.CCAS_MANAGER)
    answer = client.post(NEW, typed(at, origin="third_party", third_name="Anne", third_quality="sa fille"))
    page = sound(answer)
    assert answer.status_code == 422 and "la loi demande un écrit" in page and 'value="Anne"' in page
    assert not RegisterEntry.objects.exists()
    client.post(
        NEW, typed(at, origin="third_party", means="letter", third_name="Anne", third_quality="sa fille")
    )
    assert RegisterEntry.objects.get().acknowledge_by == timezone.localtime(at).date() + timedelta(days=8)


@pytest.mark.parametrize(
    ("other", "said"),
    [({"phone": "06 12"}, "chiffres"), ({"phone": ""}, "Il faut un numéro"), ({"birth_on": "2/3/1990"}, "moins de 65 ans"),
     ({"address": ""}, "Il faut l’adresse"), ({"lives_alone": "oui"}, "facultatives"), ({"last_name": ""}, "manque le nom")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(opened, at, sound, other, said):
    answer = opened(Role.CCAS_MANAGER).post(NEW, typed(at, **other))
    assert answer.status_code == 422 and said in sound(answer) and not RegisterEntry.objects.exists()


def test_a_namesake_is_shown_before_a_second_entry(opened, at, sound):
    client = opened(Role.CCAS_MANAGER)
    client.post(NEW, typed(at))
    again = typed(at, last_name="Roland", birth_on="", phone="02 41 00 00 99")
    assert "Peut-être déjà inscrite" in sound(client.post(NEW, again))
    client.post(NEW, again | {"alike_seen": "on"})
    assert RegisterEntry.objects.count() == 2
    client.post(NEW, typed(at, emergency_name="Anne"))
    assert RegisterEntry.objects.count() == 2 and RegisterEntry.objects.first().emergency_name == "Anne"


def test_the_letter_is_printed_numbered_and_the_late_ones_are_on_top(opened, at, sound):
    client = opened(Role.SOCIAL_WORKER)
    late = enrol(said=a_letter(at, requested_on=at.date() - timedelta(days=12)), by=Task("tests"), at=at)
    assert "Accusés en retard" in sound(client.get(LIST))
    assert "en retard" in sound(client.get(LIST + "?travail=late"))
    client.post(reverse("desk:entry_step", args=[late.entry_key, "accuse"]))
    pdf = client.get(reverse("desk:entry_letter", args=[late.entry_key]))
    assert pdf.content.startswith(b"%PDF")
    assert "Rolland" not in sound(client.get(LIST + "?travail=letters"))


def test_a_letter_not_sent_is_told_from_the_sixth_day(opened, at, sound):
    client = opened(Role.SOCIAL_WORKER)
    for days, told in ((5, False), (6, True), (8, True), (9, False)):
        RegisterEntry.objects.all().delete()
        asked_on = timezone.localtime(at).date() - timedelta(days=days)
        enrol(said=a_letter(at, requested_on=asked_on), by=Task("tests"), at=at)
        assert ("lettre à envoyer" in sound(client.get(LIST))) is told, days


def test_every_step_of_a_life_from_the_file(opened, at, sound):
    client = opened(Role.CCAS_MANAGER)
    key = listed(at).entry_key
    page = reverse("desk:entry", args=[key])

    def step(name, **said):
        return client.post(reverse("desk:entry_step", args=[key, name]), said)

    day = timezone.localtime(at).date()
    assert step("absence", away_from="", away_until="").status_code == 422
    assert (
        step(
            "absence", away_from=f"{day:%d/%m/%Y}", away_until=f"{day - timedelta(days=2):%d/%m/%Y}"
        ).status_code
        == 422
    )
    step("absence", away_from=f"{day:%d/%m/%Y}", away_until=f"{day + timedelta(days=9):%d/%m/%Y}")
    assert "Elle sera appelée de nouveau" in sound(client.get(page))
    step("retour")
    assert step("priorite", level="1", why="").status_code == 422
    step("priorite", level="1", why="sort de l’hôpital demain")
    assert "P1" in sound(client.get(page)) and RegisterEntry.objects.get().order == 1
    step("verifier", check_reason="phone")
    step("confirmer")
    assert RegisterEntry.objects.get().state == "confirmed"
    step("radier", removal_reason="moved")
    assert "trace de la radiation" in sound(client.get(page))
    assert step("nimporte").status_code == 404


def test_an_opposed_person_is_on_no_page(opened, at, account, sound):
    client = opened(Role.CCAS_MANAGER)
    key = listed(at).entry_key
    client.post(reverse("desk:entry_step", args=[key, "opposition"]))
    for page in (LIST, LIST + "?q=Rolland", LIST + "?etat=removed"):
        assert "Jeanne" not in sound(client.get(page)).replace('value="Rolland"', "")
    assert client.get(reverse("desk:entry", args=[key])).status_code == 404


def test_a_correction_keeps_what_is_not_touched(opened, at, sound):
    client = opened(Role.CCAS_MANAGER)
    client.post(NEW, typed(at, emergency_name="Anne", lives_alone="oui", operational_agreed="on"))
    key = RegisterEntry.objects.get().pk
    address = reverse("desk:entry_edit", args=[key])
    assert 'value="Anne"' in sound(client.get(address))
    client.post(
        address,
        typed(at, emergency_name="Anne", first_name="Jeannette", lives_alone="oui", operational_agreed="on"),
    )
    entry = RegisterEntry.objects.select_related("person").get()
    assert (entry.person.first_name, entry.lives_alone, entry.priority) == ("Jeannette", True, 1)


def test_the_list_costs_the_same_whatever_its_length(opened, at, django_assert_max_num_queries):
    client = opened(Role.CCAS_MANAGER)
    for rank in range(12):
        listed(at, birth_on=date(1920 + rank, 1, 1))
    with django_assert_max_num_queries(40):
        client.get(LIST)


def test_the_prefect_gets_a_file_ciphered_approved_by_somebody_else_and_traced(
    opened, staff, account, at, sound
):
    opened(Role.CCAS_MANAGER)
    listed(at, answers={"key_holder": "la gardienne", "mobility": "bed"}, answers_agreed=True)
    gone = listed(at, last_name="Opposée", first_name="Odette")
    oppose(entry_id=gone.entry_key, by=Task("tests"), at=at)
    both = staff(Role.CCAS_MANAGER, Role.MAYOR)
    asked = reverse("desk:transmission_ask")
    assert both.post(asked, {"reference": "", "requested_on": "", "recipient": ""}).status_code == 422
    day = f"{timezone.localtime(at):%d/%m/%Y}"
    both.post(asked, {"reference": "SIDPC 2026-7", "requested_on": day, "recipient": "Préfecture, SIDPC"})
    row = Transmission.objects.get()
    file, decide = (reverse(f"desk:transmission_{name}", args=[row.pk]) for name in ("file", "decide"))
    assert both.post(file).status_code == 302, "nothing leaves without an approval"
    both.post(decide, {"decision": "oui"})
    row.refresh_from_db()
    assert row.state == "asked", "not by whoever asked"
    staff(Role.MAYOR).post(decide, {"decision": "oui"})
    page = sound(both.get(file))
    password = both.session["register_password"][1]
    assert password in page
    content = both.post(file).content
    assert b"Rolland" not in content
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        with pytest.raises(RuntimeError):
            archive.read("registre.csv")
        archive.setpassword(password.encode())
        told, notice = archive.read("registre.csv").decode("utf-8-sig"), archive.read("a-lire.txt").decode()
    assert "Rolland" in told and "Opposée" not in told and "gardienne" not in told and "alité·e" not in told
    assert "SIDPC 2026-7" in notice and "1 personne" in notice
    row.refresh_from_db()
    assert (row.state, row.people, len(row.digest)) == ("handed", 1, 64)
    assert both.post(file).status_code == 302, "once"
    look_for_unusual(timezone.now())
    assert AccessAlert.objects.filter(rule="export").exists()


def test_the_mayor_names_and_takes_back(staff, account, at, sound):
    solene, mayor = account(Role.CCAS_MANAGER), staff(Role.MAYOR)
    day = timezone.localtime(at).date()
    said = {
        "account": solene.pk, "scope": "keep", "act": "arrêté 2026-114", "granted_on": f"{day:%d/%m/%Y}",
        "pledged_on": f"{day:%d/%m/%Y}", "expires_on": f"{day + timedelta(days=800):%d/%m/%Y}",
    }  # fmt: skip
    grant = reverse("desk:clearance_grant")
    assert "Un an au plus" in sound(mayor.post(grant, said))
    mayor.post(grant, said | {"expires_on": f"{day + timedelta(days=300):%d/%m/%Y}"})
    client = staff(Role.CCAS_MANAGER)
    assert "raison" in client.get(LIST).url
    from cordee.coordinate.register.models import Clearance

    mayor.post(reverse("desk:clearance_end", args=[Clearance.objects.get().pk]))
    assert "ferme" in client.get(LIST).url and "retirée" in sound(mayor.get(reverse("desk:clearances")))


def test_coverage_is_told_by_district_without_small_numbers(staff, account, at, district, sound):
    from cordee.ground.territory.models import District

    other = District.objects.create(name="Les Ormes", commune_id=district.commune_id)
    for rank in range(12):
        place = {"address": f"{rank} rue", "district_id": district.pk if rank < 9 else other.pk}
        listed(at, place=place, birth_on=date(1920 + rank, 1, 1))
    solene, edit = staff(Role.CCAS_MANAGER), reverse("desk:coverage_edit")
    assert solene.post(edit, {"year": "2022", "source": ""}).status_code == 422
    solene.post(
        edit,
        {"year": "2022", "source": "INSEE", f"district_{district.pk}": "90", f"district_{other.pk}": "30"},
    )
    page = sound(staff(Role.COMMUNICATION).get(reverse("desk:coverage")))
    assert "10,0 %" in page and page.count("non dit") == 2, (
        "one small district hides another, or a subtraction tells"
    )


def test_a_resident_is_warned_of_risks_apart_from_the_register(opened, at, sound):
    client = opened(Role.CCAS_MANAGER)
    new = reverse("desk:alert_new")
    said = {
        "last_name": "Marchand",
        "phone": "06 39 98 00 01",
        "address": "3 rue des Lilas",
        "channel": "sms",
    }
    assert "au moins un risque" in sound(client.post(new, said))
    client.post(new, said | {"risks": ["flood"]})
    page = sound(client.get(reverse("desk:alert_register")))
    assert "Marchand" in page and "inondation" in page and not RegisterEntry.objects.exists()
    client.post(reverse("desk:alert_end", args=[AlertSubscription.objects.get().pk]))
    assert "Marchand" not in sound(client.get(reverse("desk:alert_register")))


def test_twenty_files_opened_one_by_one_in_an_hour_are_told_to_the_dpo(opened, at):
    client = opened(Role.CCAS_MANAGER)
    keys = [listed(at, birth_on=date(1920 + rank, 1, 1)).entry_key for rank in range(20)]
    client.get(LIST)
    for key in keys:
        client.get(reverse("desk:entry", args=[key]))
    look_for_unusual(timezone.now())
    assert AccessAlert.objects.get(rule="register_many").count == 20


def test_the_letters_waiting_are_printed_by_the_tray_each_once_and_again_by_day(
    opened, at, sound, monkeypatch
):
    monkeypatch.setattr(letters, "AT_ONCE", 3)
    monkeypatch.setattr(issuing, "AT_ONCE", 3)
    monkeypatch.setattr(printed, "AT_ONCE", 3)
    for rank, name in enumerate(["Rolland", "Guérin", "Faucheux", "Lemoine"]):
        listed(at, last_name=name, phone=f"+3324100{rank:04d}", birth_on=date(1940, 1, 1 + rank))
    due = enrol(said=a_letter(at, last_name="Zola", phone="+33241000099"), by=Task("tests"), at=at)
    client = opened(Role.SOCIAL_WORKER)
    assert "Lettres" in sound(client.get(LIST))
    assert "Éditer 3 lettres" in sound(client.get(LETTERS))
    assert "3 lettres éditées" in sound(client.post(LETTERS, follow=True))
    # Hers has eight days to come: it is in the first tray, whatever its place in the alphabet.
    assert RegisterEntry.objects.get(pk=due.entry_key).acknowledged_at is not None
    assert "Éditer 2 lettres" in sound(client.get(LETTERS))
    client.post(LETTERS)
    page = sound(client.post(LETTERS, follow=True))
    assert "Toutes les lettres sont éditées." in page and "Imprimer le lot 2" in page
    assert Paper.objects.count() == 5 and not RegisterEntry.objects.filter(acknowledged_at=None)
    day = timezone.localtime(at).date().isoformat()
    files = [client.get(f"{LIST}lettres.pdf?jour={day}&lot={part}") for part in (1, 2)]
    assert [len(PdfReader(io.BytesIO(file.content)).pages) for file in files] == [3, 2]
    assert "Rolland" in PdfReader(io.BytesIO(files[1].content)).pages[1].extract_text()
    assert Event.objects.filter(verb="read", facts__page="paper").count() == 5
    for wrong in ("jour=hier", f"jour={day}&lot=9", "jour=0001-01-01", f"jour={day}&lot={10**17}", ""):
        assert client.get(f"{LIST}lettres.pdf?{wrong}").status_code == 404, wrong


def test_nobody_prints_letters_without_keeping_the_register(opened, staff, at):
    listed(at)
    for client in (opened(Role.MAYOR, "read"), staff(Role.RECEPTIONIST)):
        client.post(LETTERS)
    assert not Paper.objects.exists()


def test_whoever_writes_on_an_entry_removed_meanwhile_reads_why(opened, at, sound):
    client = opened(Role.CCAS_MANAGER)
    key = listed(at).entry_key
    client.post(reverse("desk:entry_step", args=[key, "radier"]), {"removal_reason": "moved"})
    assert RegisterEntry.objects.get().state == "removed"
    for step, said in (
        ("absence", {"until": "31/12/2099"}),
        ("verifier", {"check_reason": "phone_wrong"}),
        ("radier", {"removal_reason": "moved"}),
    ):
        answer = client.post(reverse("desk:entry_step", args=[key, step]), said)
        assert answer.status_code == 422 and "erreur" in sound(answer), step
