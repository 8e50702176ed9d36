"""Ticking the HT's report: read, followed up, taken back; and where it begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from teams import audit
from teams.models import Team, TeamKind, User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.models import ReportStart, ReportTick
from worklists.queries.report import MOST, SOURCES, Key, Pile, begins, keys_of, unread

Kind = ReportTick.Kind

#: The report's beginning stays so far behind: what a phone sends late, or another system a night after,
#: is never written before it.
BEHIND = timedelta(days=30)


@transaction.atomic
def read(*, ht: Team, keys: Iterable[Key], by: User) -> int:
    """`by` has read these for the HT. Returns how many nobody had read before: twice is once.

    Only what she was shown is in `keys`: what was written meanwhile stays unread.
    """
    found = list(keys)
    made = sum(_tick(ht, key, Kind.READ, by) for key in found)
    if made:
        _note(ht, by, "report_read", {"keys": [str(key) for key in found]})
        _follow(ht)
    return made


@transaction.atomic
def follow_up(*, ht: Team, key: Key, said: str, by: User) -> None:
    """What was written has been seen to. Raises Refused without a word on how, and where a colleague has
    done it already: then with who and how.
    """
    words = said.strip()
    if not words:
        raise Refused(_("Skriv kort hva som ble gjort. Det leser den neste."))
    _tick(ht, key, Kind.READ, by)
    if _tick(ht, key, Kind.FOLLOWED, by, words):
        _note(ht, by, "report_followed", {"key": str(key)}, words)
        return
    before = _ticks(ht, key).get(kind=Kind.FOLLOWED)
    if (before.by, before.said) != (by, words):
        raise Refused(told(before))


def told(tick: ReportTick) -> str:
    """Who followed it up, when and how."""
    words = {"who": name_of(tick.by), "said": tick.said, "at": hhmm(tick.at)}
    words["day"] = date_format(tick.at.astimezone(clock.OSLO), "j. F")
    return _("%(who)s fulgte opp dette %(day)s kl. %(at)s: %(said)s") % words


@transaction.atomic
def take_back(*, ht: Team, keys: Iterable[Key], by: User) -> None:
    """It was a slip: unread again for everybody. What was there is kept in the audit."""
    was = []
    for key in keys:
        rows = _ticks(ht, key)
        was += [
            {"key": str(key), "kind": row.kind, "by": name_of(row.by), "said": row.said}
            for row in rows
        ]
        rows.delete()
    if was:
        _note(ht, by, "report_taken_back", {"was": was})


@transaction.atomic
def begin(*, ht: Team, since: datetime, by: User) -> ReportStart:
    """A leader says from when the report counts: what is older has been read elsewhere.

    Raises Refused for a time to come, and for one before where it begins already: what has left the
    report does not come back by moving its beginning.
    """
    if since > clock.now():
        raise Refused(_("Velg en dag som har vært."))
    before = begins(ht)
    if before is not None and since < before:
        day = date_format(before.astimezone(clock.OSLO), "j. F Y")
        raise Refused(_("Rapporten gjelder alt fra %s. Velg en senere dag.") % day)
    start = _set(ht, since, by)
    _note(ht, by, "report_begins", {"since": since.isoformat()}, right=Permission.EDIT_WATCH)
    return start


def begin_new() -> None:
    """An HT that is new to HeltOm begins with the day that was: what is older has been read where it was
    written, and thousands of unread lines would be read by nobody. Not where a tick has been set.
    """
    new = Team.objects.filter(kind=TeamKind.HT, report_start=None, report_ticks=None)
    for ht in new:
        _set(ht, clock.now() - timedelta(days=1), None)


def _follow(ht: Team) -> None:
    """Let the beginning come after, once a day at most, and never past anything that is unread."""
    wanted, now = clock.now() - BEHIND, begins(ht)
    if now is not None and wanted - now < timedelta(days=1):
        return
    waiting = [key.at for pile in Pile for key in keys_of(unread(ht, pile))]
    if len(waiting) < MOST:
        _set(ht, min([wanted, *waiting]), None)


def _set(ht: Team, since: datetime, by: User | None) -> ReportStart:
    values = {"since": since, "set_at": clock.now(), "set_by": by}
    return ReportStart.objects.update_or_create(ht=ht, defaults=values)[0]


def _tick(ht: Team, key: Key, kind: str, by: User, said: str = "") -> bool:
    """Whether it was not ticked before. Of two at once the database lets one."""
    about = {f"{SOURCES[key.letter].field}_id": key.pk}
    _row, made = ReportTick.objects.get_or_create(
        ht=ht, kind=kind, **about, defaults={"said": said, "at": clock.now(), "by": by}
    )
    return made


def _ticks(ht: Team, key: Key) -> QuerySet[ReportTick]:
    rows = ReportTick.objects.filter(ht=ht, **{SOURCES[key.letter].field: key.pk})
    return rows.select_related("by__staff")


def _note(
    ht: Team,
    by: User,
    verb: str,
    details: dict[str, object],
    reason: str = "",
    right: Permission = Permission.FOLLOW_REPORT,
) -> None:
    audit.record(
        by=by, verb=verb, obj=ht, team=ht, permission=right, reason=reason, details=details
    )
