"""Public addresses."""

from django.urls import path

from cordee.portal.home.views import (
    ask,
    bilans,
    checking,
    front,
    guardian,
    health,
    offer,
    open_places,
    places,
    register,
    sms,
    texts,
    visitors,
)

app_name = "home"
urlpatterns = [
    path("", front.index, name="index"),
    path("aide/", ask.ask, name="ask"),
    path("aide/merci/<str:told>/", ask.ask_thanks, name="ask_thanks"),
    path("benevole/", offer.offer, name="offer"),
    path("benevole/merci/<str:told>/", offer.offer_thanks, name="offer_thanks"),
    path("benevole/charte/", offer.charter, name="charter"),
    path("registre/", register.register, name="register"),
    path("registre/merci/<str:told>/", register.register_thanks, name="register_thanks"),
    path("registre/demande-ecrite/", register.register_letter, name="register_letter"),
    path("reconnaitre/", checking.recognise, name="recognise"),
    path("reconnaitre/carte/", checking.recognise_card, name="recognise_card"),
    path("signaler/", visitors.visitor_report, name="visitor_report"),
    path("signaler/merci/", visitors.visitor_thanks, name="visitor_thanks"),
    path("v/", checking.check_number, name="check_number"),
    path("v/<str:code>/", checking.check, name="check"),
    path("bilans/", bilans.bilans, name="bilans"),
    path("bilans/<row:crisis_id>/", bilans.bilan, name="bilan"),
    path("bilans/<row:crisis_id>/pdf/", bilans.bilan_pdf, name="bilan_pdf"),
    path("lieux/", open_places.places, name="places"),
    path("gardien/<slug:token>/", guardian.guard, name="guard"),
    path("gardien/<slug:token>/dire/", guardian.guard_say, name="guard_say"),
    path("gardien/<slug:token>/fermer/", guardian.guard_leave, name="guard_leave"),
    path("adresses/", places.addresses, name="addresses"),
    path("logo/", places.logo, name="logo"),
    path("accessibilite/", texts.accessibility, name="accessibility"),
    path("vos-donnees/", texts.privacy, name="privacy"),
    path("vos-donnees/<slug:door>/imprimer/", texts.privacy_sheet, name="privacy_sheet"),
    path("sante/", health.health, name="health"),
    path("sms/<slug:provider>/entrant/", sms.sms_incoming, name="sms_incoming"),
    path("sms/<slug:provider>/recu/", sms.sms_receipt, name="sms_receipt"),
]
