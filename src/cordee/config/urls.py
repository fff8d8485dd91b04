"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("cordee.portal.home.urls")),
    path("", include("cordee.portal.me.urls")),
    path("bureau/", include("cordee.portal.desk.urls")),
    path("cellule/", include("cordee.portal.cell.urls")),
    path("", include("cordee.ui.urls")),
]
