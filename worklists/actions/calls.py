"""The public phone: whom we must ring, who rang us, and what became of it. Nothing falls off the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from patients.models import NextOfKin, Patient
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions import team_shifts
from worklists.models import Call, Visit
from worklists.queries.call_slots import free_slots, is_slot, slot_in_words

Caller, Outcome = Call.Caller, Call.Outcome

#: The same call by the same person within this is the button pressed twice.
TWICE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Said:
    """Who rang, about whom and what. Only who is asked for; the rest has defaults."""

    caller: str
    name: str = ""
    phone: str = ""
    patient: Patient | None = None
    about: str = ""
    promise: str = ""


@transaction.atomic
def register(
    *,
    team: Team,
    said: Said,
    by: User,
    urgent: bool = False,
    call_back_at: datetime | None = None,
    answered: bool = False,
) -> Call:
    """Somebody rang. Answered at once, or to be rung back: straight away (`urgent`), at a time that
    the team offers, or when there is room.

    Raises Refused for a time that is taken, with who gave it away and the next one that is free. The
    same call twice from the same person is one.
    """
    now = clock.now()
    # Her own row: a button pressed twice comes one after the other, and nobody else waits.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    kept = _what_is_kept(said)
    known = Call.objects.filter(team=team, by=by, at__gt=now - TWICE, urgent=urgent, **kept)
    if same := known.filter(call_back_at=call_back_at).exclude(outcome=Outcome.NOT_NEEDED).first():
        return same
    _check_slot(team, call_back_at)
    settled = {"outcome": Outcome.ANSWERED, "settled_at": now, "settled_by": by}
    call = Call(
        team=team, at=now, by=by, urgent=urgent, call_back_at=call_back_at,
        **kept, **(settled if answered else {}),
    )  # fmt: skip
    _save(call)
    _record(call, by, "call_answered" if answered else "call_registered")
    return call


@transaction.atomic
def tried(*, call: Call, by: User, seen: int) -> Call:
    """Rung, and nobody answered. `seen` is how many tries stood there: pressed twice it is one."""
    changed = Call.objects.filter(pk=call.pk, outcome="", tries=seen).update(
        tries=seen + 1, tried_at=clock.now()
    )
    found = _found(call)
    if not changed:
        _check_open(found)
        return found
    _record(found, by, "call_tried", details={"tries": found.tries})
    return found


@transaction.atomic
def settle(*, call: Call, outcome: str, by: User, note: str = "", promise: str = "") -> Call:
    """Rung, and this was said and promised; or it is not needed, and why.

    Raises Refused when somebody has dealt with it otherwise, and without a reason where it is needed.
    """
    if outcome == Outcome.NOT_NEEDED and not note.strip():
        raise Refused(_("Skriv hvorfor det ikke trengs."))
    done = {"outcome": outcome, "note": note.strip(), "promise": promise.strip() or call.promise}
    changed = Call.objects.filter(pk=call.pk, outcome="").update(
        **done, settled_at=clock.now(), settled_by=by
    )
    found = _found(call)
    if changed:
        # What was said stands on the call; the audit keeps reasons only.
        why = note.strip() if outcome == Outcome.NOT_NEEDED else ""
        _record(found, by, f"call_{outcome}", why)
    elif (found.settled_by_id, found.outcome) != (by.pk, outcome):
        raise Refused(settled_sentence(found))
    return found


@transaction.atomic
def put_off(
    *, call: Call, by: User, urgent: bool = False, call_back_at: datetime | None = None
) -> Call:
    """Another time was agreed, or it is urgent now. Raises Refused for a time that is taken."""
    found = _found(Call.objects.select_for_update(of=("self",)).get(pk=call.pk))
    _check_open(found)
    before = found.call_back_at
    if (found.urgent, before) == (urgent, call_back_at):
        return found
    if call_back_at != before:
        _check_slot(found.team, call_back_at)
    found.urgent, found.call_back_at = urgent, call_back_at
    _save(found)
    details: dict[str, object] = {"before": before.isoformat() if before else ""}
    _record(found, by, "call_put_off", details=details)
    return found


@transaction.atomic
def keep_promise(*, call: Call, by: User) -> Call:
    """What was promised to the caller is done. The first one's word holds."""
    kept = Call.objects.filter(pk=call.pk, kept_at__isnull=True).exclude(promise="")
    changed = kept.update(kept_at=clock.now(), kept_by=by)
    found = _found(call)
    if changed:
        _record(found, by, "call_promise_kept")
    return found


@transaction.atomic
def must_tell(*, visit: Visit, what: str, by: User | None) -> Call:
    """The patient, or the next of kin who is rung first, is to be told `what` about the visit.

    Stands on the team's call list until somebody has rung. Once a visit while it is open: a second
    piece of news takes the place of the first, which the audit keeps.
    """
    call, made = Call.objects.get_or_create(
        visit=visit, direction=Call.Direction.OUT, outcome="",
        defaults={
            "team": visit.team, "at": clock.now(), "by": by, "patient": visit.patient,
            "about": what[:300], **_whom_to_ring(visit.patient),
        },
    )  # fmt: skip
    before = call.about
    if not made and before == what[:300]:
        return call
    if not made:
        call.about = what[:300]
        call.save(update_fields=["about"])
    audit.record(
        by=by,
        verb="call_owed" if made else "call_news",
        obj=call,
        team=visit.team,
        permission=Permission.DO_VISITS,
        patient_number=visit.patient.number,
        reason=what,
        details={} if made else {"before": before},
    )
    team_shifts.tell(visit.team)
    return call


def _whom_to_ring(patient: Patient) -> dict[str, str]:
    """The next of kin who is rung first; else the patient; else the next of kin there is."""
    kin = list(NextOfKin.objects.filter(patient=patient))
    if kin and (kin[0].first or not patient.phone):
        return {"caller": Caller.NEXT_OF_KIN, "name": kin[0].name[:100], "phone": kin[0].phone}
    return {"caller": Caller.PATIENT, "name": patient.name[:100], "phone": patient.phone}


@transaction.atomic
def comes_after_all(*, visit: Visit, by: User) -> None:
    """The visit that was called off will be done: whoever has not heard need not, whoever has must."""
    what = _("%(title)s blir gjort likevel.") % {"title": visit.title}
    out = Call.objects.filter(visit=visit, direction=Call.Direction.OUT)
    told = out.filter(outcome=Outcome.CALLED).order_by("settled_at", "pk").last()
    if told is not None and told.about != what:
        must_tell(visit=visit, what=what, by=by)
    elif (waiting := out.filter(outcome="").first()) is not None:
        note = _("Oppdraget blir gjort likevel.")
        settle(call=waiting, outcome=Outcome.NOT_NEEDED, by=by, note=note)


def settled_sentence(call: Call) -> str:
    """ "Vera Berg ringte 14:32." for whoever comes second. Wants a call that is settled."""
    if call.settled_by is None or call.settled_at is None:
        return ""
    told = {"name": name_of(call.settled_by), "at": hhmm(call.settled_at)}
    if call.outcome == Outcome.NOT_NEEDED:
        return _("%(name)s førte %(at)s at det ikke trengs lenger.") % told
    if call.outcome == Outcome.ANSWERED:
        return _("%(name)s svarte på telefonen %(at)s.") % told
    return _("%(name)s har alt ringt, %(at)s.") % told


def _what_is_kept(said: Said) -> dict[str, object]:
    return {
        "caller": said.caller,
        "name": said.name.strip()[:100],
        "phone": said.phone.strip()[:20],
        "patient": said.patient,
        "about": said.about.strip()[:300],
        "promise": said.promise.strip()[:200],
    }


def _check_slot(team: Team, instant: datetime | None) -> None:
    """Raises Refused for a time that the team does not offer, or that is given away."""
    if instant is None:
        return
    if not is_slot(team, instant, clock.now()):
        raise Refused(_("Teamet ringer ikke tilbake da.") + _next_free(team))
    taken = Call.objects.filter(team=team, outcome="", call_back_at=instant)
    if other := taken.select_related("by__staff").first():
        raise Refused(_taken(other) + _next_free(team))


def _save(call: Call) -> None:
    """The database keeps one call to a time, also where two give it away in the same second."""
    try:
        with transaction.atomic():
            call.save()
    except IntegrityError as error:
        if "worklists_call_one_a_slot" not in str(error):
            raise
        raise Refused(_("Tiden er nettopp gitt bort.") + _next_free(call.team)) from error


def _taken(other: Call) -> str:
    told = {"slot": hhmm(other.call_back_at) if other.call_back_at else "", "at": hhmm(other.at)}
    if other.by is None:
        return _("%(slot)s er gitt bort.") % told
    return _("%(name)s ga bort %(slot)s klokka %(at)s.") % (told | {"name": name_of(other.by)})


def _next_free(team: Team) -> str:
    free = free_slots(team, clock.now(), 1)
    if not free:
        return " " + _("Ingen flere tider er ledige.")
    return " " + _("Neste ledige er %s.") % slot_in_words(free[0])


def _found(call: Call) -> Call:
    joined = ("team__site__unit", "patient", "settled_by__staff", "visit")
    return Call.objects.select_related(*joined).get(pk=call.pk)


def _check_open(call: Call) -> None:
    if call.outcome:
        raise Refused(settled_sentence(call))


def _record(
    call: Call,
    by: User,
    verb: str,
    reason: str = "",
    *,
    details: dict[str, object] | None = None,
    permission: Permission = Permission.HANDLE_CALLS,
) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=call,
        team=call.team,
        permission=permission,
        patient_number=call.patient.number if call.patient else "",
        reason=reason,
        details=details,
    )
    team_shifts.tell(call.team)
