"""Every page of the site, who comes to see it, and one of each thing a page is about.

A route with no line in ``VISITS`` must answer no page to a reader: a file, or an act that is posted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests.journeys.people import DESK, open_context, sign_in
from tests.servers.site import DEMO_PASSWORD, Site

LUCIE, ISABELLE, CLAIRE, SOLENE, HELENE, HUGO = (
    f"{name}@exemple.fr" for name in ("lucie", "isabelle", "claire", "solene", "helene", "hugo")
)
ANYBODY, VOLUNTEER, RESIDENT = "anybody", "volunteer", "resident"
TYPED_CONTACT, GAVE_PASSWORD, LEFT_THE_DESK, NEW_ADDRESS = "typed", "half in", "left", "new address"


@dataclass(frozen=True)
class Visit:
    """Who comes, by which address of the route, and what it answers."""

    who: str
    query: str = ""
    status: int = 200
    about: dict[str, Any] = field(default_factory=dict)

    def address(self, route: str, some: dict[str, Any], converters: dict[str, Any]) -> str:
        """The path, about the thing of the visit, else about the one every page shares."""
        given = {
            name: some.get(self.about[name], self.about[name]) if name in self.about else some[name]
            for name in converters
        }
        return reverse(route, kwargs=given) + self.query


def _by(who: str, *queries: str, **about: Any) -> list[Visit]:
    return [Visit(who, query, about=about) for query in queries or ("",)]


VISITS: dict[str, list[Visit]] = {
    "home:index": _by(ANYBODY),
    "home:ask": _by(ANYBODY),
    "home:ask_thanks": _by(ANYBODY, told="asked"),
    "home:offer": _by(ANYBODY),
    "home:offer_thanks": _by(ANYBODY, told="offered"),
    "home:charter": _by(ANYBODY),
    "home:crisis": _by(ANYBODY),
    "home:crisis_in": [Visit(ANYBODY, about={"language": one}) for one in ("en", "ar", "de")],
    "home:bulletin": _by(ANYBODY),
    "home:bulletin_in": [Visit(ANYBODY, about={"language": one}) for one in ("en", "ar")],
    "home:bulletins_archive": _by(ANYBODY),
    "home:schemes": _by(ANYBODY, "", "?pour=carers", "?q=rien-du-tout"),
    "home:schemes_print": _by(ANYBODY),
    "home:scheme": [*_by(ANYBODY), *_by(ANYBODY, scheme_id="short_scheme")],
    "home:platforms": _by(ANYBODY, "", "?pour=neighbours"),
    "home:questions": _by(ANYBODY, "", "?q=rien-du-tout"),
    "home:places": _by(ANYBODY, "", "?type=shelter"),
    "home:guard": [Visit(ANYBODY, about={"token": "guard_link"}), Visit(ANYBODY, status=404)],
    "home:check_number": [Visit(ANYBODY), Visit(ANYBODY, "?numero=K7", 422)],
    "home:check": [Visit(ANYBODY), Visit(ANYBODY, about={"code": "K7MP-3XQ9"})],
    "home:recognise": _by(ANYBODY),
    "home:visitor_report": _by(ANYBODY),
    "home:visitor_thanks": _by(ANYBODY),
    "home:accessibility": _by(ANYBODY),
    "home:privacy": _by(ANYBODY),
    "me:enter": _by(ANYBODY),
    "me:code": _by(TYPED_CONTACT),
    "me:open": [
        Visit(ANYBODY, about={"token": "key"}),
        Visit(ANYBODY, about={"token": "inconnu"}, status=404),
    ],
    "me:answer": [
        Visit(ANYBODY, about={"token": "answer_key"}),
        Visit(ANYBODY, about={"token": "inconnu"}, status=404),
    ],
    "me:index": [*_by(VOLUNTEER), *_by(RESIDENT)],
    "me:mission": _by(VOLUNTEER),
    "me:sheet": _by(VOLUNTEER),
    "me:drop": _by(VOLUNTEER),
    "me:request": _by(RESIDENT, need_id="own_need"),
    "me:cancel_request": _by(RESIDENT, need_id="own_need"),
    "me:offer_edit": _by(VOLUNTEER),
    "me:pause": _by(VOLUNTEER),
    "me:papers": _by(VOLUNTEER),
    "me:data": [*_by(VOLUNTEER), *_by(RESIDENT)],
    "me:identity": _by(RESIDENT),
    "me:contact": _by(RESIDENT),
    "me:contact_code": _by(NEW_ADDRESS),
    "ui:gallery": [Visit(ANYBODY, status=404)],
    "cell:board": [*_by(ISABELLE), *_by(LUCIE)],
    "cell:open": _by(ISABELLE, "", "?exercice=oui"),
    "cell:crisis": [*_by(ISABELLE), *_by(LUCIE)],
    "cell:move": _by(ISABELLE),
    "cell:trigger": _by(ISABELLE),
    "cell:place": _by(ISABELLE),
    "cell:close": _by(ISABELLE),
    "cell:wipe": _by(ISABELLE, crisis_id="drill"),
    "cell:logbook": _by(ISABELLE, "", "?q=rien-du-tout"),
    "cell:entry": _by(ISABELLE, number=3),
    "cell:logbook_paper": _by(ISABELLE),
    "cell:bags": _by(ISABELLE),
    "cell:bag_new": _by(SOLENE),
    "cell:bag_back": _by(ISABELLE),
    "cell:duty": _by(ISABELLE),
    "cell:duty_new": _by(ISABELLE),
    "cell:hand_over_new": _by(ISABELLE),
    "cell:situations": _by(ISABELLE),
    "cell:situation": [*_by(ISABELLE), *_by(ISABELLE, report_id="draft")],
    "cell:bilan": [*_by(ISABELLE, crisis_id="over"), *_by(ISABELLE, crisis_id="told")],
    "cell:bilan_publish": [*_by(ISABELLE, crisis_id="over"), *_by(ISABELLE, crisis_id="told")],
    "cell:bilan_thanks": _by(LUCIE, crisis_id="over"),
    "home:bilans": _by(ANYBODY),
    "home:bilan": _by(ANYBODY, crisis_id="told"),
    "desk:sign_in": _by(ANYBODY),
    "desk:second_factor": _by(GAVE_PASSWORD),
    "desk:switch": _by(LEFT_THE_DESK),
    "desk:link_ask": _by(ANYBODY),
    "desk:link_open": [Visit(ANYBODY, about={"token": "desk_key"}), Visit(ANYBODY, status=410)],
    "desk:invitation": _by(ANYBODY, token="invited"),
    "desk:own_account": _by(LUCIE),
    "desk:confirm_self": _by(LUCIE),
    "desk:totp": _by(LUCIE),
    "desk:quick_code": _by(LUCIE),
    "desk:own_password": _by(LUCIE),
    "desk:queue": _by(LUCIE, "", "?q=rien-du-tout"),
    "desk:call": _by(LUCIE),
    "desk:assessments": _by(SOLENE),
    "desk:assessment": _by(SOLENE),
    "desk:assessment_result": _by(SOLENE, assessment_id="finished_assessment"),
    "desk:calls": _by(SOLENE),
    "desk:call_person": _by(SOLENE),
    "desk:call_alert": _by(SOLENE, entry_id="in_danger"),
    "desk:campaigns": _by(SOLENE),
    "desk:campaign_new": _by(SOLENE),
    "desk:campaign": [*_by(SOLENE), *_by(SOLENE, "", "?callers=3&until=18+h", campaign_id="draft_campaign")],
    "desk:campaign_pause": _by(SOLENE),
    "desk:campaign_close": _by(SOLENE),
    "desk:campaign_paper": _by(SOLENE),
    "desk:campaign_entry": [*_by(SOLENE), *_by(SOLENE, entry_id="in_danger")],
    "desk:need": [*_by(LUCIE), *_by(LUCIE, need_id="served_need")],
    "desk:file": _by(LUCIE),
    "desk:why": _by(LUCIE, "", "?q=Ka"),
    "desk:visitor_reports": _by(LUCIE),
    "desk:visits": _by(LUCIE, "", "?jour=demain"),
    "desk:visits_print": _by(LUCIE),
    "desk:cash_slips": _by(LUCIE),
    "desk:cash_slip": _by(LUCIE, need_id="mission_need"),
    "desk:proposals": _by(LUCIE),
    "desk:sheets": _by(LUCIE),
    "desk:sheet_columns": _by(LUCIE),
    "desk:sheet_report": _by(LUCIE, sheet_id="done_sheet"),
    "desk:bulletins": _by(HUGO, "", "?liste=attente", "?liste=archives"),
    "desk:bulletin_new": _by(HUGO, "", "?modele=CANICULE"),
    "desk:bulletin_channels": [*_by(HUGO), *_by(HUGO, bulletin_id="draft_bulletin")],
    "desk:bulletin": [
        *_by(HUGO),
        *_by(HUGO, bulletin_id="draft_bulletin"),
        *_by(HELENE, bulletin_id="draft_bulletin"),
    ],
    "desk:bulletin_edit": _by(HUGO, bulletin_id="draft_bulletin"),
    "desk:bulletin_vital": _by(HUGO, bulletin_id="draft_bulletin"),
    "desk:bulletin_drop": _by(HUGO, bulletin_id="draft_bulletin"),
    "desk:bulletin_version": _by(HUGO),
    "desk:bulletin_cancel": _by(HUGO),
    "desk:bulletin_translation": [Visit(HUGO, about={"language": one}) for one in ("en", "ar", "uk")],
    "desk:schemes": _by(HUGO, "", "?etat=due", "?q=rien-du-tout"),
    "desk:scheme": [
        *_by(HUGO),
        *_by(HUGO, scheme_id="draft_scheme"),
        *_by(HUGO, scheme_id="withdrawn_scheme"),
    ],
    "desk:scheme_new": _by(HUGO),
    "desk:scheme_edit": _by(HUGO),
    "desk:scheme_withdraw": _by(HUGO),
    "desk:platforms": _by(HUGO, "", "?q=rien-du-tout"),
    "desk:platform": [*_by(HUGO), *_by(HUGO, platform_id="draft_platform")],
    "desk:platform_new": _by(HUGO),
    "desk:platform_edit": _by(HUGO),
    "desk:platform_withdraw": _by(HUGO),
    "desk:questions": [*_by(LUCIE), *_by(HUGO, "", "?q=rien-du-tout")],
    "desk:question": [*_by(HUGO), *_by(HUGO, question_id="answered_question")],
    "desk:question_withdraw": _by(HUGO),
    "desk:places": _by(LUCIE, "", "?q=rien-du-tout"),
    "desk:places_print": _by(LUCIE),
    "desk:places_near": _by(LUCIE),
    "desk:places_near_need": _by(LUCIE),
    "desk:place": [*_by(LUCIE), *_by(LUCIE, place_id="shelter_id"), *_by(HELENE)],
    "desk:place_new": _by(LUCIE),
    "desk:place_edit": _by(LUCIE),
    "desk:place_end": _by(LUCIE),
    "desk:place_key": _by(LUCIE),
    "desk:shelter": _by(LUCIE, place_id="shelter_id"),
    "desk:shelter_print": _by(LUCIE, place_id="shelter_id"),
    "desk:family_new": _by(LUCIE, place_id="shelter_id"),
    "desk:family": _by(LUCIE, place_id="shelter_id"),
    "desk:family_leaves": _by(LUCIE, place_id="shelter_id"),
    "desk:safeguard_start": _by(LUCIE),
    "desk:safeguard_new": [*_by(LUCIE, concern="enfant"), *_by(LUCIE, concern="escroquerie")],
    "desk:safeguard_received": _by(SOLENE),
    "desk:safeguards": _by(SOLENE, "", "?voir=clos"),
    "desk:safeguard": _by(SOLENE),
    "desk:safeguard_reason": _by(SOLENE),
    "desk:organisations": _by(LUCIE, "", "?q=rien-du-tout"),
    "desk:organisation": [*_by(LUCIE), *_by(LUCIE, organisation_id="suspended_partner")],
    "desk:organisation_new": _by(LUCIE),
    "desk:organisation_edit": _by(LUCIE),
    "desk:organisation_suspend": _by(LUCIE),
    "desk:organisation_end": _by(LUCIE),
    "desk:volunteer_check_note": _by(LUCIE, kind="licence"),
    "desk:volunteer_check_back": _by(LUCIE, kind="identity"),
    "desk:volunteers": _by(LUCIE, "", "?controles=on", "?q=Karim", "?q=rien-du-tout"),
    "desk:volunteer_new": _by(LUCIE),
    "desk:volunteers_export": _by(LUCIE),
    "desk:volunteers_print": _by(LUCIE, "?q=Karim"),
    "desk:duplicates": _by(LUCIE),
    "desk:duplicate_merge": _by(LUCIE),
    "desk:volunteer": _by(LUCIE),
    "desk:volunteer_edit": _by(LUCIE),
    "desk:volunteer_suspend": _by(LUCIE),
    "desk:volunteer_leave": _by(LUCIE),
    "desk:volunteer_papers": _by(LUCIE),
    "desk:check_badge": _by(LUCIE),
    "desk:figures": _by(LUCIE, "", "?jours=1"),
    "desk:messages": _by(LUCIE),
    "desk:protocols": [*_by(LUCIE), *_by(ISABELLE)],
    "desk:protocol": _by(ISABELLE),
    "desk:protocol_print": _by(ISABELLE),
    "desk:protocol_decide": _by(ISABELLE, "", code="EPI-CONF"),
    "desk:protocol_lift": _by(ISABELLE),
    "desk:review": _by(LUCIE, "", "?voir=toutes"),
    "desk:override": _by(ISABELLE),
    "desk:companion": _by(LUCIE, need_id="visit", volunteer_id="newcomer"),
    "desk:companion_waive": _by(ISABELLE, need_id="visit", volunteer_id="newcomer"),
    "desk:zone_close": _by(ISABELLE),
    "desk:zone_open": _by(ISABELLE),
    "desk:crisis": _by(ISABELLE),
    "desk:crisis_edit": _by(ISABELLE),
    "desk:crisis_end": _by(ISABELLE),
    "desk:reserve": [*_by(LUCIE), *_by(ISABELLE)],
    "desk:town_papers": _by(ISABELLE),
    "desk:settings": _by(ISABELLE),
    "desk:paper_texts": _by(ISABELLE),
    "desk:paper_text": _by(ISABELLE, kind="order"),
    "desk:accounts": _by(ISABELLE),
    "desk:account_new": _by(ISABELLE),
    "desk:account": _by(ISABELLE),
    "desk:log": _by(CLAIRE, "", "?q=rien-du-tout"),
    "desk:entries": _by(SOLENE, "", "?travail=late", "?q=rien-du-tout"),
    "desk:entries_reason": _by(SOLENE),
    "desk:entries_shut": _by(LUCIE),
    "desk:entry_new": _by(SOLENE),
    "desk:entry": [*_by(SOLENE, entry_id="listed_entry"), *_by(SOLENE, entry_id="away_entry")],
    "desk:entry_edit": _by(SOLENE, entry_id="listed_entry"),
    "desk:entry_questions": _by(SOLENE),
    "desk:letters": _by(SOLENE),
    "desk:coverage": _by(SOLENE),
    "desk:coverage_edit": _by(SOLENE),
    "desk:clearances": [*_by(HELENE), *_by(CLAIRE)],
    "desk:clearance_grant": _by(HELENE),
    "desk:transmission_ask": _by(SOLENE),
    "desk:transmission_file": _by(SOLENE),
    "desk:alert_register": _by(SOLENE),
    "desk:alert_new": _by(SOLENE),
    "home:register": _by(ANYBODY),
    "home:register_thanks": _by(ANYBODY, told="listed"),
    "desk:privacy": _by(CLAIRE),
    "desk:alerts": _by(CLAIRE),
    "desk:break_glass": _by(CLAIRE, person_id="hidden"),
    "desk:protect": [*_by(SOLENE), *_by(SOLENE, person_id="hidden")],
    "desk:register": _by(CLAIRE),
    "desk:impact": _by(CLAIRE),
    "desk:retention": _by(CLAIRE),
    "desk:retention_days": _by(CLAIRE, code="sante"),
    "desk:retention_purge": [*_by(CLAIRE, code="sante"), *_by(CLAIRE, code="demandes")],
    "desk:elimination": _by(CLAIRE),
    "desk:rights": _by(CLAIRE),
    "desk:right_new": _by(CLAIRE),
    "desk:right": _by(CLAIRE),
    "desk:right_dossier": _by(CLAIRE),
    "desk:right_object": _by(CLAIRE),
    "desk:right_erase": _by(CLAIRE),
}

NO_PAGE: dict[str, str] = {
    "desk:bulletin_file": "a file",
    "home:bulletin_cap": "a file",
    "home:feed": "for feed readers",
    "desk:bulletin_submit": "writes, then comes back",
    "desk:bulletin_approve": "writes, then comes back",
    "desk:bulletin_send_back": "writes, then comes back",
    "desk:bulletin_reread": "writes, then comes back",
    "desk:bulletin_translation_drop": "writes, then comes back",
    "home:addresses": "data for the address field",
    "home:logo": "a picture",
    "home:health": "for machines",
    "home:sms_incoming": "for the provider of SMS",
    "home:sms_receipt": "for the provider of SMS",
    "ui:proposals": "data for the gallery",
    "me:data_file": "a file",
    "me:paper": "a PDF",
    "cell:logbook_print": "a PDF",
    "cell:situation_pdf": "a PDF",
    "cell:bilan_pdf": "a PDF",
    "home:bilan_pdf": "a PDF",
    "desk:home": "goes to the first page of the role",
    "desk:provider": "leaves for the provider",
    "desk:provider_back": "comes back from the provider (test_sign_in.py)",
    "desk:organisations_export": "a file",
    "desk:organisation_convention": "writes, then comes back",
    "desk:organisation_paper": "a PDF",
    "desk:organisation_resume": "writes, then comes back",
    "desk:safeguard_follow": "writes, then comes back",
    "desk:safeguard_sheet": "a PDF",
    "desk:recognise": "a fragment of the call page",
    "desk:campaign_sheets": "a PDF",
    "desk:campaign_chronology": "a PDF",
    "desk:sheet_refused": "a file",
    "desk:paper": "a PDF",
    "desk:entry_letter": "a PDF",
    "desk:letters_file": "a PDF",
    "desk:impact_print": "a PDF",
    "desk:need_paper": "a PDF",
    "desk:town_paper": "a PDF",
    "home:recognise_card": "a PDF",
    "home:register_letter": "a PDF",
    "home:privacy_sheet": "a PDF",
    "desk:paper_text_preview": "a PDF",
    "desk:figures_export": "a file",
    "desk:log_export": "a file",
    "desk:elimination_csv": "a file",
}

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOCKED = "noemie@exemple.fr"
SHARED = "sacha@exemple.fr"
_THINGS = f"""
from datetime import timedelta
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.utils import timezone
from cordee.engine.protocol.activities import bits_of
from cordee.coordinate.campaigns.actions.calling import record_outcome
from cordee.coordinate.campaigns.models import CallBatch, CampaignEntry, Outcome
from cordee.coordinate.campaigns.selectors.sources import Target
from cordee.coordinate.campaigns.tests.factories import a_campaign, a_draft
from cordee.coordinate.campaigns.tests.saying import a_said
from cordee.coordinate.resources.actions.guardians import give_guardian_key
from cordee.coordinate.resources.models import Place, ShelteredFamily
from cordee.ground.assignments.models import Assignment, ReviewedMission, RulesReview
from cordee.ground.audit.actions import Task
from cordee.inform.directory.models import Platform, Question
from cordee.inform.schemes.models import Scheme
from cordee.ground.crisis.actions.bilan import TaskSaid, write_bilan
from cordee.ground.crisis.actions.crises import end_crisis, open_crisis
from cordee.ground.crisis.actions.protocols import put_in_force
from cordee.ground.crisis.actions.situation import draft_situation, publish_situation
from cordee.ground.crisis.actions.visitors import report_visitor
from cordee.coordinate.register.actions.alerts import subscribe_to_alerts
from cordee.coordinate.register.actions.transmissions import ask_transmission, decide_transmission
from cordee.coordinate.register.models import RegisterEntry
from cordee.coordinate.safeguarding.models import SafeguardingReport
from cordee.ground.crisis.actions.zones import close_zone
from cordee.ground.crisis.models import Crisis
from cordee.ground.papers.actions.lending import lend_paper, note_fate, note_lent
from cordee.ground.papers.models import PaperKind
from cordee.ground.needs.actions.assessments import begin_assessment, finish_assessment, save_assessment
from cordee.ground.needs.models import Beneficiary, Need
from cordee.ground.people.actions.accounts import open_account
from cordee.ground.people.actions.factors import choose_quick_code, confirm_totp
from cordee.ground.organisations.models import Organisation
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.actions.privacy import open_right_request
from cordee.ground.people.actions.protection import break_glass, protect_person
from cordee.ground.people.actions.sheets import confirm_columns, receive_sheet
from cordee.ground.people.actions.staff_entry import issue_account_link
from cordee.ground.people.models import Account, Elimination, EntryPurpose, LinkPurpose, Role
from cordee.ground.people.rules.totp import code_at_step
from cordee.ground.territory.models import District
from cordee.ground.volunteers.actions.papers import issue_badge
from cordee.ground.volunteers.models import DuplicateHint, Volunteer
from cordee.inform.bulletins.models import Bulletin
from cordee.portal.cell.actions.bilan import begin_bilan, publish_scanned
from cordee.portal.cell.selectors.bilan import needs_left
from cordee.portal.desk.tasks import import_sheet, look_for_unusual
from tests.servers.site import DEMO_PASSWORD
by, now = Task("tests"), timezone.now()
today = timezone.localdate()
lucie, isabelle, claire = (Account.objects.get(email=f"{{one}}@exemple.fr") for one in ("lucie", "isabelle", "claire"))
# Whoever an association mandates wears no badge of the town.
ours = Assignment.objects.filter(state="accepted", volunteer__frame__in=["commune_cosp", "rcsc"])
mission = ours.order_by("-ends_at").first()
other = Assignment.objects.filter(state="proposed", answer_due_at__gt=now).order_by("-answer_due_at").first()
own = Need.objects.filter(state__in=["qualified", "matched"]).order_by("pk").first()
her = own.beneficiary.person
badge = issue_badge(volunteer=mission.volunteer, until=today + timedelta(days=9), at=now, by=lucie)
key = lambda person, purpose, target="": issue_entry_key(
    person=person, purpose=purpose, target=target, by=by, at=now).token
def opened(email, name):
    account = open_account(email=email, name=name, roles=[Role.CALLER], by=isabelle, with_password=False).account
    account.password = make_password(DEMO_PASSWORD)
    account.save(update_fields=["password"])
    return account
half, shared = opened({LOCKED!r}, "Noémie Vasseur"), opened({SHARED!r}, "Sacha Le Goff")
guest = opened("ines@exemple.fr", "Inès d’Hôtel")
confirm_totp(account=half, secret={TOTP_SECRET!r}, code=code_at_step({TOTP_SECRET!r}, int(now.timestamp()) // 30), at=now)
choose_quick_code(account=shared, code="482915")
lines = ("Nom;Prénom;Né(e) le;Téléphone;Adresse;Peut aider;Dispos\\r\\n"
    "Marchandeau;Lilian;12/03/1980;06 39 98 61 01;12 rue des Lilas;courses;mardi matin\\r\\n"
    "Oger;Zoé;;12;;;\\r\\n").encode()
sheets = [receive_sheet(kind="volunteers", file_name="bénévoles de mars.csv", content=lines, by=lucie, at=now) for _ in "12"]
done = sheets[1]
confirm_columns(sheet=done, columns={{int(at): code for at, code in done.columns.items()}}, by=lucie, at=now)
import_sheet(sheet=done, by=lucie, already_cleared=False)
far = now + timedelta(days=60)
place = District.objects.order_by("pk").last()
decision = put_in_force(code="CAN-ROUGE", district=place, starts_at=far, ends_at=far + timedelta(days=3),
    decided_by="Hélène Garnier, maire", decided_on=today, legal_ref="arrêté municipal de test", parameters={{}},
    by=isabelle, at=now)
zone = close_zone(name="Quai aux Péniches, du pont à l’écluse", outline="", district=place, starts_at=far,
    ends_at=far + timedelta(days=1), decided_by="Hélène Garnier, maire", source="arrêté de test", by=isabelle, at=now)
review = RulesReview.objects.create(decision=decision, at=now, listed_at=now, finished_at=now)
for one in Assignment.objects.filter(state="accepted").order_by("-ends_at")[:3]:
    ReviewedMission.objects.create(review=review, assignment=one, changed=True, judged_at=now, told=True,
        before={{"label": "Ouverte", "open": True, "why": ""}},
        after={{"label": "Suspendue", "open": False, "hard": False, "why": "Pas de visite pendant l’alerte."}})
hint = DuplicateHint.objects.filter(decided_at=None).first()
if hint is None:
    pair = list(Volunteer.objects.order_by("pk")[:2])
    hint = DuplicateHint.objects.create(kept=pair[0], other=pair[1], because="même téléphone")
right = open_right_request(person=her, kind="acces", channel="letter", received_on=today - timedelta(days=20),
    by=claire, at=timezone.localtime(), identity_checked="rappel au numéro connu")
gone = Elimination.objects.create(code="demandes", series="Demandes d’aide closes", processing="Entraide",
    basis="RGPD art. 5.1.e", days=365, first_on=today - timedelta(days=900), last_on=today - timedelta(days=400), volume=12,
    fingerprint="0" * 64, visa="Archives départementales, visa 12", done_at=now, done_by=claire)
hidden = Beneficiary.objects.filter(person__erased_at=None).exclude(needs__in=[own, mission.need]).order_by("pk")
hidden = hidden.last().person
solene, marc = (Account.objects.get(email=f"{{one}}@exemple.fr") for one in ("solene", "marc"))
protect_person(person=hidden, ground="violence", note="", by=solene, at=now)
break_glass(person=hidden, reason="Elle appelle, sans médicaments ce soir", at=now, by=marc)
look_for_unusual(now)
report_visitor(told="Il demandait la carte bancaire « pour les courses ».", place="Rue des Tilleuls", happened="ce matin",
    badge="K7MP", phone="02 61 91 99 77", by=None, at=now)
visit = Need.objects.filter(state="qualified").exclude(pk=own.pk).exclude(beneficiary__person=hidden).order_by("pk").last()
newcomer = Volunteer.objects.filter(frame="commune_cosp", state="cleared", remote_only=False).exclude(
    pk__in=Assignment.objects.values("volunteer")).order_by("pk").first()
Need.objects.filter(pk=visit.pk).update(activity="VISITE_CONVIVIALITE")
Volunteer.objects.filter(pk=mission.volunteer_id).update(accompanied_on=today, accompanied_seen_by=lucie,
    trust_level=3, activity_bits=bits_of(["VISITE_CONVIVIALITE", "COURSES"]))
Assignment.objects.get_or_create(need=visit, volunteer=newcomer, state="suggested", defaults=dict(commune=visit.commune,
    starts_at=far, ends_at=far + timedelta(hours=2), suggested_at=now, reasons=["à 400 m."]))
going_on = Crisis.objects.filter(ended_at=None).first()
report = publish_situation(report=draft_situation(crisis=going_on, by=isabelle, at=now), by=isabelle, at=now)
draft = draft_situation(crisis=going_on, by=isabelle, at=now)
drill = open_crisis(kind="flood", title="Exercice de crue", phase="alert", colour="orange", decided_by="Hélène Garnier",
    exercise=True, by=isabelle, at=now - timedelta(minutes=5))
end_crisis(crisis=drill, by=isabelle, at=now)
def bilan_for(title):
    event = open_crisis(kind="cold", title=title, phase="alert", colour="orange", decided_by="La maire", by=isabelle,
        at=now - timedelta(days=4))
    Crisis.objects.filter(pk=event.pk).update(ended_at=now - timedelta(days=1))
    event.refresh_from_db()
    return event, begin_bilan(crisis=event, by=isabelle, at=now)
over, _ = bilan_for("Grand froid de février")
told, told_bilan = bilan_for("Neige de janvier")
told_bilan = write_bilan(report=told_bilan, texts={{"summary": "Les rues ont été dégagées en deux jours."}},
    lines=told_bilan.lines, failures=["Le sel a manqué."],
    tasks=[TaskSaid("Acheter du sel", "Services techniques", today + timedelta(days=90))],
    successors={{str(one.number): "Service d’aide à domicile" for one in needs_left(told_bilan, now)}}, by=isabelle, at=now)
publish_scanned(report=told_bilan, by=isabelle, at=now)
called = [Target(f"test:{{rank}}", name, (f"+3363998{{rank:04d}}",), priority=rank % 3 + 1,
    address=f"{{rank}} rue des Tilleuls", contact="sa fille", contact_phone="+33639987788",
    district_id=place.pk if rank % 2 else None)
    for rank, name in enumerate(("Jeanne Rolland", "Paul Weiss", "Zoé Oger", "Louis Bernard", "Maï Nguyen", "Ana Lopes"))]
campaign = a_campaign(now, solene, people=called, callers=3)
draft_campaign = a_draft(now, solene, people=called)
entries = list(CampaignEntry.objects.filter(campaign=campaign).order_by("pk"))
for one, outcome in zip(entries[1:5], ("NR", "ALERTE_VITALE", "OK", "INVALIDE")):
    record_outcome(entry=one, said=a_said(Outcome(outcome), now), key=f"exemple-{{one.pk}}", by=solene, at=now)
batch = CallBatch.objects.create(campaign=campaign, caller=solene, entries=[entries[0].pk], taken_at=now, seen_at=now)
CampaignEntry.objects.filter(pk=entries[0].pk).update(
    batch=batch, lease_until=now + timedelta(days=2), calling_since=now)
helene = Account.objects.get(email="helene@exemple.fr")
transmission = ask_transmission(reference="SIDPC 2026-118", requested_on=today, recipient="Préfecture, SIDPC", by=solene,
    at=now)
decide_transmission(transmission_id=transmission, approved=True, by=helene, at=now)
subscribe_to_alerts(first_name="Léo", last_name="Marchand", phone="+33639987711", email="", channel="sms",
    place={{"address": "3 quai de Loire"}}, risks=["flood"], by=by, at=now)
cool, care = Place.objects.get(kind="cool"), Place.objects.get(kind="shelter")
guard = give_guardian_key(place=Place.objects.get(kind="warm"), by=lucie, at=now)
bags = [lend_paper(kind=PaperKind.CRISIS_BAG, holder="Marc Lusson, élu d’astreinte", people=640, locked=rank == 1,
    exercise=rank == 2, by=solene, at=now) for rank in range(3)]
for bag in bags:
    note_lent(lent=bag, pages=74, content=b"", by=solene, at=now)
note_fate(lent_id=bags[0].pk, fate="destroyed", on=today, by=isabelle, at=now)
note_fate(lent_id=bags[2].pk, fate="lost", on=today, by=isabelle, at=now)
sheet = begin_assessment(person=own.beneficiary.person, by=solene, at=now)
finished = begin_assessment(person=mission.need.beneficiary.person, by=solene, at=now)
finished = finish_assessment(sheet=save_assessment(sheet=finished, version=finished.version, seconds=300, by=solene,
    at=now, said={{
    "caller_role": "self", "consent_info": "oui", "lives_alone": "oui", "food_days_left": "1", "next_contact": "1",
    "payment_means": "shop_account", "safety_at_home": "silent", "safe_slot": "mardi à 10 h", "pet": ["food"],
    "can_offer": "téléphone", "register_wish": "oui"}}), by=solene, at=now)
bulletin = Bulletin.objects.filter(version=2, state="published").first()
shown = Need.objects.exclude(beneficiary__person=hidden).exclude(pk=visit.pk)
out = {{
    "over": over.pk, "told": told.pk,
    "hidden": hidden.pk, "visit": visit.pk, "newcomer": newcomer.pk, "mission_need": mission.need_id,
    "need_id": shown.filter(state="qualified").order_by("-pk").first().pk,
    "served_need": shown.filter(state="closed").order_by("-pk").first().pk,
    "assessment_id": sheet.pk, "finished_assessment": finished.pk,
    "own_need": own.pk, "resident": her.pk,
    "safeguard_id": SafeguardingReport.objects.order_by("pk").first().pk,
    "organisation_id": Organisation.objects.filter(state="active").first().pk,
    "suspended_partner": Organisation.objects.get(state="suspended").pk,
    "bulletin_id": bulletin.pk, "number": bulletin.number, "language": "en", "channel": "sms", "name": "rss.xml",
    "draft_bulletin": Bulletin.objects.filter(state="to_approve").first().pk,
    "scheme_id": Scheme.objects.filter(state="published", crises=[]).first().pk,
    "short_scheme": Scheme.objects.get(code="115").pk, "draft_scheme": Scheme.objects.filter(state="draft").first().pk,
    "withdrawn_scheme": Scheme.objects.get(state="withdrawn").pk,
    "platform_id": Platform.objects.filter(state="published").first().pk,
    "draft_platform": Platform.objects.filter(state="draft").first().pk,
    "question_id": Question.objects.filter(state="open").first().pk,
    "answered_question": Question.objects.filter(state="published").first().pk,
    "place_id": cool.pk, "shelter_id": care.pk, "guard_link": guard.token,
    "family_id": ShelteredFamily.objects.filter(place=care, left_at=None).first().pk,
    "volunteer_id": mission.volunteer_id, "assignment_id": mission.pk,
    "volunteer": mission.volunteer.person_id, "person_id": mission.volunteer.person_id, "code": badge.code,
    "token": "inconnu", "key": key(her, EntryPurpose.MINE),
    "answer_key": key(other.volunteer.person, EntryPurpose.MISSION, f"assignment:{{other.pk}}"),
    "asked": signing.dumps([["D-2026-0412", "D-2026-0413"], ["COURSES", "ANIMAUX"], "demain avant 10 h"],
        salt="home.ask.thanks", compress=True),
    "listed": signing.dumps(["third_party"], salt="home.register.thanks"),
    "offered": signing.dumps(["B-0412", True], salt="home.offer.thanks"),
    "desk_key": issue_account_link(account=lucie, purpose=LinkPurpose.SIGN_IN, by=by, at=now),
    "invited": issue_account_link(account=guest, purpose=LinkPurpose.INVITATION, by=by, at=now),
    "account_id": lucie.pk, "sheet_id": sheets[0].pk, "done_sheet": done.pk, "decision_id": decision.pk,
    "zone_id": zone.pk, "review_id": review.pk, "hint_id": hint.pk, "request_id": right.pk, "elimination_id": gone.pk,
    "crisis_id": going_on.pk, "report_id": report.pk, "draft": draft.pk, "drill": drill.pk,
    "campaign_id": campaign.pk, "draft_campaign": draft_campaign.pk, "entry_id": entries[4].pk,
    "in_danger": entries[2].pk, "batch_id": batch.pk,
    "listed_entry": RegisterEntry.objects.filter(state="active").order_by("pk").first().pk,
    "lent_id": bags[1].pk,
    "away_entry": RegisterEntry.objects.get(state="suspended").pk, "transmission_id": transmission,
}}
"""


def one_of_each(site: Site) -> dict[str, Any]:
    """Make what the demo town lacks, far in the future, and name one of each thing a page is about."""
    return dict(site.query(_THINGS))


_A_KEY = """
from django.utils import timezone
from cordee.ground.audit.actions import Task
from cordee.ground.people.actions.keys import issue_entry_key
from cordee.ground.people.models import EntryPurpose, Person
person = Person.objects.get(pk={person})
out = issue_entry_key(person=person, purpose=EntryPurpose.MINE, by=Task("tests"), at=timezone.now()).token
"""


def enter_own_space(page: Page, site: Site, person: int) -> None:
    """Come by the link of a message."""
    page.goto(f"{site.url}/l/{site.query(_A_KEY.format(person=person))}/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/moi/**")


def _give_password(page: Page, site: Site, email: str) -> None:
    page.goto(site.url + "/bureau/connexion/")
    page.fill("#id_username", email)
    page.fill("#id_password", DEMO_PASSWORD)
    page.keyboard.press("Enter")


def _say_why(page: Page, site: Site) -> None:
    """The register opens to whoever said why."""
    page.goto(site.url + "/bureau/solidarite/raison/")
    page.check("#id_reason_1", force=True)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/bureau/solidarite/")


def _report_and_open(page: Page, site: Site, report: int) -> None:
    """A receipt is shown to whoever has just filed, a report to whoever said why."""
    page.goto(site.url + "/bureau/signaler/sans-abri/")
    page.fill("#id_about", "un homme, sous le pont")
    page.fill("#id_facts", "« J’ai froid », dit-il.")
    page.get_by_role("button", name="Envoyer à la direction du CCAS").click()
    page.wait_for_url("**/signaler/recu/")
    page.goto(f"{site.url}/bureau/dangers/{report}/ouvrir/")
    page.check("#id_reason_0", force=True)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**/bureau/dangers/{report}/")


def come(browser: Browser, site: Site, who: str, some: dict[str, Any]) -> Page:
    """A visitor of ``VISITS``, as far as they must be to see their pages."""
    if "@" in who:
        page = sign_in(browser, site, who)
        if who == SOLENE:
            _say_why(page, site)
            _report_and_open(page, site, some["safeguard_id"])
        return page
    page = open_context(browser, viewport=DESK).new_page()
    if who == VOLUNTEER:
        enter_own_space(page, site, some["volunteer"])
    elif who in {RESIDENT, NEW_ADDRESS}:
        enter_own_space(page, site, some["resident"])
    if who == NEW_ADDRESS:
        page.goto(site.url + "/moi/donnees/contact/")
        page.fill("#id_contact", "nouvelle@exemple.fr")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/contact/code/")
    elif who == TYPED_CONTACT:
        page.goto(site.url + "/moi/entrer/")
        page.fill("#id_contact", "06 39 98 00 00")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/moi/code/")
    elif who == GAVE_PASSWORD:
        _give_password(page, site, LOCKED)
        page.wait_for_url("**/connexion/code/")
    elif who == LEFT_THE_DESK:
        _give_password(page, site, SHARED)
        page.get_by_role("button", name="Verrouiller").click()
        page.wait_for_url("**/poste/")
    return page
