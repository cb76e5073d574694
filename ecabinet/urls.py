"""Addresses: the API, its health, and the application for everything else."""

from django.urls import path, re_path

from ecabinet import pages
from ecabinet.api import api
from ecabinet.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("ca.crt", pages.authority),
    path("api/", api.urls),
    re_path(r"^.*$", pages.application),
]
