"""Who may open each address: the security matrix on one screen. A route without a line here fails the build.

``public`` anyone; ``resident`` whoever came by a one-time key; otherwise the permission a staff role must have.
"""

from __future__ import annotations

from cordee.ground.people.models import Role
from cordee.ground.people.rules.permissions import Permission as P  # noqa: N817

ROUTES: dict[str, P | str] = {
    # home
    "home:index": "public", "home:ask": "public", "home:ask_thanks": "public", "home:offer": "public",
    "home:offer_thanks": "public", "home:charter": "public", "home:addresses": "public", "home:logo": "public",
    "home:visitor_report": "public", "home:visitor_thanks": "public",
    "home:recognise": "public", "home:recognise_card": "public",
    "home:check": "public", "home:check_number": "public",
    "home:accessibility": "public", "home:privacy": "public", "home:health": "public",
    "home:sms_incoming": "public", "home:sms_receipt": "public",
    # me
    "me:enter": "public", "me:code": "public", "me:open": "public", "me:renew": "public", "me:answer": "public",
    "me:leave": "public", "me:acknowledge": "resident",
    "me:index": "resident", "me:mission": "resident", "me:answer_mission": "resident", "me:start": "resident",
    "me:finish": "resident", "me:drop": "resident", "me:sheet": "resident", "me:request": "resident",
    "me:cancel_request": "resident", "me:offer_edit": "resident", "me:pause": "resident", "me:resume": "resident",
    "me:available_now": "resident", "me:data": "resident", "me:data_file": "resident", "me:identity": "resident",
    "me:contact": "resident", "me:contact_code": "resident", "me:ask_right": "resident",
    "me:papers": "resident", "me:accept_text": "resident", "me:paper": "resident",
    # ui
    "ui:gallery": "public", "ui:proposals": "public",
    # desk
    "desk:sign_in": "public", "desk:sign_out": "public", "desk:home": P.DESK,
    "desk:file": P.NEED_DECIDE, "desk:queue": P.NEED_TITLES, "desk:need": P.NEED_TITLES,
    "desk:call": P.NEED_CREATE, "desk:save_draft": P.NEED_CREATE, "desk:throw_draft": P.NEED_CREATE,
    "desk:recognise": P.CALLER_RECOGNISE,
    "desk:renew_word": P.NEED_DECIDE,
    "desk:qualify": P.NEED_DECIDE, "desk:next_action": P.NEED_DECIDE, "desk:postpone": P.NEED_DECIDE,
    "desk:recurrence": P.NEED_DECIDE, "desk:serve": P.NEED_DECIDE,
    "desk:cancel": P.NEED_DECIDE, "desk:no_solution": P.NEED_DECIDE, "desk:refer": P.NEED_DECIDE,
    "desk:verify": P.NEED_CREATE, "desk:reopen": P.NEED_DECIDE, "desk:mission_step": P.NEED_DECIDE,
    "desk:why": P.MATCH_PROPOSE, "desk:propose": P.MATCH_DECIDE, "desk:proposals": P.MATCH_DECIDE,
    "desk:make_plan": P.MATCH_DECIDE, "desk:decide": P.MATCH_DECIDE, "desk:answered_by_phone": P.MATCH_DECIDE,
    "desk:sheets": P.SHEET_IMPORT, "desk:sheet_columns": P.SHEET_IMPORT, "desk:sheet_report": P.SHEET_IMPORT,
    "desk:sheet_refused": P.SHEET_IMPORT, "desk:sheet_forget": P.SHEET_IMPORT,
    "desk:volunteers": P.VOLUNTEER_READ, "desk:volunteer_new": P.VOLUNTEER_ADMIT,
    "desk:volunteers_export": P.EXPORT, "desk:volunteers_print": P.EXPORT, "desk:duplicates": P.VOLUNTEER_ADMIT,
    "desk:duplicate_merge": P.VOLUNTEER_ADMIT, "desk:duplicate_apart": P.VOLUNTEER_ADMIT,
    "desk:volunteer": P.VOLUNTEER_READ, "desk:volunteer_edit": P.VOLUNTEER_ADMIT,
    "desk:volunteer_identity": P.VOLUNTEER_ADMIT, "desk:volunteer_offer": P.VOLUNTEER_ADMIT,
    "desk:volunteer_check": P.VOLUNTEER_ADMIT, "desk:volunteer_pause": P.VOLUNTEER_ADMIT,
    "desk:volunteer_resume": P.VOLUNTEER_ADMIT, "desk:volunteer_now": P.VOLUNTEER_ADMIT,
    "desk:volunteer_news": P.VOLUNTEER_ADMIT, "desk:volunteer_entry": P.VOLUNTEER_ADMIT,
    "desk:volunteer_suspend": P.VOLUNTEER_ADMIT, "desk:volunteer_leave": P.VOLUNTEER_ADMIT,
    "desk:volunteer_papers": P.VOLUNTEER_READ, "desk:volunteer_frame": P.VOLUNTEER_ADMIT,
    "desk:volunteer_accepted": P.VOLUNTEER_ADMIT, "desk:volunteer_agreement": P.VOLUNTEER_ADMIT,
    "desk:badge_issue": P.VOLUNTEER_ADMIT, "desk:order_issue": P.VOLUNTEER_ADMIT, "desk:call_issue": P.VOLUNTEER_ADMIT,
    "desk:attestation_issue": P.VOLUNTEER_ADMIT, "desk:paper": P.VOLUNTEER_ADMIT,
    "desk:paper_revoke": P.VOLUNTEER_ADMIT, "desk:check_badge": P.CALLER_RECOGNISE,
    "desk:visitor_reports": P.CALLER_RECOGNISE, "desk:visitor_settle": P.CALLER_RECOGNISE,
    "desk:cash_slips": P.NEED_DECIDE, "desk:cash_slip": P.NEED_DECIDE, "desk:cash_return": P.NEED_DECIDE,
    "desk:need_letter": P.NEED_DECIDE, "desk:need_paper": P.NEED_DECIDE,
    "desk:town_papers": P.CRISIS_DECIDE, "desk:town_paper": P.CRISIS_DECIDE, "desk:town_paper_issue": P.CRISIS_DECIDE,
    "desk:figures": P.FIGURES, "desk:figures_export": P.FIGURES, "desk:messages": P.NEED_DECIDE,
    "desk:message_resend": P.NEED_DECIDE, "desk:incoming_read": P.NEED_DECIDE, "desk:crisis": P.CRISIS_DECIDE,
    "desk:crisis_edit": P.CRISIS_DECIDE, "desk:crisis_end": P.CRISIS_DECIDE, "desk:settings": P.SETTINGS,
    "desk:paper_texts": P.SETTINGS, "desk:paper_text": P.SETTINGS, "desk:paper_text_preview": P.SETTINGS,
    "desk:settings_districts": P.SETTINGS, "desk:accounts": P.ACCOUNTS, "desk:account_new": P.ACCOUNTS,
    "desk:account": P.ACCOUNTS, "desk:account_open": P.ACCOUNTS, "desk:account_reset": P.ACCOUNTS,
    "desk:second_factor": "public", "desk:passkey_ask": "public", "desk:passkey_enter": "public", "desk:link_ask": "public",
    "desk:provider": "public", "desk:provider_back": "public", "desk:link_open": "public", "desk:invitation": "public",
    "desk:switch": "public", "desk:lock": "public", "desk:own_account": P.DESK, "desk:confirm_self": P.DESK,
    "desk:totp": P.DESK, "desk:totp_remove": P.DESK, "desk:recovery_codes": P.DESK, "desk:passkey_begin": P.DESK,
    "desk:passkey_keep": P.DESK, "desk:passkey_remove": P.DESK, "desk:quick_code": P.DESK, "desk:sessions_end": P.DESK,
    "desk:account_invite": P.ACCOUNTS, "desk:account_forget": P.ACCOUNTS,
    "desk:protocols": P.NEED_TITLES, "desk:protocol": P.NEED_TITLES, "desk:protocol_print": P.NEED_TITLES,
    "desk:protocol_decide": P.CRISIS_DECIDE, "desk:protocol_lift": P.CRISIS_DECIDE, "desk:override": P.CRISIS_DECIDE,
    "desk:zone_close": P.CRISIS_DECIDE, "desk:zone_open": P.CRISIS_DECIDE,
    "desk:review": P.MATCH_DECIDE, "desk:review_release": P.MATCH_DECIDE,
    "desk:own_password": P.DESK, "desk:log": P.LOGS, "desk:log_export": P.LOGS,
    "desk:protect": P.PROTECT, "desk:break_glass": P.BREAK_GLASS,
    "desk:alerts": P.LOGS, "desk:alert_dismiss": P.LOGS,
    "desk:privacy": P.PRIVACY, "desk:register": P.PRIVACY, "desk:retention": P.ELIMINATE,
    "desk:retention_days": P.ELIMINATE, "desk:retention_purge": P.ELIMINATE, "desk:elimination": P.ELIMINATE,
    "desk:elimination_csv": P.ELIMINATE, "desk:rights": P.RIGHTS, "desk:right_new": P.RIGHTS, "desk:right": P.RIGHTS,
    "desk:right_identity": P.RIGHTS, "desk:right_answer": P.RIGHTS, "desk:right_rectify": P.RIGHTS,
    "desk:right_dossier": P.RIGHTS, "desk:right_object": P.RIGHTS, "desk:right_erase": P.RIGHTS,
}  # fmt: skip

MATRIX: dict[P, str] = {
    # The columns of domain.md § 7.9 that hold an account, then the front desk and the person who runs the machine:
    # M mayor, E on call, D operations lead, C ccas manager, S social worker, A caller, V coordinator, Q district,
    # K communication, P dpo, R receptionist, I administrator
    P.DESK: "MEDCSAVQKPRI",
    P.NEED_CREATE: "MEDCSAVQR",
    P.CALLER_RECOGNISE: "MECSVR",
    P.NEED_TITLES: "MEDCSAVQR",
    P.NEED_READ: "MECSV",
    P.NEED_ASSESS: "CS",
    P.NEED_DECIDE: "CSV",
    P.MATCH_PROPOSE: "CSVQ",
    P.MATCH_DECIDE: "CSV",
    P.VOLUNTEER_READ: "DCSV",
    P.VOLUNTEER_ADMIT: "CV",
    P.SHEET_IMPORT: "CV",
    P.EXPORT: "CV",
    P.CAMPAIGN_CALL: "CSRA",
    P.CAMPAIGN_LEAD: "MECS",
    P.FIGURES: "MEDCSVKP",
    P.CRISIS_DECIDE: "MD",
    P.SETTINGS: "DKI",
    P.ACCOUNTS: "DI",
    P.LOGS: "P",
    P.PRIVACY: "DCPI",
    P.RIGHTS: "CP",
    P.PROTECT: "CS",
    P.BREAK_GLASS: "MEDVP",
    P.ELIMINATE: "PI",
}

LETTERS: dict[str, Role] = {
    "M": Role.MAYOR, "E": Role.DUTY_ELECTED_OFFICIAL, "D": Role.OPERATIONS_LEAD, "C": Role.CCAS_MANAGER,
    "S": Role.SOCIAL_WORKER, "A": Role.CALLER, "V": Role.VOLUNTEER_COORDINATOR, "Q": Role.DISTRICT_REFERENT,
    "K": Role.COMMUNICATION, "P": Role.DPO, "R": Role.RECEPTIONIST, "I": Role.ADMINISTRATOR,
}  # fmt: skip
