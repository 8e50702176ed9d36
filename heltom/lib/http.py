"""Every view says whether it reads or writes; a GET can then never change the ward's data."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from teams.models import User

    class SignedIn(HttpRequest):
        """A request that the login middleware has let through: somebody is behind it."""

        user: User
        htmx: HtmxDetails
else:
    SignedIn = HttpRequest

type View = Callable[..., HttpResponse]

#: What a reading view may write: who looked at whom (in the audit where nobody knows yet whom an
#: e-melding is about), and the session's own life.
READ_MAY_WRITE = (
    'INSERT INTO "teams_accesslog"',
    'INSERT INTO "teams_auditevent"',
    '"django_session"',
)


class ReadOnlyViewWrote(RuntimeError):
    """A view marked @reads sent a statement that changes data: a programming fault."""


def reads[R: HttpResponseBase](view: Callable[..., R]) -> Callable[..., R]:
    """GET only. Refuses every statement but SELECT, except the records of looks and the session."""

    @wraps(view)
    @require_http_methods(["GET", "HEAD"])
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> R:
        with connection.execute_wrapper(_refuse_writes):
            return view(request, *args, **kwargs)

    wrapped.heltom_access = "reads"  # type: ignore[attr-defined]
    return wrapped


def writes(view: View) -> View:
    """POST only, in one transaction: all of it happens or none."""

    @wraps(view)
    @require_http_methods(["POST"])
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with transaction.atomic():
            return view(request, *args, **kwargs)

    wrapped.heltom_access = "writes"  # type: ignore[attr-defined]
    return wrapped


def writes_in_parts(view: View) -> View:
    """POST only, where each part of what is sent is a transaction of its own: one that cannot be taken
    does not undo the rest. The action says which.
    """

    @wraps(view)
    @require_http_methods(["POST"])
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return view(request, *args, **kwargs)

    wrapped.heltom_access = "writes"  # type: ignore[attr-defined]
    return wrapped


def get_or_post(*, get: View, post: View) -> View:
    """One address for a form: `get` (marked @reads) shows it, `post` (marked @writes) takes it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(get)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        view = post if request.method == "POST" else get
        return view(request, *args, **kwargs)

    wrapped.heltom_access = "reads, writes"  # type: ignore[attr-defined]
    return wrapped


def _refuse_writes(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    statement = sql.lstrip("( \n").upper()  # a union of several begins with a bracket
    allowed = statement.startswith(("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET "))
    if not allowed and not any(permitted in sql for permitted in READ_MAY_WRITE):
        raise ReadOnlyViewWrote(sql[:80])
    return execute(sql, params, many, context)
