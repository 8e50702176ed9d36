"""What holds for every request: its id and log line, the headers, the session's two limits."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from heltom import session
from heltom.lib import request_id
from teams.actions import drafts
from teams.sign_in import address

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

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
    ward does not keep its user logged in. Every answer says how long there is left.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # Asked before the view: a system that shows a token has no session, and is given none.
        by_session = request.user.is_authenticated
        if by_session:
            if session.left(request.session).is_over:
                logout(request)
            elif "X-Heltom-Poll" not in request.headers:
                session.note_doing(request.session)
        response = get_response(request)
        if by_session and request.user.is_authenticated:
            response.headers["X-Heltom-Session"] = str(session.left(request.session))
        return response

    return middleware


def sent_drafts(get_response: Next) -> Next:
    """A form that was taken, and so led on to another page, needs no draft any longer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and request.content_type in FORM_TYPES:
            key = request.POST.get("_utkast", "")
            was_taken = response.status_code in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)
            if key and was_taken and request.user.is_authenticated:
                drafts.forget(key=key, by=request.user)
        return response

    return middleware


class LoginRequired(LoginRequiredMiddleware):
    """Closed by default, and after the login back to the page where she was.

    A fragment for htmx takes the whole page to the login, and what was open beside it comes along.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.htmx:  # type: ignore[attr-defined]
            page = _ours(request, request.headers.get("HX-Current-URL", ""))
            return HttpResponseClientRedirect(address(page, ended=True))
        if request.method not in ("GET", "HEAD"):
            # A button cannot be pressed again by a link: to the page that it stands on.
            page = _ours(request, request.headers.get("Referer", ""))
            return redirect(address(page, ended=True))
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return redirect(address(request.get_full_path(), ended=True))
        return super().handle_no_permission(request, view_func)


def _ours(request: HttpRequest, url: str) -> str:
    """The address without its host; the front page where it is not one of ours."""
    parts = urlsplit(url)
    if parts.netloc != request.get_host():
        return "/"
    return urlunsplit(("", "", parts.path, parts.query, parts.fragment)) or "/"
