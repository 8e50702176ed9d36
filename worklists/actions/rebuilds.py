"""Ask for lists, take the work, do it. The row is the work; messages only wake the worker.

A rebuild reads the day, plans without holding anything, then locks the shift, reads the day again
and publishes only if nothing has changed meanwhile. A worker that dies has written nothing, and
its row is taken up again when its pulse has stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from heltom.lib import clock, wake
from heltom.lib.errors import Refused
from teams.models import ShiftKind, Team, User
from worklists.actions import roads, team_shifts
from worklists.actions.mend import read_locked
from worklists.actions.publish import publish
from worklists.models import Publication, Rebuild, TeamShift
from worklists.planning.plan import Plan
from worklists.planning.solver import solve
from worklists.queries import problem
from worklists.queries.roads import note
from worklists.queries.work import Work, read_work

log = logging.getLogger(__name__)

TASK = "worklists.tasks.rebuild"
#: How often a shift that changes while it is planned is planned anew before the lock is kept.
TRIES_WITHOUT_LOCK = 2
#: A rebuild that has taken its worker down so often is not tried again by itself.
MOST_ATTEMPTS = 3
#: Lists are not built further ahead than rosters are known.
MOST_DAYS_AHEAD = 60

type Progress = Callable[[int, str], None]
"""(percent, what is being done in Norwegian)"""


class SomebodyElseHasIt(Exception):
    """The row was taken up by another worker while this one was silent; nothing was written."""


def request(
    *, team: Team, day: date, kind: str, why: str, by: User | None = None, urgent: bool = False
) -> Rebuild:
    """Owe the team's shift new lists. One that already waits is enough, and is returned.

    Raises Refused for days before yesterday (what was done then is history) and for days too far
    ahead.
    """
    if kind not in ShiftKind.values:
        raise Refused(_("Vakten må være dag, kveld eller natt."))
    if day > clock.today() + timedelta(days=MOST_DAYS_AHEAD):
        raise Refused(_("Lister kan bygges høyst %d dager fram.") % MOST_DAYS_AHEAD)
    if day < clock.today() - timedelta(days=1):
        raise Refused(_("Dagen er over. Lister fra før i går kan ikke bygges på nytt."))
    with transaction.atomic():
        team_shift = team_shifts.get(team=team, day=day, kind=kind)
        waiting, made = _waiting(team_shift, why, by, urgent)
        if urgent and not made:
            Rebuild.objects.filter(pk=waiting.pk).update(urgent=True)
        if made or urgent:
            team_shifts.touch(team_shift)
            wake.after_commit(TASK, waiting.pk)
    return waiting


def _waiting(
    team_shift: TeamShift, why: str, by: User | None, urgent: bool
) -> tuple[Rebuild, bool]:
    return Rebuild.objects.get_or_create(
        team_shift=team_shift,
        status=Rebuild.Status.WAITING,
        defaults={"why": why[:200], "by": by, "urgent": urgent, "messaged_at": clock.now()},
    )


def request_day(*, day: date, why: str, by: User | None = None) -> list[Rebuild]:
    """Owe every team its lists for all three shifts of the day."""
    teams = Team.objects.on(day).order_by("pk")
    return [
        request(team=team, day=day, kind=kind, why=why, by=by)
        for team in teams
        for kind in ShiftKind.values
    ]


def claim(rebuild_id: int) -> Rebuild | None:
    """Take the row, or None: somebody else has it, it is done, or the shift is being built."""
    try:
        with transaction.atomic():
            taken = Rebuild.objects.filter(pk=rebuild_id, status=Rebuild.Status.WAITING).update(
                status=Rebuild.Status.RUNNING,
                attempts=F("attempts") + 1,
                started_at=clock.now(),
                beat_at=clock.now(),
                progress=0,
                step=_("leser dagen"),
            )
    except IntegrityError:
        return None
    if not taken:
        return None
    rebuild = Rebuild.objects.select_related("team_shift__team__site__unit", "by").get(
        pk=rebuild_id
    )
    team_shifts.touch(rebuild.team_shift)
    return rebuild


def claim_next(team_shift: TeamShift) -> Rebuild | None:
    """Take what was asked for while the shift was being built, so that it need not be swept up."""
    waiting = Rebuild.objects.filter(team_shift=team_shift, status=Rebuild.Status.WAITING)
    pk = waiting.values_list("pk", flat=True).first()
    return claim(pk) if pk else None


def run(rebuild: Rebuild) -> Publication | None:
    """Do the work that was claimed. A fault is kept on the row; the lists published before hold."""
    try:
        return _run(rebuild)
    except SomebodyElseHasIt:
        log.warning("Rebuild %s was taken up by another worker", rebuild.pk)
        return None
    except (OperationalError, IntegrityError) as passing:
        log.warning("Rebuild %s met %s", rebuild.pk, type(passing).__name__)
        give_back(rebuild)
        return None
    except Exception:
        log.exception("Rebuild %s failed", rebuild.pk)
        _fail(
            rebuild, _("Listene ble ikke bygget. De forrige gjelder. Prøv igjen, eller meld fra.")
        )
        return None


def _run(rebuild: Rebuild) -> Publication:
    pulse = _pulse(rebuild)
    now = clock.now()
    shift = rebuild.team_shift
    for _attempt in range(TRIES_WITHOUT_LOCK):
        asked = _ask(shift, now, pulse)
        plan = _plan(asked, pulse)
        pulse(95, _("publiserer"))
        with transaction.atomic():
            work = read_locked(shift)
            fresh = problem.build(work, now)
            if fresh.fingerprint == asked.fingerprint:
                return _publish_and_end(rebuild, work, fresh, plan)
    with transaction.atomic():
        work = read_locked(shift)
        asked = problem.build(work, now)
        return _publish_and_end(rebuild, work, asked, _plan(asked, None))


def _ask(shift: TeamShift, now: datetime, pulse: Progress) -> problem.Asked:
    """The day's question, by road where a server knows the way and answers."""
    work = read_work(shift)
    asked = problem.build(work, now)
    came = roads.fetch(
        asked.places, asked.transports, pulse=lambda: pulse(2, _("henter reisetider"))
    )
    return problem.build(work, now) if came else asked


def _plan(asked: problem.Asked, pulse: Progress | None) -> Plan:
    def progress(done: int, total: int, _points: int) -> None:
        if pulse:
            pulse(5 + 90 * done // max(total, 1), _("legger lister"))

    return solve(asked.problem, previous=asked.previous, progress=progress)


def _publish_and_end(rebuild: Rebuild, work: Work, asked: problem.Asked, plan: Plan) -> Publication:
    team_shifts.note_travel(
        work.team_shift, note(asked.roads, work, asked.transports), asks=bool(asked.roads.unasked)
    )
    publication = publish(work=work, asked=asked, plan=plan, why=rebuild.why, by=rebuild.by)
    transaction.on_commit(lambda: _ask_where_plans_went(work))
    mine = Rebuild.objects.filter(
        pk=rebuild.pk, status=Rebuild.Status.RUNNING, attempts=rebuild.attempts
    )
    ended = mine.update(
        status=Rebuild.Status.DONE, ended_at=clock.now(), progress=100, step="", error=""
    )
    if not ended:
        raise SomebodyElseHasIt
    if publication.rebuild_id is None:
        Publication.objects.filter(pk=publication.pk).update(rebuild=rebuild)
    return publication


def _ask_where_plans_went(work: Work) -> None:
    """A visit withdrawn here because its plan has moved is owed a place on the other team's lists."""
    plans = [visit.plan for visit, _reason in work.withdrawn if visit.plan]
    here = (work.team_shift.team_id, work.team_shift.kind)
    elsewhere = {(p.team, p.shift) for p in plans if (p.team_id, p.shift) != here}
    for team, kind in sorted(elsewhere, key=lambda pair: (pair[0].pk, pair[1])):
        request(team=team, day=work.date, kind=kind, why=_("et oppdrag ble flyttet hit"))


def _pulse(rebuild: Rebuild) -> Progress:
    """Shows how far it has come and that the worker lives; written outside any transaction."""
    shown = -10

    def pulse(percent: int, step: str) -> None:
        nonlocal shown
        silent = clock.now() - (rebuild.beat_at or clock.now())
        if percent < shown + 10 and silent < timedelta(seconds=5):
            return
        shown, rebuild.beat_at = percent, clock.now()
        Rebuild.objects.filter(
            pk=rebuild.pk, status=Rebuild.Status.RUNNING, attempts=rebuild.attempts
        ).update(beat_at=rebuild.beat_at, progress=percent, step=step)

    return pulse


def give_back(rebuild: Rebuild) -> bool:
    """Let the row wait again: its worker is gone, or the database said "not now".

    One that has been tried too often, or has a newer one waiting behind it, ends with a sentence.
    Returns whether the row was still running.
    """
    if rebuild.attempts >= MOST_ATTEMPTS:
        return _fail(
            rebuild, _("Listene ble ikke bygget etter flere forsøk. De forrige gjelder. Meld fra.")
        )
    mine = Rebuild.objects.filter(
        pk=rebuild.pk, status=Rebuild.Status.RUNNING, attempts=rebuild.attempts
    )
    try:
        with transaction.atomic():
            return bool(mine.update(status=Rebuild.Status.WAITING, messaged_at=None, step=""))
    except IntegrityError:
        return _fail(rebuild, _("Avbrutt. Et nyere ønske om lister står i kø."))


def _fail(rebuild: Rebuild, sentence: str) -> bool:
    """Say on the day page what became of it. The cause stands in the log, with the request id."""
    with transaction.atomic():
        ended = Rebuild.objects.filter(
            pk=rebuild.pk, status=Rebuild.Status.RUNNING, attempts=rebuild.attempts
        ).update(status=Rebuild.Status.FAILED, ended_at=clock.now(), error=sentence, step="")
        team_shifts.touch(rebuild.team_shift)
    return bool(ended)
