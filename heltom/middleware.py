"""What holds for every request: its id and log line, the headers, the session's two limits."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django_htmx.http import HttpResponseClientRefresh

from heltom.lib import request_id

type Next = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("heltom.request")


def request_id_and_log(get_response: Next) -> Next:
    """One id per request, given back as X-Request-ID, and one log line without path or query.

    What the request took goes back as Server-Timing, in milliseconds. The line names the view and
    not the path, which may hold a patient's number.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        accepted, began = request_id.begin(request.headers.get("X-Request-ID")), time.monotonic()
        try:
            response = get_response(request)
            response["X-Request-ID"] = accepted
            milliseconds = round((time.monotonic() - began) * 1000)
            response["Server-Timing"] = f"app;dur={milliseconds}"
            _log_line(request, response, milliseconds=milliseconds)
            return response
        finally:
            request_id.end()

    return middleware


def _log_line(request: HttpRequest, response: HttpResponse, *, milliseconds: int) -> None:
    view = request.resolver_match.view_name if request.resolver_match else "-"
    user = getattr(request, "user", None)
    log.info(
        "%s %s %s %s ms",
        request.method,
        view,
        response.status_code,
        milliseconds,
        extra={
            "view": view,
            "status": response.status_code,
            "milliseconds": milliseconds,
            "user": user.pk if user else None,
        },
    )


def headers(get_response: Next) -> Next:
    """Headers that Django has no setting for. Pages for somebody logged in are never stored."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def session_limits(get_response: Next) -> Next:
    """Log out after SESSION_IDLE_SECONDS without a person's doing, and at SESSION_COOKIE_AGE.

    A screen that updates by itself says so with X-Heltom-Poll, so that a page left open on the
    ward does not keep its user logged in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault("began", now)
            seen = request.session.setdefault("seen", now)
            idle = now - seen > settings.SESSION_IDLE_SECONDS
            if idle or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            # Once a minute is exact enough, and spares a write for every page.
            elif now - seen >= 60 and "X-Heltom-Poll" not in request.headers:
                request.session["seen"] = now
        return get_response(request)

    return middleware


class LoginRequired(LoginRequiredMiddleware):
    """Closed by default. A fragment for htmx reloads its page, which then asks for a login."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRefresh()
        if request.method not in ("GET", "HEAD"):
            # A button cannot be pressed again by a link: after the login, the front page.
            return redirect_to_login("/")
        return super().handle_no_permission(request, view_func)
