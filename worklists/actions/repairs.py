"""Somebody leaves a shift: the proposal is worked out, changed line by line, and done on a yes.

    draft = begin(team_shift=…, shift=…, starts_at=…, ends_at=…, reason="syk", by=vera)
    choose(draft=draft, key="p12", said={"what": "gi", "shifts": [3]}, by=vera)
    apply(draft=draft, by=vera)

Until the yes nothing has happened: the draft only remembers. On the yes either all of it happens, in
one transaction, or none: where the day has changed so that the lines would be others, the new proposal
is kept with the draft, with what is new about it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from teams import audit
from teams.actions import absences
from teams.models import Absence, Change, Shift, User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions import calls, team_shifts, visits
from worklists.actions.mend import mend, publish_asked, read_locked
from worklists.models import Publication, RepairDraft, State, TeamShift, Visit
from worklists.planning.plan import Unassigned
from worklists.planning.solver import PlanRejected
from worklists.queries.repair_lines import HELD, OFF, Line
from worklists.queries.repair_news import news
from worklists.queries.repair_plan import Cause, Proposal, as_kept, kept_lines, propose
from worklists.queries.work import Work, read_work

Kind, Answer = RepairDraft.Kind, RepairDraft.Answer

#: So long a proposal holds as it was asked for: reading it takes its time. After that it is asked for
#: again by the clock of now, and done where its lines are the same.
FRESH = timedelta(minutes=5)
#: The same absence within this time is a second press.
TWICE = timedelta(minutes=1)


def begin(
    *,
    team_shift: TeamShift,
    shift: Shift,
    starts_at: datetime,
    ends_at: datetime | None,
    reason: str,
    by: User,
) -> RepairDraft | None:
    """A proposal for the shift without her, kept until it is answered. Hers who asks is taken up again.

    Where she walks no list, or there are no lists yet, there is nothing to propose: then the absence
    is registered at once, and None is returned; pressed twice it is done once. Raises Refused where she
    is away already.
    """
    has_no_list = not shift.walks or team_shift.current_id is None
    if shift.absence is not None:
        if has_no_list and _has_just_been_told(shift.absence, starts_at, ends_at, reason):
            return None
        raise Refused(_told_first(shift))
    if has_no_list:
        _register_only(shift, starts_at, ends_at, reason, by)
        return None
    cause = Cause(shift.pk, shift.staff_id, starts_at, ends_at, reason)
    with transaction.atomic():
        mine = open_drafts(team_shift).filter(by=by, cause__shift=shift.pk).first()
        draft = mine or RepairDraft(team_shift=team_shift, kind=Kind.ABSENCE, by=by)
        if mine is None:
            draft.made_at = clock.now()
        draft.cause = cause.as_json()
        _work_out(draft)
        team_shifts.touch(team_shift)
    return draft


def _has_just_been_told(
    absence: Absence, starts_at: datetime, ends_at: datetime | None, reason: str
) -> bool:
    """The same once more: "from now" is a little later on the second press."""
    is_same = (absence.reason, absence.ends_at) == (reason, ends_at)
    return is_same and abs(absence.starts_at - starts_at) <= TWICE


@transaction.atomic
def name_vk(*, draft: RepairDraft, shift: Shift | None, by: User) -> RepairDraft:
    """Who would coordinate the shift in her place; None for nobody yet."""
    draft = _open(draft, by)
    draft.cause = draft.cause | {"vk": shift.pk if shift else None}
    _work_out(draft)
    return draft


@transaction.atomic
def choose(*, draft: RepairDraft, key: str, said: dict[str, Any] | None, by: User) -> RepairDraft:
    """What a person says of one visit, and everything else worked out around it; None takes it back.

    Raises Refused where it breaks a hard rule: then her other words stand as they did.
    """
    draft = _open(draft, by)
    choices = {k: choice for k, choice in draft.choices.items() if k != key}
    if said is not None:
        choices[key] = said | {"by": by.pk}
    if choices != draft.choices:
        draft.choices = choices
        _work_out(draft)
    return draft


@transaction.atomic
def ask_again(*, draft: RepairDraft, by: User) -> RepairDraft:
    """The proposal by the clock of now, with what has happened since."""
    draft = _open(draft, by)
    before = kept_lines(draft)
    _work_out(draft)
    _keep_news(draft, before)
    return draft


@transaction.atomic
def drop(*, draft: RepairDraft, by: User) -> None:
    """It is not to be: nothing was done and nothing is."""
    dropped = RepairDraft.objects.filter(pk=draft.pk, answer="").update(
        answer=Answer.DROPPED, answered_by=by, answered_at=clock.now()
    )
    if dropped:
        team_shifts.touch(draft.team_shift)


@transaction.atomic
def apply(*, draft: RepairDraft, by: User) -> RepairDraft:
    """The yes. `answer` says afterwards whether it was done; else `shown["news"]` says what is new.

    Registers the absence, calls off what goes and owes each a call, publishes the lists as they were
    shown, and owes new lists to her other shifts. Pressed twice it is done once. Raises Refused where
    somebody else was first.
    """
    work = read_locked(draft.team_shift)
    draft = _locked(draft)
    if draft.answer == Answer.DONE:
        return draft
    _check_open(draft)
    cause = Cause.of(draft)
    shift = Shift.objects.select_related("staff", "team", "absence").get(pk=cause.shift_id)
    if shift.absence_id is not None:
        raise Refused(_told_first(shift))
    before = kept_lines(draft)
    proposal, instant = _at_the_yes(draft, work)
    if {line.said for line in proposal.lines} != {line.said for line in before}:
        _keep(draft, proposal, instant)
        _keep_news(draft, before)
        return draft
    return _do(draft, cause, shift, proposal, by)


def _at_the_yes(draft: RepairDraft, work: Work) -> tuple[Proposal, datetime]:
    """The proposal and its instant: as it was kept while it is fresh and the day asks the same, else
    by the clock of now.
    """
    now = clock.now()
    kept = as_kept(work, draft, draft.asked_at) if now - draft.asked_at <= FRESH else None
    if kept is not None:
        return kept, draft.asked_at
    return _searched(draft, work, now), now


def _searched(draft: RepairDraft, work: Work, now: datetime) -> Proposal:
    try:
        return propose(work, Cause.of(draft), draft.choices, now)
    except PlanRejected as rejected:
        raise Refused(
            _("Listene kan ikke bli slik: %s") % rejected.faults[0].sentence
        ) from rejected


def _do(
    draft: RepairDraft, cause: Cause, shift: Shift, proposal: Proposal, by: User
) -> RepairDraft:
    absence, touched = absences.register(
        staff=shift.staff, starts_at=cause.starts_at, ends_at=cause.ends_at, reason=cause.reason,
        team=shift.team, by=by,
    )  # fmt: skip
    if cause.vk_id:
        absences.name_vk(
            shift=Shift.objects.select_related("staff", "team").get(pk=cause.vk_id), by=by
        )
    _call_off(proposal, by)
    why = _("%s er borte") % shift.staff.name
    draft.publication = _publish(proposal, why, by)
    draft.answer, draft.answered_by, draft.answered_at = Answer.DONE, by, clock.now()
    draft.save()
    _close_others(draft, by)
    _owe_lists(draft.team_shift, shift, touched, why, by)
    audit.record(
        by=by,
        verb="repair_applied",
        obj=draft,
        team=shift.team,
        permission=Permission.RUN_SHIFT,
        details={"absence": absence.pk, "lines": [list(line.said) for line in proposal.lines]},
    )
    team_shifts.touch(draft.team_shift)
    return draft


def _call_off(proposal: Proposal, by: User) -> None:
    for line in proposal.lines:
        if line.fate in OFF:
            visit = proposal.jobs[line.key].visit
            visits.cancel(visit=visit, by=by, reason=line.why[:200])
            calls.must_tell(visit=visit, what=_what_to_say(line), by=by)


def _what_to_say(line: Line) -> str:
    return _("%(title)s kommer ikke: %(why)s") % {"title": line.title, "why": line.why}


def _publish(proposal: Proposal, why: str, by: User) -> Publication:
    """The lists as proposed; what is held off them stands as unassigned, with that for a reason."""
    held = [line for line in proposal.lines if line.fate == HELD]
    jobs = [proposal.jobs[line.key] for line in held]
    left = tuple(Unassigned(line.key, "held", line.why) for line in held)
    work = replace(proposal.work, jobs=[*proposal.work.jobs, *jobs])
    asked = replace(proposal.asked, jobs=proposal.asked.jobs | {job.key: job for job in jobs})
    plan = replace(proposal.plan, unassigned=(*proposal.plan.unassigned, *left))
    return publish_asked(work=work, asked=asked, plan=plan, why=why, by=by, pins=proposal.pins)


def _close_others(draft: RepairDraft, by: User) -> None:
    """Other drafts for the same carer are overtaken, and say by whom."""
    open_drafts(draft.team_shift).filter(cause__shift=draft.cause["shift"]).update(
        answer=Answer.DROPPED, answered_by=by, answered_at=clock.now()
    )


def _owe_lists(
    team_shift: TeamShift, shift: Shift, touched: set[absences.TeamDay], why: str, by: User
) -> None:
    """Her other shifts while she is away get their lists anew; the lists of this one are laid already."""
    this = (team_shift.team_id, team_shift.date)
    twice = Shift.objects.filter(staff=shift.staff_id, team=this[0], date=this[1]).count() > 1
    _note(touched if twice else touched - {this}, why, by)


def _note(days: set[absences.TeamDay], why: str, by: User) -> None:
    Change.objects.bulk_create(
        Change(team_id=team, first_date=day, last_date=day, why=why[:200], by=by)
        for team, day in sorted(days)
        if day >= clock.today() - timedelta(days=1)
    )


@transaction.atomic
def _register_only(
    shift: Shift, starts_at: datetime, ends_at: datetime | None, reason: str, by: User
) -> None:
    _absence, touched = absences.register(
        staff=shift.staff, starts_at=starts_at, ends_at=ends_at, reason=reason, team=shift.team,
        by=by,
    )  # fmt: skip
    _note(touched, _("%s er borte") % shift.staff.name, by)
    team_shifts.tell(shift.team)


@transaction.atomic
def is_here(*, team_shift: TeamShift, shift: Shift, by: User, reopen: bool = False) -> int:
    """She is here after all: back on the list, with the lists mended around her. Pressed twice, once.

    With `reopen`, what was called off because she was away is to be done after all, as far as it can
    still begin in its window. Returns how many visits that was.
    """
    if team_shift.pk is not None:
        team_shifts.lock(team_shift)
        team_shifts.lock_visits(team_shift)
    touched = absences.is_here(shift=shift, by=by)
    if not touched:
        return 0
    opened = 0
    for visit in called_off_with(shift) if reopen else []:
        visits.reopen(visit=visit, by=by, reason=_("%s er her likevel") % shift.staff.name)
        opened += 1
    why = _("%s er her likevel") % shift.staff.name
    if shift.walks and team_shift.current_id is not None:
        mend(team_shift=team_shift, why=why, by=by)
        _owe_lists(team_shift, shift, touched, why, by)
    else:
        _note(touched, why, by)
    team_shifts.tell(shift.team)
    return opened


def called_off_with(shift: Shift) -> list[Visit]:
    """What a repair called off because she left this shift, and can still be begun in its window."""
    done = RepairDraft.objects.filter(answer=Answer.DONE, cause__shift=shift.pk)
    keys = [
        line.visit
        for draft in done
        for line in kept_lines(draft)
        if line.fate in OFF and line.visit is not None
    ]
    visits_ = Visit.objects.with_state().filter(pk__in=keys, latest__gt=clock.now())
    found = visits_.select_related("patient", "team").order_by("pk")
    return [visit for visit in found if visit.state == State.CANCELLED]


def open_drafts(team_shift: TeamShift) -> Any:
    return RepairDraft.objects.filter(team_shift=team_shift, kind=Kind.ABSENCE, answer="")


def _work_out(draft: RepairDraft) -> None:
    now = clock.now()
    _keep(draft, _searched(draft, read_work(draft.team_shift), now), now)


def _keep(draft: RepairDraft, proposal: Proposal, now: datetime) -> None:
    draft.asked_at, draft.fingerprint = now, proposal.fingerprint
    draft.shown = proposal.as_json()
    draft.save()


def _keep_news(draft: RepairDraft, before: list[Line]) -> None:
    draft.shown = draft.shown | {"news": news(before, kept_lines(draft), draft.team_shift.date)}
    draft.save()


def _locked(draft: RepairDraft) -> RepairDraft:
    """Two statements: what is joined in is then as new as the draft itself."""
    RepairDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    joined = ("team_shift__team__site__unit", "team_shift__current", "answered_by__staff")
    return RepairDraft.objects.select_related(*joined).get(pk=draft.pk)


def _open(draft: RepairDraft, by: User) -> RepairDraft:
    found = _locked(draft)
    _check_open(found)
    return found


def _check_open(draft: RepairDraft) -> None:
    """Raises Refused with the name of whoever answered first."""
    if draft.answer == Answer.DONE:
        raise Refused(_("%(name)s sa ja til dette forslaget kl. %(at)s.") % _who_and_when(draft))
    if draft.answer:
        raise Refused(
            _("%(name)s avsluttet dette forslaget kl. %(at)s. Begynn på nytt.")
            % _who_and_when(draft)
        )


def _who_and_when(draft: RepairDraft) -> dict[str, str]:
    """Of a draft that is answered."""
    if draft.answered_by is None or draft.answered_at is None:
        return {"name": "", "at": ""}
    return {"name": name_of(draft.answered_by), "at": hhmm(draft.answered_at)}


def _told_first(shift: Shift) -> str:
    """Who has registered her away already, and when."""
    done = RepairDraft.objects.filter(answer=Answer.DONE, cause__shift=shift.pk)
    draft = done.select_related("answered_by__staff").order_by("-answered_at").first()
    if draft is None:
        return _("%s er alt ført borte fra vakten.") % shift.staff.name
    words = {"carer": shift.staff.name, **_who_and_when(draft)}
    return _("%(name)s førte fraværet til %(carer)s kl. %(at)s.") % words
