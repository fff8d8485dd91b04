"""The product's addresses and the bare pages it is measured against."""

from django.urls import include, path

from bench import bare

urlpatterns = [
    path("bare/page/<int:size>/", bare.page),
    path("bare/insert/", bare.insert),
    path("bare/token/", bare.token),
    path("bare/counts/", bare.counts),
    path("", include("cordee.config.urls")),
]
