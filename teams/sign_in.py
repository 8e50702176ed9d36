"""The one door in. Passwords today; HelseID will come through the same two functions.

A login gives no rights: what somebody may do is read from roles (teams/roles.py) at each request.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.db import connection
from django.db.models import Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import resolve_url
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from heltom.lib import clock, request_id
from heltom.lib.errors import Refused
from teams.models import AuditEvent, User

if TYPE_CHECKING:
    from django.http import HttpRequest

#: After so many wrong passwords in a row the name is closed until the oldest is this old.
TRIES = 5
WINDOW = timedelta(minutes=15)

#: In the address of the login page: she was logged in, and time ran out.
ENDED = "okt-over"
#: What the two limits of a session are counted from (heltom/session.py).
COUNTED_FROM = ("began", "seen")

FAILED = "sign_in_failed"
SIGNED_IN = "signed_in"


def address(back_to: str = "", *, ended: bool = False) -> str:
    """The login page, which leads on to `back_to`; part of that may be what is after a #."""
    query = {"next": back_to} if back_to else {}
    if ended:
        query[ENDED] = "1"
    url = resolve_url(settings.LOGIN_URL)
    return f"{url}?{urlencode(query)}" if query else url


def authenticate_password(request: HttpRequest, *, username: str, password: str) -> User:
    """The user with this name and password.

    Raises Refused with a sentence for the person. Guesses at one name are taken one at a time, in
    all processes, so that a hundred at once are not a hundred tries. A name that nobody has is
    treated alike: the answer does not tell who works here. Call it inside a transaction.
    """
    key = _key(username)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    if _failures(key) >= TRIES:
        raise Refused(_("For mange feil forsøk. Vent et kvarter, eller ring systemansvarlig."))
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        _note(key, FAILED, None)
        raise Refused(_("Brukernavn og passord passer ikke sammen. Prøv igjen."))
    return user


def start_session(request: HttpRequest, user: User) -> None:
    """Log the user in on this browser, under a new session key."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    for instant in COUNTED_FROM:
        # Whoever logs in again before twelve hours are out has twelve new ones.
        request.session.pop(instant, None)
    _note(_key(user.get_username()), SIGNED_IN, user)


def _failures(key: str) -> int:
    """Wrong passwords since the last right one, within the window."""
    events = AuditEvent.objects.filter(
        object_type="SignIn", object_id=key, at__gte=clock.now() - WINDOW
    )
    last_right = events.filter(verb=SIGNED_IN).order_by("-id").values("id")[:1]
    return events.filter(verb=FAILED, id__gt=Coalesce(Subquery(last_right), Value(0))).count()


def _key(username: str) -> str:
    """The name as a digest: people type passwords and national numbers into the wrong field."""
    name = username.strip().casefold()
    return salted_hmac("teams.sign_in", name, algorithm="sha256").hexdigest()[:40]


def _note(key: str, verb: str, user: User | None) -> None:
    AuditEvent.objects.create(
        user=user, verb=verb, object_type="SignIn", object_id=key, request_id=request_id.current()
    )
