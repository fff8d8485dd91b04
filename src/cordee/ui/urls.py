"""Addresses of the interface's own pages."""

from django.urls import path

from cordee.ui import views

app_name = "ui"
urlpatterns = [
    path("interface/", views.gallery, name="gallery"),
    path("interface/propositions/", views.proposals, name="proposals"),
]
