"""Whatever keeps something about a person hands it over, forgets it and has a time; a new table without a line fails."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.test import Client

from cordee.coordinate.campaigns.actions.calling import record_outcome, take_batch
from cordee.coordinate.campaigns.models import CampaignEntry, Outcome
from cordee.coordinate.campaigns.selectors.sources import Target
from cordee.coordinate.campaigns.tests.factories import a_campaign, targets
from cordee.coordinate.campaigns.tests.saying import a_said
from cordee.coordinate.register.actions.alerts import subscribe_to_alerts
from cordee.coordinate.register.actions.enrolment import Enrolment, enrol
from cordee.coordinate.resources.actions.openings import add_opening
from cordee.coordinate.resources.actions.records import Guardian
from cordee.coordinate.resources.tests.factories import a_family, a_key, a_shelter
from cordee.coordinate.safeguarding.models import SafeguardingStep
from cordee.coordinate.safeguarding.tests.factories import a_report
from cordee.ground.assignments.actions.papers import issue_acknowledgement, issue_cash_slip
from cordee.ground.assignments.models import (
    Accompaniment,
    Assignment,
    BlockedPair,
    ReviewedMission,
    RulesOverride,
    RulesReview,
)
from cordee.ground.audit.actions import Task, leave_read_trace
from cordee.ground.audit.rules import Refused
from cordee.ground.crisis.actions.visitors import report_visitor
from cordee.ground.messaging.actions.outbox import queue_message
from cordee.ground.messaging.models import IncomingMessage, OutgoingMessage, Receipt, Stopped
from cordee.ground.needs.actions.assessments import begin_assessment, save_assessment
from cordee.ground.needs.actions.sharing import note_sharing
from cordee.ground.needs.models import ClosingReason, Need, NeedDraft
from cordee.ground.needs.tests.factories import a_need
from cordee.ground.organisations.actions.papers import print_convention
from cordee.ground.organisations.tests.factories import a_contact, an_organisation
from cordee.ground.papers.actions.lending import lend_paper
from cordee.ground.papers.models import Paper, PaperKind
from cordee.ground.papers.rules.validity import Validity
from cordee.ground.papers.selectors.printing import paper_pdf
from cordee.ground.papers.tests.reading import words_of
from cordee.ground.people.actions.erasure_list import write_erasures_down
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.actions.privacy import erase_person, open_right_request
from cordee.ground.people.actions.protection import break_glass, protect_person
from cordee.ground.people.actions.retention import eliminate
from cordee.ground.people.actions.sheets import receive_sheet
from cordee.ground.people.models import EntryPurpose, Person, Role
from cordee.ground.people.models.persons import looker
from cordee.ground.people.ports import (
    _erasures,
    everything_about,
    registered_exports,
    registered_series,
)
from cordee.ground.people.rules.access import SESSION_PERSON
from cordee.ground.people.selectors.privacy import preview_of
from cordee.ground.territory.models import TownRow
from cordee.ground.vault.models import CipheredText
from cordee.ground.volunteers.actions.papers import accept_text, issue_badge, issue_order, print_agreement
from cordee.ground.volunteers.models import DuplicateHint, ReserveConsent, ReserveExtension, Volunteer
from cordee.ground.volunteers.selectors.checking import checked_code
from cordee.ground.volunteers.tests.factories import a_volunteer
from tests.house.test_plan import FLOOR


@dataclass(frozen=True)
class Kept:
    """Where a table answers: the part of the dossier, the erasure, the series; ``why`` when one of them is not needed."""

    export: str = ""
    erasure: str = ""
    series: str = ""
    why: str = ""


ABOUT_PEOPLE: dict[str, Kept] = {
    "people.Person": Kept("Vous", "identity", "", "goes with the last file in the person’s name"),
    "people.EntryKey": Kept("Vos demandes sur vos données", "identity", "acces"),
    "people.RightRequest": Kept("Vos demandes sur vos données", "identity", "", "proves that the answer was given"),
    "people.Consent": Kept("Vos accords", "identity", "demandes"),
    "people.Protection": Kept("Vos demandes sur vos données", "identity", "", "stands while the person is hidden"),
    "people.GlassBreak": Kept("Vos demandes sur vos données", "identity", "", "goes with the person’s identity"),
    "people.ReceivedSheet": Kept(
        "", "identity", "", "an agent’s file: dropped in days; what it brought is in the file"
    ),
    "messaging.OutgoingMessage": Kept("Nos messages", "messages", "messages"),
    "messaging.Receipt": Kept("Nos messages", "messages", "messages"),
    "messaging.IncomingMessage": Kept("Nos messages", "messages", "messages"),
    "messaging.Stopped": Kept("Nos messages", "messages", "", "the person’s own refusal stands until they change it"),
    "crisis.VisitorReport": Kept("Vos signalements", "reports", "signalements"),
    "papers.Paper": Kept("Vos papiers", "papers", "papiers"),
    "papers.LentPaper": Kept(
        "", "papers", "papiers", "counts, and which agent or official took away papers that are nobody’s own"
    ),
    "needs.Household": Kept("Vos demandes d’aide", "requests", "demandes"),
    "needs.Beneficiary": Kept("Vos demandes d’aide", "requests", "demandes"),
    "needs.Need": Kept("Vos demandes d’aide", "requests", "sante"),
    "needs.NeedsAssessment": Kept("Vos demandes d’aide", "requests", "fiches"),
    "needs.NeedDraft": Kept("", "requests", "brouillons", "an unfinished call, not yet a file"),
    "organisations.Organisation": Kept("Vos fonctions dans une structure", "organisation", "structures"),
    "organisations.ConventionPaper": Kept(
        "", "organisation", "", "which convention is whose; what it says goes with the papers"
    ),
    "volunteers.Volunteer": Kept("Votre offre de bénévole", "offer", "benevoles"),
    "volunteers.Acceptance": Kept("Votre offre de bénévole", "offer", "benevoles"),
    "volunteers.ReserveConsent": Kept("Votre offre de bénévole", "offer", "benevoles"),
    "volunteers.VolunteerCheck": Kept("Votre offre de bénévole", "offer", "controles"),
    "volunteers.DuplicateHint": Kept("", "offer", "benevoles", "a guess between two files, both handed over"),
    "assignments.Assignment": Kept("Vos missions", "missions", "missions"),
    "assignments.CashSlip": Kept("Vos missions", "missions", "missions"),
    "assignments.Accompaniment": Kept("Vos missions", "missions", "missions"),
    "assignments.BlockedPair": Kept("Vos missions", "missions", "missions"),
    "assignments.ReviewedMission": Kept("Vos missions", "missions", "missions"),
    "assignments.RulesOverride": Kept("Vos missions", "missions", "missions"),
    "register.RegisterEntry": Kept("Registre de solidarité", "register", "registre"),
    "register.AlertSubscription": Kept("Registre d’alerte", "register", "alerte-pcs"),
    "resources.Place": Kept("Lieux que vous gardez", "resources", "gardiens"),
    "resources.DatedOpening": Kept("", "resources", "", "when a place opens, for everybody"),
    "resources.GuardianKey": Kept("", "resources", "gardiens", "digests; shut when the guardian is forgotten"),
    "resources.ShelteredFamily": Kept("Accueil dans un centre", "resources", "hebergement"),
    "safeguarding.SafeguardingReport": Kept(
        "", "safeguarding", "situations", "not in the file; erasure takes the link alone (RGPD art. 17(3)(b)(e))"
    ),
    "safeguarding.SafeguardingStep": Kept("", "safeguarding", "situations", "what followed a report, as the report"),
    "campaigns.CampaignEntry": Kept("Nos appels", "calls", "appels"),
    "campaigns.CallAttempt": Kept("Nos appels", "calls", "appels"),
    "campaigns.EntryStep": Kept("", "calls", "appels", "what an agent was to do and when, without a word of whom"),
}  # fmt: skip

NOT_ABOUT_PEOPLE = {
    "audit.Event": "numbers and codes only, proved by the scan below",
    "audit.Chain": "seals",
    "territory.Municipality": "the town’s own telephone and address",
    "territory.Commune": "public list of communes",
    "territory.Address": "public list of addresses",
    "territory.District": "names of districts",
    "people.Account": "an agent: closed by whoever manages accounts, named in what the agent decided",
    "people.TotpSecret": "an agent’s second factor",
    "people.Passkey": "an agent’s second factor",
    "people.ProviderIdentity": "an agent’s way in",
    "people.AccessAlert": "an agent, a number of file, and what the DPO verified; series « alertes »",
    "people.SpentProof": "a sum done by a browser, of nobody’s; gone in hours",
    "people.ImpactStudy": "the town’s own study, about kinds of data",
    "people.Elimination": "the bordereau names nobody",
    "crisis.Crisis": "the town’s words to everybody",
    "crisis.LogbookEntry": "the town’s own chronology, never changed by law of its making; the form asks to name nobody",
    "crisis.HandOver": "from one agent to the next; the form asks to name nobody",
    "crisis.DutyShift": "an agent on call, by the town’s own telephone",
    "crisis.SituationReport": "counts, small ones hidden, and the town’s words to the prefecture",
    "crisis.AfterActionReport": "counts, small ones hidden, and the town’s words, scanned for names before publication",
    "crisis.AfterActionTask": "what the town will do and which function answers for it",
    "crisis.ProtocolDecision": "a decision of the town, for everybody",
    "crisis.ForbiddenZone": "a street, closed to everybody",
    "papers.PaperText": "the town’s own text",
    "schemes.Scheme": "what help exists, for everybody; an agent said it was true",
    "directory.Platform": "a public site, for everybody; an agent said it was true",
    "directory.Question": "what callers ask, never who: the box refuses numbers and names",
    "volunteers.ReserveExtension": "a vote of the council, about the whole reserve",
    "messaging.Heartbeat": "a worker",
    "messaging.Tick": "a job",
    "assignments.PlanRun": "numbers of requests",
    "register.Clearance": "an agent, named by the mayor",
    "register.Transmission": "a request of the prefect, a number of people and a hash",
    "register.OppositionTrace": "keyed hashes that name nobody",
    "register.RegisterChoices": "codes of questions",
    "register.ElderlyCount": "a figure",
    "campaigns.CallCampaign": "why the town calls, not whom",
    "bulletins.Bulletin": "the town’s words to everybody; a number of a person or an address is refused",
    "bulletins.Translation": "the same in another language",
    "campaigns.CallBatch": "numbers of entries, and the agent who took them",
}
_TELLING = (
    "name",
    "phone",
    "email",
    "address",
    "recipient",
    "sender",
    "note",
    "remarks",
    "reason",
    "why",
    "body",
)
_TELLING += ("text", "details", "content")


def _label(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{model.__name__}"


def _house_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in FLOOR]


def _leads_to_a_person(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    if model is Person:
        return True
    if model in seen:
        return False
    targets = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    return any(_leads_to_a_person(target, seen | {model}) for target in targets)


def _tells_words(model: type[models.Model]) -> bool:
    worded = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return any(
        isinstance(field, CipheredText)
        or (isinstance(field, worded) and not field.choices and set(field.name.split("_")) & set(_TELLING))
        for field in model._meta.concrete_fields
    )


def test_every_table_that_may_hold_something_about_a_person_says_where_it_answers():
    found = {_label(model) for model in _house_models() if _leads_to_a_person(model) or _tells_words(model)}
    unknown = found - set(ABOUT_PEOPLE) - set(NOT_ABOUT_PEOPLE)
    assert unknown == set(), (
        "Give these tables an export, an erasure and a series in people.ports, then a line here."
    )
    assert [name for name in NOT_ABOUT_PEOPLE if _leads_to_a_person(apps.get_model(name))] == []
    assert {*ABOUT_PEOPLE, *NOT_ABOUT_PEOPLE} <= {_label(model) for model in _house_models()}


def test_every_line_names_ports_that_exist_or_says_why_not():
    for name, kept in ABOUT_PEOPLE.items():
        assert kept.export in {*registered_exports(), ""} and kept.erasure in _erasures, name
        assert kept.series in {*registered_series(), ""}, name
        assert (kept.export and kept.series) or kept.why, (
            f"{name}: neither handed over nor destroyed, and no reason"
        )


FIRST, LAST, PHONE, DOOR = "Jeanne", "Rolland-Quévrin", "+33639981177", "7 closerie du Merisier"
MARKS = (
    LAST,
    PHONE,
    DOOR,
    "06 39 98 11 77",
    "0639981177",
    "Jeanne R.",
    "jeanne.rq@exemple.fr",
    "pas le mardi",
)


def _everything_in_her_name(now, by, social):
    """One row at least of each table, made by the doors of life where there is one."""
    volunteer = a_volunteer(
        now, by, first_name=FIRST, last_name=LAST, phone=PHONE, email="jeanne.rq@exemple.fr", remarks="pas le mardi",
        place={"address": DOOR, "latitude": 47.353, "longitude": -0.901, "location_quality": "door"},
    )  # fmt: skip
    her = volunteer.person
    need = a_need(now - timedelta(days=3))
    Need.objects.filter(pk=need.pk).update(money_method="cash_envelope", details=f"{FIRST} {LAST}, {PHONE}")
    need.beneficiary.person, need.beneficiary.household.address = her, DOOR
    need.beneficiary.save()
    need.beneficiary.household.save()
    helper = a_volunteer(now, by)
    need.refresh_from_db()
    note_sharing(
        beneficiary=need.beneficiary, recipient="doctor", answer="yes", channel="paper", said_on=now.date(), by=by, at=now
    )  # fmt: skip
    helped = _a_mission(need, helper, now)
    helping = _a_mission(a_need(now - timedelta(days=3)), volunteer, now)
    slip = issue_cash_slip(assignment=helped, handed_cents=2000, by=by, at=now).paper
    assert "Jeanne R." in json.dumps(slip.content, ensure_ascii=False) and slip.person_id != her.pk
    accept_text(volunteer=volunteer, kind=PaperKind.CHARTER, version=0, by=her, at=now)
    badge = issue_badge(volunteer=volunteer, until=(now + timedelta(days=30)).date(), by=by, at=now)
    issue_order(
        volunteer=volunteer, starts_at=now, ends_at=now + timedelta(days=2), sector="", vehicle="", motive="", act="",
        signer="", by=by, at=now, activities=["Courses à domicile"],
    )  # fmt: skip
    charter = print_agreement(volunteer=volunteer, kind=PaperKind.CHARTER, by=by, at=now)
    assert LAST in words_of(paper_pdf(charter)).replace("‑", "-")
    review = RulesReview.objects.create(at=now)
    ReviewedMission.objects.create(review=review, assignment=helping, changed=False)
    RulesOverride.objects.create(
        need=need, volunteer=helper, reason=f"{FIRST} {LAST} le demande", granted_by=by, granted_at=now
    )
    Accompaniment.objects.create(
        need=need,
        volunteer=helper,
        kind="waived",
        reason=f"{FIRST} {LAST} le demande",
        chosen_by=by,
        chosen_at=now,
    )
    BlockedPair.objects.create(volunteer=helper, person=her, asked_by="town")
    DuplicateHint.objects.create(kept=volunteer, other=helper, because="nom semblable")
    vote = ReserveExtension.objects.create(
        emergency="loi", emergency_from=now, emergency_until=now, vote="délibération", voted_on=now.date(), recorded_by=by,
        recorded_at=now,
    )  # fmt: skip
    ReserveConsent.objects.create(extension=vote, volunteer=volunteer, agrees=True, said_at=now)
    queue_message(
        key="k1",
        channel="sms",
        recipient=PHONE,
        person=her,
        kind="reminder",
        body=f"Bonjour {LAST}",
        at=now,
        by=by,
    )
    OutgoingMessage.objects.update(state="sent", sent_at=now)
    Receipt.objects.create(
        provider="ovh", provider_ref="r1", at=now, message=OutgoingMessage.objects.get(key="k1")
    )
    IncomingMessage.objects.create(
        provider="ovh", provider_ref="i1", sender=PHONE, text=f"C’est {LAST}, 0639981177", received_at=now
    )
    report_visitor(
        told=f"{FIRST} {LAST} a été abordée", place=DOOR, happened="", badge="", phone=PHONE, by=None, at=now
    )
    enrol(
        said=Enrolment(
            last_name=LAST, first_name=FIRST, phone=PHONE, category="age65", origin="third_party", means="letter",
            requested_on=now.date(), place={"address": DOOR}, third_name="Anne", third_quality="fille",
            answers={"visits": "pas le mardi"}, answers_agreed=True,
        ),
        by=Task("tests"), at=now,
    )  # fmt: skip
    subscribe_to_alerts(
        first_name=FIRST, last_name=LAST, phone=PHONE, email="", place={"address": DOOR}, risks=["flood"], channel="sms",
        by=Task("tests"), at=now,
    )  # fmt: skip
    # Filed without her marks: what the author wrote stays, and the scan below looks at everything else.
    reported = a_report(now, by, person_id=her.pk, about="la personne du dossier")
    SafeguardingStep(
        report=reported, kind="noted", words="Vu.", happened_at=now, recorded_at=now, author=by.name
    ).save()
    Stopped.objects.create(number=PHONE, at=now)
    NeedDraft.objects.create(author=by, started_at=now, label=LAST, fields={"phone": "06 39 98 11 77"})
    sheet = begin_assessment(person=her, by=social, at=now)
    save_assessment(
        sheet=sheet, said={"emergency_contact": f"{LAST}, {PHONE}", "diet": "pas le mardi"}, version=0, seconds=60,
        by=social, at=now,
    )  # fmt: skip
    receive_sheet(kind="needs", file_name="liste.csv", by=by, at=now, content=b"nom;besoin\nDupont;COURSES\n")
    partner = an_organisation(
        now,
        by,
        contact=a_contact(first_name=FIRST, last_name=LAST, phone=PHONE),
        notes=f"{FIRST} {LAST} répond.",
    )
    assert partner.contact == her
    lend_paper(
        kind=PaperKind.CRISIS_BAG,
        holder="Marc Lusson, élu",
        people=1,
        locked=False,
        exercise=False,
        by=by,
        at=now,
    )
    print_convention(
        organisation=partner, representative=f"sa présidente, {FIRST} {LAST}", starts_on=now.date(),
        ends_on=(now + timedelta(days=90)).date(), signer="", by=by, at=now,
    )  # fmt: skip
    shelter = a_shelter(now, by, guardian=Guardian(FIRST, LAST, PHONE))
    assert shelter.guardian == her
    a_key(shelter, now, by)
    add_opening(
        place=shelter, kind="open", starts_at=now, ends_at=now + timedelta(days=2), why="crue", by=by, at=now
    )
    a_family(shelter, now, by, family_name=LAST, first_name=FIRST, phone=PHONE, needs="pas le mardi")
    protect_person(person=her, ground="violence", note="pas le mardi", by=social, at=now)
    break_glass(person=her, reason=f"{FIRST} {LAST} appelle, en danger", by=by, at=now)
    issue_entry_key(person=her, purpose=EntryPurpose.MINE, by=by, at=now)
    campaign = a_campaign(
        now,
        by,
        people=[Target("test:1", f"{FIRST} {LAST}", (PHONE,), person_id=her.pk, address=DOOR), *targets(1)],
    )
    called = CampaignEntry.objects.get(person=her)
    CampaignEntry.objects.filter(campaign=campaign, person=None).update(
        contact=f"{FIRST} {LAST}", contact_phone=PHONE
    )
    record_outcome(
        entry=called,
        said=a_said(Outcome.OK, now, note=f"{LAST}, pas le mardi"),
        key="appel-de-jeanne",
        by=social,
        at=now,
    )
    take_batch(campaign=campaign, by=social, at=now)
    beside = CampaignEntry.objects.get(campaign=campaign, person=None)
    record_outcome(entry=beside, said=a_said(Outcome.NR, now), key="appel-d-a-cote", by=social, at=now)
    session = Client().session
    session[SESSION_PERSON] = her.pk
    session.save()
    leave_read_trace(subjects=[her], by=by, commune_code=her.commune_id, page="need")
    Need.objects.update(
        state="cancelled", closed_at=now, next_action="", closing_reason=ClosingReason.CANCELLED_BY_REQUESTER
    )
    Assignment.objects.update(
        state="done", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1)
    )
    asked = open_right_request(
        person=her, kind="effacement", channel="letter", received_on=now.date(), by=by, at=now,
        identity_checked="rappel au numéro connu", note=f"lettre de {LAST}",
    )  # fmt: skip
    return her, asked, badge


def _a_mission(need, volunteer, now):
    return Assignment.objects.create(
        need=need, volunteer=volunteer, state="accepted", starts_at=now + timedelta(hours=2),
        ends_at=now + timedelta(hours=4), minutes=60, suggested_at=now, place=0, amount_cents=1250,
        reasons=["proche"],
    )  # fmt: skip


def _dump() -> str:
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told += [str(bytes(v) if isinstance(v, memoryview) else v) for row in cursor for v in row]
    # Ciphered and packed words are read open: hiding is not forgetting.
    for model in _house_models():
        manager = model.everywhere if issubclass(model, TownRow) else model._default_manager
        told += [
            json.dumps(getattr(row, field.attname), ensure_ascii=False, default=str)
            for row in manager.all()
            for field in model._meta.concrete_fields
        ]
    told += [json.dumps(session.get_decoded(), ensure_ascii=False) for session in Session.objects.all()]
    return "\n".join(told)


def _files() -> bytes:
    """Every file of the house but the database itself, whose bytes the journey J11 reads."""
    root = Path(settings.DATA_DIR)
    return b"".join(one.read_bytes() for one in root.rglob("*") if one.is_file() and "sqlite" not in one.name)


def test_every_file_of_the_data_folder_is_in_the_guide_with_where_to_keep_it(now, account, claire):
    """What a backup takes is known file by file: a new one must say whether it may name somebody."""
    her, asked, _ = _everything_in_her_name(
        now, account(Role.VOLUNTEER_COORDINATOR), account(Role.SOCIAL_WORKER)
    )
    erase_person(request=asked, by=claire, at=now)
    write_erasures_down()
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "informatique.md").read_text(encoding="utf-8")
    told = {
        name
        for row in re.findall(r"^\| (`[^|]+) \|", guide, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    }
    found = {one.name for one in Path(settings.DATA_DIR).iterdir() if "sqlite3" not in one.name}
    assert "effacements" in found and found - told == set()
    assert f" {her.pk} " in (Path(settings.DATA_DIR) / "effacements").read_text(encoding="utf-8")


@pytest.fixture
def claire(account):
    return account(Role.DPO)


@pytest.mark.django_db(transaction=True)
def test_nothing_about_an_erased_person_is_left_in_any_table_session_message_paper_or_log(
    now, account, claire
):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    her, asked, badge = _everything_in_her_name(now, lucie, account(Role.SOCIAL_WORKER))
    empty = [
        name
        for name in ABOUT_PEOPLE
        if not getattr(apps.get_model(name), "everywhere", apps.get_model(name)._default_manager).exists()
    ]
    assert empty == [], "the story must fill these tables, or the scan says nothing of them"
    before = _dump()
    assert [mark for mark in MARKS if mark not in before] == []
    parts = everything_about(her)
    handed = {kept.export for kept in ABOUT_PEOPLE.values() if kept.export}
    assert handed <= set(parts)
    erase_person(request=asked, by=claire, at=now)
    after = _dump()
    assert [mark for mark in MARKS if mark in after] == []
    assert [mark for mark in MARKS if mark.encode() in _files()] == []
    paper = Paper.objects.get(pk=badge.pk)
    assert str(paper) == str(badge) and checked_code(badge.code, at=now).validity == Validity.INVALID
    with pytest.raises(Refused, match="effacé"):
        paper_pdf(paper)


def test_a_namesake_keeps_the_name_on_their_own_receipt(now, account, claire):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    _, asked, _ = _everything_in_her_name(now, lucie, account(Role.SOCIAL_WORKER))
    other = a_need(now, last_name="Rivoire")
    Need.objects.filter(pk=other.pk).update(money_method="cash_envelope")
    other.refresh_from_db()
    mission = _a_mission(other, Volunteer.objects.order_by("pk").last(), now)
    slip = issue_cash_slip(assignment=mission, handed_cents=2000, by=lucie, at=now).paper
    erase_person(request=asked, by=claire, at=now)
    slip.refresh_from_db()
    assert "Jeanne R." in json.dumps(slip.content, ensure_ascii=False)


class Nobody:
    """Somebody from whom everybody is hidden."""

    def hides(self, person):
        return True


def test_a_protected_person_is_forgotten_even_by_whoever_must_not_see_their_name(now, account, claire):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    her, asked, _ = _everything_in_her_name(now, lucie, account(Role.SOCIAL_WORKER))
    beside = a_need(now, last_name="Rivoire")
    beside.requester, beside.requester_role = her, "neighbour"
    beside.save()
    letter = issue_acknowledgement(need=beside, by=lucie, at=now)
    assert LAST in json.dumps(letter.content, ensure_ascii=False)
    sealed = looker.set(Nobody())
    try:
        erase_person(request=asked, by=claire, at=now)
    finally:
        looker.reset(sealed)
    after = _dump()
    assert [mark for mark in MARKS if mark in after] == []


def test_papers_go_in_their_time_and_what_was_signed_goes_with_the_file(now, account, claire):
    lucie = account(Role.VOLUNTEER_COORDINATOR)
    volunteer = a_volunteer(now - timedelta(days=800), lucie)
    issue_badge(
        volunteer=volunteer, until=(now - timedelta(days=600)).date(), by=lucie, at=now - timedelta(days=690)
    )
    fresh = issue_badge(volunteer=volunteer, until=(now + timedelta(days=9)).date(), by=lucie, at=now)
    charter = print_agreement(
        volunteer=volunteer, kind=PaperKind.CHARTER, by=lucie, at=now - timedelta(days=700)
    )
    preview = preview_of("papiers", at=now)
    eliminate(code="papiers", fingerprint=preview.fingerprint, by=claire, at=now)
    assert set(Paper.objects.values_list("pk", flat=True)) == {fresh.pk, charter.pk}
    Volunteer.objects.filter(pk=volunteer.pk).update(signed_up_at=now - timedelta(days=800))
    eliminate(code="benevoles", fingerprint=preview_of("benevoles", at=now).fingerprint, by=claire, at=now)
    charter.refresh_from_db()
    assert charter.content == {}
