"""Addresses of the desk."""

from django.urls import path

from cordee.portal.desk.views import call, need, proposals, queue, sheets, sign_in

app_name = "desk"
urlpatterns = [
    path("", sign_in.home, name="home"),
    path("connexion/", sign_in.sign_in, name="sign_in"),
    path("quitter/", sign_in.sign_out, name="sign_out"),
    path("file/", queue.queue, name="queue"),
    path("appel/", call.call, name="call"),
    path("appel/qui/", call.recognise, name="recognise"),
    path("appel/brouillon/", call.save_draft, name="save_draft"),
    path("appel/brouillon/<int:draft_id>/effacer/", call.throw_draft, name="throw_draft"),
    path("demandes/<int:need_id>/", need.need, name="need"),
    path("demandes/<int:need_id>/qualifier/", need.qualify, name="qualify"),
    path("demandes/<int:need_id>/prochaine-action/", need.next_action, name="next_action"),
    path("demandes/<int:need_id>/reporter/", need.postpone, name="postpone"),
    path("demandes/<int:need_id>/annuler/", need.cancel, name="cancel"),
    path("demandes/<int:need_id>/sans-solution/", need.no_solution, name="no_solution"),
    path("demandes/<int:need_id>/orienter/", need.refer, name="refer"),
    path("demandes/<int:need_id>/verifier/", need.verify, name="verify"),
    path("demandes/<int:need_id>/rouvrir/", need.reopen, name="reopen"),
    path("demandes/<int:need_id>/pourquoi/", need.why, name="why"),
    path("demandes/<int:need_id>/missions/<int:assignment_id>/<slug:step>/", need.mission_step, name="mission_step"),
    path("demandes/<int:need_id>/proposer/<int:volunteer_id>/", proposals.propose, name="propose"),
    path("propositions/", proposals.proposals, name="proposals"),
    path("propositions/calculer/", proposals.make_plan, name="make_plan"),
    path("propositions/decider/", proposals.decide, name="decide"),
    path("propositions/<int:assignment_id>/reponse/", proposals.answered_by_phone, name="answered_by_phone"),
    path("tableurs/", sheets.sheets, name="sheets"),
    path("tableurs/<int:sheet_id>/colonnes/", sheets.sheet_columns, name="sheet_columns"),
    path("tableurs/<int:sheet_id>/", sheets.sheet_report, name="sheet_report"),
    path("tableurs/<int:sheet_id>/refusees.csv", sheets.sheet_refused, name="sheet_refused"),
    path("tableurs/<int:sheet_id>/effacer/", sheets.sheet_forget, name="sheet_forget"),
]
