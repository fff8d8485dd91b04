"""Addresses of one's own space, and the links sent in messages."""

from django.urls import path

from cordee.portal.me.views import answering, data, entering, missions, offering, papers, requests, space

app_name = "me"
urlpatterns = [
    path("moi/", space.index, name="index"),
    path("moi/entrer/", entering.enter, name="enter"),
    path("moi/code/", entering.code, name="code"),
    path("moi/sortir/", entering.leave, name="leave"),
    path("l/<str:token>/", entering.open_key, name="open"),
    path("l/<str:token>/nouveau/", entering.renew, name="renew"),
    path("m/<str:token>/", answering.answer, name="answer"),
    path("moi/missions/<row:assignment_id>/", missions.mission, name="mission"),
    path("moi/missions/<row:assignment_id>/reponse/", missions.answer_mission, name="answer_mission"),
    path("moi/missions/<row:assignment_id>/consignes/", missions.acknowledge, name="acknowledge"),
    path("moi/missions/<row:assignment_id>/depart/", missions.start, name="start"),
    path("moi/missions/<row:assignment_id>/fait/", missions.finish, name="finish"),
    path("moi/missions/<row:assignment_id>/rendre/", missions.drop, name="drop"),
    path("moi/missions/<row:assignment_id>/feuille/", missions.sheet, name="sheet"),
    path("moi/demandes/<row:need_id>/", requests.request_page, name="request"),
    path("moi/demandes/<row:need_id>/annuler/", requests.cancel_request, name="cancel_request"),
    path("moi/offre/", offering.offer_edit, name="offer_edit"),
    path("moi/pause/", offering.pause, name="pause"),
    path("moi/reprise/", offering.resume, name="resume"),
    path("moi/maintenant/", offering.available_now, name="available_now"),
    path("moi/papiers/", papers.papers, name="papers"),
    path("moi/papiers/<slug:kind>/accepter/", papers.accept_text, name="accept_text"),
    path("moi/papiers/<row:paper_id>/", papers.paper, name="paper"),
    path("moi/reserve/<row:extension_id>/", papers.reserve_word, name="reserve_word"),
    path("moi/donnees/", data.data, name="data"),
    path("moi/donnees/fichier/", data.data_file, name="data_file"),
    path("moi/donnees/corriger/", data.identity, name="identity"),
    path("moi/donnees/contact/", data.contact, name="contact"),
    path("moi/donnees/contact/code/", data.contact_code, name="contact_code"),
    path("moi/donnees/accord/<slug:recipient>/retirer/", data.withdraw, name="withdraw"),
    path("moi/donnees/droit/", data.ask_right, name="ask_right"),
]
