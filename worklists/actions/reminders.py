"""What people do with the team's huskeliste. A line is settled once; whoever comes after is told by whom.

Each action locks the line's row, and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from patients.models import Patient
from teams import audit
from teams.models import Staff, Team, User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions import team_shifts
from worklists.models import Reminder, ReminderMove, Visit

Outcome = Reminder.Outcome

#: A line further ahead than this is a slip of the hand.
MOST_AHEAD = timedelta(days=366)
#: So long a slip of the hand can be taken back.
UNDO_FOR = timedelta(hours=12)
#: The same words within this time are a second press.
TWICE = timedelta(seconds=20)
A_WEEK = 7


@transaction.atomic
def add(
    *,
    team: Team,
    text: str,
    due_on: date,
    due_shift: str,
    by: User,
    patient: Patient | None = None,
    responsible: Staff | None = None,
    every_days: int | None = None,
    weekdays: Sequence[int] = (),
) -> Reminder:
    """Remember this on that shift. `every_days` or `weekdays` (1 is Monday): it comes again.

    Raises Refused without words, for a date that is over, and for both ways of coming again.
    """
    if not text.strip():
        raise Refused(_("Skriv hva som skal huskes."))
    _check_when(due_on)
    if every_days is not None and weekdays:
        raise Refused(_("Velg enten hver så mange dager eller ukedager, ikke begge."))
    if every_days == 0:
        raise Refused(_("Skriv minst 1 dag, eller la feltet stå tomt."))
    if (same := _just_added(team, text.strip(), due_on, due_shift, by)) is not None:
        return same
    reminder = Reminder.objects.create(
        team=team, text=text.strip(), patient=patient, due_on=due_on, due_shift=due_shift,
        responsible=responsible, every_days=every_days, weekdays=sorted(set(weekdays)),
        made_at=clock.now(), made_by=by,
    )  # fmt: skip
    _record(reminder, by, "reminder_added")
    return reminder


def _just_added(team: Team, text: str, due_on: date, due_shift: str, by: User) -> Reminder | None:
    """The same line by the same person a moment ago: she has pressed twice."""
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
    lately = Reminder.objects.filter(team=team, made_by=by, made_at__gt=clock.now() - TWICE)
    same = lately.filter(text=text, due_on=due_on, due_shift=due_shift, outcome="")
    return same.select_related("team", "patient").first()


def done(*, reminder: Reminder, by: User, note: str = "") -> Reminder:
    """It is done. One that comes again has its next line made at once."""
    return _settle(reminder, by, Outcome.DONE, note)


def call_off(*, reminder: Reminder, by: User, reason: str) -> Reminder:
    """It is not needed any more, and why; one that comes again ends here. Refused without a reason."""
    if not reason.strip():
        raise Refused(_("Skriv hvorfor det ikke trengs lenger."))
    return _settle(reminder, by, Outcome.CALLED_OFF, reason)


@transaction.atomic
def became_visit(*, reminder: Reminder, visit: Visit, by: User) -> Reminder:
    """The line is a visit now, in the same transaction as the visit is made."""
    found = _settle(reminder, by, Outcome.VISIT, "")
    Reminder.objects.filter(pk=found.pk).update(visit=visit)
    found.visit = visit
    return found


@transaction.atomic
def put_off(*, reminder: Reminder, due_on: date, due_shift: str, by: User) -> Reminder:
    """To another shift; where it stood before is kept. Raises Refused for a date that is over."""
    found = _open(reminder)
    if (found.due_on, found.due_shift) == (due_on, due_shift):
        return found
    _check_when(due_on)
    ReminderMove.objects.create(
        reminder=found, from_on=found.due_on, from_shift=found.due_shift, at=clock.now(), by=by
    )
    found.due_on, found.due_shift = due_on, due_shift
    found.save(update_fields=["due_on", "due_shift"])
    _record(found, by, "reminder_put_off", details={"to": f"{due_on.isoformat()} {due_shift}"})
    return found


@transaction.atomic
def undo(*, reminder: Reminder, by: User) -> Reminder:
    """It was settled by a slip of the hand: open again, and its next line goes if nobody has touched it.

    Raises Refused after some hours, for one that is a visit, and where the next line is settled too.
    """
    found = _locked(reminder)
    if not found.outcome:
        return found
    if found.outcome == Outcome.VISIT:
        raise Refused(_("Punktet er blitt et oppdrag. Avlys oppdraget hvis det ikke skal gjøres."))
    if found.settled_at is None or found.settled_at < clock.now() - UNDO_FOR:
        raise Refused(_("Det er for lenge siden. Skriv punktet på nytt."))
    _take_back_the_next(found)
    before = found.outcome
    found.outcome, found.note, found.settled_at, found.settled_by = "", "", None, None
    found.save(update_fields=["outcome", "note", "settled_at", "settled_by"])
    _record(found, by, "reminder_undone", details={"before": before})
    return found


@transaction.atomic
def _settle(reminder: Reminder, by: User, outcome: str, note: str) -> Reminder:
    """Settled as the same by two is settled once; otherwise the second is told who was first."""
    found = _locked(reminder)
    if found.outcome == outcome != Outcome.VISIT:
        return found
    if found.outcome:
        raise Refused(_settled_sentence(found))
    found.outcome, found.note = outcome, note.strip()
    found.settled_at, found.settled_by = clock.now(), by
    found.save(update_fields=["outcome", "note", "settled_at", "settled_by"])
    _record(found, by, f"reminder_{outcome}", note.strip())
    if outcome != Outcome.CALLED_OFF:
        _make_the_next(found, by)
    return found


def _make_the_next(settled: Reminder, by: User) -> None:
    day = next_day(settled)
    if day is None:
        return
    Reminder.objects.create(
        team=settled.team, text=settled.text, patient=settled.patient, due_on=day,
        due_shift=_first_shift(settled), responsible=settled.responsible,
        every_days=settled.every_days, weekdays=settled.weekdays,
        made_at=clock.now(), made_by=by, follows=settled,
    )  # fmt: skip


def next_day(reminder: Reminder) -> date | None:
    """When a line comes again: counted from the day it was meant for, and never a day that is over.

    None for a line that does not come again.
    """
    day, today = _first_day(reminder), clock.today()
    after = max(day, today - timedelta(days=1), reminder.due_on)
    if reminder.every_days:
        times = (after - day).days // reminder.every_days + 1
        return day + timedelta(days=times * reminder.every_days)
    ahead = (after + timedelta(days=n) for n in range(1, A_WEEK + 1))
    return next((one for one in ahead if one.isoweekday() in reminder.weekdays), None)


def _first_day(reminder: Reminder) -> date:
    """The day it was meant for, before anybody put it off."""
    first = reminder.moves.order_by("at", "pk").first()
    return first.from_on if first else reminder.due_on


def _first_shift(reminder: Reminder) -> str:
    first = reminder.moves.order_by("at", "pk").first()
    return first.from_shift if first else reminder.due_shift


def _take_back_the_next(settled: Reminder) -> None:
    following = Reminder.objects.select_for_update(of=("self",)).filter(follows=settled).first()
    if following is None:
        return
    if following.outcome or following.moves.exists():
        raise Refused(_("Neste gang på listen er alt endret. Skriv punktet på nytt."))
    following.delete()


def _locked(reminder: Reminder) -> Reminder:
    """The line as it is now: read in a statement of its own, when the lock is held."""
    list(Reminder.objects.select_for_update().filter(pk=reminder.pk).values_list("pk", flat=True))
    joined = ("team", "patient", "responsible", "settled_by__staff")
    return Reminder.objects.select_related(*joined).get(pk=reminder.pk)


def _open(reminder: Reminder) -> Reminder:
    found = _locked(reminder)
    if found.outcome:
        raise Refused(_settled_sentence(found))
    return found


def _settled_sentence(reminder: Reminder) -> str:
    return _("%(who)s har alt gjort opp punktet kl. %(at)s: %(what)s.") % {
        "who": name_of(reminder.settled_by) if reminder.settled_by else "",
        "at": hhmm(reminder.settled_at) if reminder.settled_at else "",
        "what": reminder.get_outcome_display(),
    }


def _check_when(due_on: date) -> None:
    today = clock.today()
    if due_on < today - timedelta(days=1):
        raise Refused(_("Datoen er over. Velg i dag eller senere."))
    if due_on > today + MOST_AHEAD:
        raise Refused(_("Velg en dag som er høyst et år fram."))


def _record(
    reminder: Reminder,
    by: User,
    verb: str,
    reason: str = "",
    details: dict[str, object] | None = None,
) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=reminder,
        team=reminder.team,
        permission=Permission.DO_VISITS,
        patient_number=reminder.patient.number if reminder.patient else "",
        reason=reason,
        details=details,
    )
    team_shifts.tell(reminder.team)
