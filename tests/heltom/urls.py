"""Views with nothing in them, behind the real middleware."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from heltom.lib import request_id
from heltom.views import health


def closed(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse("kun for innloggede")


@login_not_required
def broken(request: HttpRequest, number: int) -> HttpResponse:
    raise RuntimeError("no such thing")


@login_not_required
def which_request(request: HttpRequest) -> HttpResponse:
    logging.getLogger("heltom.tests").warning("inside")
    return HttpResponse(request_id.current())


urlpatterns = [
    path("health/", health, name="health"),
    path("closed/<int:number>/", closed, name="closed"),
    path("broken/<int:number>/", broken, name="broken"),
    path("id/", which_request, name="which-request"),
    path("logg-inn/", which_request, name="login"),
]
