"""The team's huskeliste: added in ten seconds, settled with a tap, and nothing falls off."""

from collections.abc import Callable
from datetime import date

from django.http import HttpResponse

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.permissions import Permission, check_can
from worklists.actions import reminders as actions
from worklists.forms.reminders import PutOffForm, ReminderForm, SettleForm
from worklists.models import Reminder, TeamShift
from worklists.permissions import get_reminder, get_team_shift
from worklists.queries.reminders import reminders_page, reminders_url
from worklists.queries.slots import slot_from, slot_now


@reads
def reminders(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    shift = get_team_shift(request.user, code, day, kind)
    return _page(request, shift, ReminderForm(user=request.user, shift=shift))


@writes
def add(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be."""
    shift = get_team_shift(request.user, code, day, kind)
    check_can(request.user, Permission.DO_VISITS, shift.team)
    form = ReminderForm(request.POST, user=request.user, shift=shift)
    if not form.is_valid():
        return _page(request, shift, form)
    try:
        actions.add(team=shift.team, by=request.user, **form.reminder())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shift, form)
    return see_other(request, reminders_url(shift))


def _page(
    request: SignedIn, shift: TeamShift, form: ReminderForm, refused: str = ""
) -> HttpResponse:
    page = reminders_page(request.user, shift)
    log_access(request, patient_numbers=page.patient_numbers, screen="reminders", team=shift.team)
    context = {"page": page, "form": form, "refused": refused}
    return page_or_part(request, "worklists/reminders.html", "reminders", context)


def _settling(action: Callable[[SignedIn, Reminder], Reminder]) -> Callable[..., HttpResponse]:
    """A button on a line: do it, then back to the list it was pressed on, a refusal on top of it."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        reminder = get_reminder(request.user, pk)
        shift = _shown(request, reminder)
        try:
            action(request, reminder)
        except Refused as refusal:
            form = ReminderForm(user=request.user, shift=shift)
            return _page(request, shift, form, str(refusal))
        return see_other(request, reminders_url(shift))

    return view


def _shown(request: SignedIn, reminder: Reminder) -> TeamShift:
    """The shift whose list the button was on; the present one where the form does not say."""
    day, kind = slot_from(request.POST.get("vakt", "")) or slot_now(reminder.team, clock.now())
    return get_team_shift(request.user, reminder.team.code, day, kind)


def _done(request: SignedIn, reminder: Reminder) -> Reminder:
    return actions.done(reminder=reminder, by=request.user)


def _put_off(request: SignedIn, reminder: Reminder) -> Reminder:
    slot = PutOffForm(request.POST).slot_or_refuse()
    return actions.put_off(reminder=reminder, by=request.user, **slot)


def _settle(request: SignedIn, reminder: Reminder) -> Reminder:
    """With a note, not needed, or another day: the form that is folded away under a line."""
    how = request.POST.get("som")
    if how == "utsatt":
        return _put_off(request, reminder)
    note = SettleForm(request.POST).note_or_refuse()
    if how == "bortfalt":
        return actions.call_off(reminder=reminder, by=request.user, reason=note)
    return actions.done(reminder=reminder, by=request.user, note=note)


def _undo(request: SignedIn, reminder: Reminder) -> Reminder:
    return actions.undo(reminder=reminder, by=request.user)


done = _settling(_done)
put_off = _settling(_put_off)
settle = _settling(_settle)
undo = _settling(_undo)
