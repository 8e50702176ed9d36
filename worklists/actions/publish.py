"""Turn a plan into published lists, in the caller's transaction: readers see the old or the new.

Makes the visits that are due, withdraws those that are not, writes the lists and the bucket, and
keeps the difference to what was published before.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from teams.models import Competence, Shift, User
from worklists.actions import team_shifts
from worklists.actions.differences import difference
from worklists.models import (
    BreakTime,
    Entry,
    Publication,
    State,
    TeamShift,
    Unassigned,
    Visit,
    VisitState,
    Worklist,
)
from worklists.models.visits import OPEN
from worklists.planning.plan import BreakStop, Plan, Route, Stop
from worklists.planning.plan import Unassigned as Left
from worklists.queries.problem import Asked
from worklists.queries.work import Job, Work


@dataclass(slots=True)
class Lists:
    """The lists to be, before they have rows: by shift, and the visits that are on none."""

    lists: dict[int, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[int, Worklist] = field(default_factory=dict)
    breaks: dict[int, list[BreakTime]] = field(default_factory=lambda: defaultdict(list))
    bucket: dict[int, Unassigned] = field(default_factory=dict)

    def places(self) -> dict[int, list[Entry]]:
        """Entries by visit."""
        found: dict[int, list[Entry]] = defaultdict(list)
        for entries in self.lists.values():
            for entry in entries:
                found[entry.visit_id].append(entry)
        return found


def publish(*, work: Work, asked: Asked, plan: Plan, why: str, by: User | None) -> Publication:
    """Publish the plan for the shift, which the caller has locked. Returns what holds afterwards.

    The same lists as before give no new publication: a rebuild that changes nothing is silent.
    """
    _make_visits(work, why)
    _withdraw(work)
    lists = _lists(work, asked, plan)
    if work.current and _same(work.current, lists):
        team_shifts.touch(work.team_shift)
        return work.current
    return _write(work, lists, plan, why, by)


def _make_visits(work: Work, why: str) -> None:
    """Give every job a row, bring stale ones up to date, and take back those due again."""
    new = [job for job in work.jobs if job.visit.pk is None]
    Visit.objects.bulk_create([job.visit for job in new])
    stale = [job for job in work.jobs if job.stale]
    _update(work, stale)
    _write_competences(new + [job for job in stale if "competences" in (job.stale or ())])
    returned = [job for job in work.jobs if job.returns]
    VisitState.objects.bulk_create(
        [VisitState(visit=job.visit, state=State.DUE, reason="") for job in new]
        + [
            VisitState(visit=job.visit, state=State.DUE, reason=_("Skal gjøres likevel."))
            for job in returned
        ]
    )


def _update(work: Work, stale: list[Job]) -> None:
    names = sorted({name for job in stale for name in job.stale or () if name != "competences"})
    if names:
        fields = [name.removesuffix("_id") for name in names]
        Visit.objects.bulk_update([job.visit for job in stale], fields)
    if {"team_id", "shift"} & set(names):
        taken = [job.visit.pk for job in stale]
        # After the commit, and one by one: a second shift is never locked while this one is.
        transaction.on_commit(lambda: _tell_the_others(work, taken))


def _tell_the_others(work: Work, taken: list[int]) -> None:
    """Screens of shifts that had a visit which is now here are to look again."""
    others = TeamShift.objects.on(work.date).exclude(pk=work.team_shift.pk)
    for other in others.filter(current__worklists__entries__visit__in=taken).distinct():
        team_shifts.touch(other)


def _write_competences(jobs: list[Job]) -> None:
    through = Visit.competences.through
    codes = {code for job in jobs for code in job.competences}
    ids = dict(Competence.objects.filter(code__in=codes).values_list("code", "pk"))
    through.objects.filter(visit__in=[job.visit for job in jobs]).delete()
    through.objects.bulk_create(
        through(visit_id=job.visit.pk, competence_id=ids[code])
        for job in jobs
        for code in sorted(job.competences)
    )


def _withdraw(work: Work) -> None:
    VisitState.objects.bulk_create(
        VisitState(visit=visit, state=State.WITHDRAWN, reason=reason[:200])
        for visit, reason in work.withdrawn
    )


def _lists(work: Work, asked: Asked, plan: Plan) -> Lists:
    lists = Lists()
    for route in plan.routes:
        _add_route(lists, work, asked, route)
    _keep_what_is_past(lists, work)
    placed = lists.places()
    for item in plan.unassigned:
        visit = asked.jobs[item.visit].visit
        lists.bucket[visit.pk] = _left(visit, item, work.aside.get(visit.pk))
    for job in work.jobs:
        if job.state in OPEN and job.visit.pk not in placed and job.visit.pk not in lists.bucket:
            reason = _("Påbegynt, men ikke på noen liste som gjelder nå.")
            lists.bucket[job.visit.pk] = Unassigned(visit=job.visit, code="loose", reason=reason)
    return lists


def _left(visit: Visit, item: Left, aside: str | None) -> Unassigned:
    """Why nobody has it: the planner's reason, or that of the person who put it aside."""
    if aside is not None:
        return Unassigned(visit=visit, code=Unassigned.ASIDE, reason=aside)
    return Unassigned(visit=visit, code=item.code, reason=item.sentence[:300])


def _add_route(lists: Lists, work: Work, asked: Asked, route: Route) -> None:
    shift = asked.shifts[route.carer]
    lists.heads[shift.pk] = Worklist(
        shift=shift,
        report_minutes=max(
            0, route.ready - clock.minutes_since_midnight(work.date, shift.starts_at)
        ),
        home_at=clock.instant_after_midnight(work.date, route.end),
    )
    for stop in route.stops:
        if isinstance(stop, BreakStop):
            lists.breaks[shift.pk].append(_break(work, stop))
        else:
            lists.lists[shift.pk].append(_entry(work, asked.jobs[stop.visit], stop))


def _entry(work: Work, job: Job, stop: Stop) -> Entry:
    return Entry(
        visit=job.visit,
        part=stop.part,
        starts_at=clock.instant_after_midnight(work.date, stop.start),
        ends_at=clock.instant_after_midnight(work.date, stop.end),
        travel_minutes=stop.travel,
        waiting_minutes=stop.waiting,
        prices={term.code: {"amount": term.amount, "points": term.points} for term in stop.terms},
    )


def _break(work: Work, stop: BreakStop) -> BreakTime:
    return BreakTime(
        starts_at=clock.instant_after_midnight(work.date, stop.start),
        ends_at=clock.instant_after_midnight(work.date, stop.end),
    )


def _keep_what_is_past(lists: Lists, work: Work) -> None:
    """What somebody has begun or done stays on her list, also when she has gone home since."""
    placed = {(e.visit_id, shift) for shift, entries in lists.lists.items() for e in entries}
    begun = {job.visit.pk for job in work.jobs if job.state in (State.STARTED, State.DONE)}
    for visit_id in begun & set(work.entries):
        for entry in work.entries[visit_id]:
            if (visit_id, entry.worklist.shift_id) not in placed:
                _keep(lists, entry)


def _keep(lists: Lists, entry: Entry) -> None:
    shift = entry.worklist.shift
    lists.heads.setdefault(shift.pk, _copy_head(entry.worklist, shift))
    entry.pk, entry._state.adding = None, True
    lists.lists[shift.pk].append(entry)


def _copy_head(worklist: Worklist, shift: Shift) -> Worklist:
    return Worklist(shift=shift, report_minutes=worklist.report_minutes, home_at=worklist.home_at)


def _same(current: Publication, lists: Lists) -> bool:
    """Whether the lists say to the minute what the current publication says."""
    entries = Entry.objects.filter(worklist__publication=current).values_list(
        "worklist__shift_id", "visit_id", "part", "starts_at", "ends_at", "travel_minutes"
    )
    breaks = BreakTime.objects.filter(worklist__publication=current).values_list(
        "worklist__shift_id", "starts_at", "ends_at"
    )
    return (
        set(entries)
        == {
            (shift, e.visit_id, e.part, e.starts_at, e.ends_at, e.travel_minutes)
            for shift, entries_ in lists.lists.items()
            for e in entries_
        }
        and set(breaks)
        == {(shift, b.starts_at, b.ends_at) for shift, many in lists.breaks.items() for b in many}
        and set(current.worklists.values_list("shift_id", flat=True)) == set(lists.heads)
        and dict(current.unassigned.values_list("visit_id", "reason"))
        == {visit: item.reason for visit, item in lists.bucket.items()}
    )


def _write(work: Work, lists: Lists, plan: Plan, why: str, by: User | None) -> Publication:
    before = work.current
    publication = Publication.objects.create(
        team_shift=work.team_shift,
        number=work.team_shift.publications.count() + 1,
        why=why,
        by=by,
        prices={term.code: term.points for term in plan.terms},
        fingerprint=plan.fingerprint,
    )
    _write_lists(publication, lists)
    if before:
        difference(before=before, after=publication)
    TeamShift.objects.filter(pk=work.team_shift.pk).update(current=publication)
    team_shifts.touch(work.team_shift)
    return publication


def _write_lists(publication: Publication, lists: Lists) -> None:
    for head in lists.heads.values():
        head.publication = publication
    heads = Worklist.objects.bulk_create(lists.heads.values())
    entries, breaks = [], []
    for head in heads:
        ordered = sorted(
            lists.lists[head.shift_id], key=lambda e: (e.starts_at, e.ends_at, e.visit_id)
        )
        for position, entry in enumerate(ordered):
            entry.worklist, entry.position = head, position
            entries.append(entry)
        for pause in lists.breaks[head.shift_id]:
            pause.worklist = head
            breaks.append(pause)
    Entry.objects.bulk_create(entries)
    BreakTime.objects.bulk_create(breaks)
    for item in lists.bucket.values():
        item.publication = publication
    Unassigned.objects.bulk_create(lists.bucket.values())
