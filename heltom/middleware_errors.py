"""Refusals become pages: 409 where the rules of the ward say no, 403 where the right is missing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from heltom.lib.errors import NotAllowed, Refused

STATUSES = {Refused: 409, NotAllowed: 403}


class Refusals:
    """Nothing was written: the exception has rolled back the view's transaction on its way here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        status = STATUSES.get(type(exception))
        if status is None:
            return None
        sentence = str(exception)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": sentence}, status=status)
        return render(request, f"{status}.html", {"exception": sentence}, status=status)
