"""Addresses of the command post."""

from django.urls import path

from cordee.portal.cell.views import bags, bilan, board, crises, duty, logbook, paper_book, situations

app_name = "cell"

urlpatterns = [
    path("", board.board, name="board"),
    path("ouvrir/", crises.open_one, name="open"),
    path("crise/<row:crisis_id>/", crises.crisis, name="crisis"),
    path("crise/<row:crisis_id>/phase/", crises.move, name="move"),
    path("crise/<row:crisis_id>/declencheur/", crises.trigger, name="trigger"),
    path("crise/<row:crisis_id>/quartiers/", crises.place, name="place"),
    path("crise/<row:crisis_id>/proposition/", crises.answer, name="answer"),
    path("crise/<row:crisis_id>/clore/", crises.close, name="close"),
    path("crise/<row:crisis_id>/effacer/", crises.wipe, name="wipe"),
    path("suite/<row:follow_up_id>/faite/", crises.follow_up_done, name="follow_up_done"),
    path("crise/<row:crisis_id>/bilan/", bilan.bilan, name="bilan"),
    path("crise/<row:crisis_id>/bilan/nouveau/", bilan.bilan_new, name="bilan_new"),
    path("crise/<row:crisis_id>/bilan/publier/", bilan.bilan_publish, name="bilan_publish"),
    path("crise/<row:crisis_id>/bilan/pdf/", bilan.bilan_pdf, name="bilan_pdf"),
    path("crise/<row:crisis_id>/bilan/merci/", bilan.bilan_thanks, name="bilan_thanks"),
    path("bilan/action/<row:task_id>/faite/", bilan.bilan_task_done, name="bilan_task_done"),
    path("main-courante/", logbook.logbook, name="logbook"),
    path("main-courante/imprimer/", logbook.logbook_print, name="logbook_print"),
    path("main-courante/exporter/", logbook.logbook_export, name="logbook_export"),
    path("main-courante/papier/", paper_book.logbook_paper, name="logbook_paper"),
    path("main-courante/<row:number>/", logbook.entry, name="entry"),
    path("astreintes/", duty.duty, name="duty"),
    path("astreintes/prevoir/", duty.duty_new, name="duty_new"),
    path("astreintes/<row:shift_id>/retirer/", duty.duty_cancel, name="duty_cancel"),
    path("astreintes/consignes/", duty.hand_over_new, name="hand_over_new"),
    path("astreintes/consignes/<row:hand_over_id>/prendre/", duty.hand_over_take, name="hand_over_take"),
    path("sacs/", bags.bags, name="bags"),
    path("sacs/preparer/", bags.bag_new, name="bag_new"),
    path("sacs/<row:lent_id>/retour/", bags.bag_back, name="bag_back"),
    path("points/", situations.situations, name="situations"),
    path("points/nouveau/<row:crisis_id>/", situations.situation_new, name="situation_new"),
    path("points/<row:report_id>/", situations.situation, name="situation"),
    path("points/<row:report_id>/pdf/", situations.situation_pdf, name="situation_pdf"),
    path("points/<row:report_id>/envoyer/", situations.situation_send, name="situation_send"),
]
