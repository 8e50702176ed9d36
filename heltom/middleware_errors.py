"""Refusals become pages: 409 where the rules of the ward say no, or where somebody else was first;
403 where the right is missing.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable, QueryCanceled

from heltom.lib.errors import NotAllowed, Refused

STATUSES = {Refused: 409, NotAllowed: 403}


class Refusals:
    """Nothing was written: the exception has rolled back the view's transaction on its way here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return _explained(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if _waited_in_vain(exception):
            exception = Refused(_("Noen andre endrer listene nå. Vent litt og prøv igjen."))
        if isinstance(exception, DataError) and _sent_zero_bytes(request):
            return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)
        status = STATUSES.get(type(exception))
        if status is None:
            return None
        sentence = str(exception)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": sentence}, status=status)
        return render(request, f"{status}.html", {"exception": sentence}, status=status)


def _sent_zero_bytes(request: HttpRequest) -> bool:
    """In an address or a field; nobody types one, and no table holds one."""
    values = (value for sent in (request.GET, request.POST) for value in sent.values())
    return any("\x00" in str(value) for value in (request.path, *values))


def _explained(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """The address of a button, opened as a page: say where to press instead of showing nothing."""
    page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
    page["Allow"] = refused["Allow"]
    return page


def _waited_in_vain(exception: Exception) -> bool:
    """Past lock_timeout or statement_timeout: the lists were being built or changed meanwhile."""
    cause = exception.__cause__
    return isinstance(exception, OperationalError) and isinstance(
        cause, LockNotAvailable | QueryCanceled
    )
