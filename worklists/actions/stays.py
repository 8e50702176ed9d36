"""Midlertidig opphør: a patient is away from an instant on, and comes home at another.

The visits of the period are not touched here: what is due is read from the pause itself, and the
lists are owed anew in the same transaction. The patient's row is locked first, so that two who
register, end or take back at once come one after the other.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient, Pause, PauseStep, ReturnCheck
from teams import audit
from teams.models import User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions.owed import owe_lists
from worklists.queries.stays import earliest

Kind = PauseStep.Kind

#: A stay further ahead than this is a slip of the hand.
MOST_AHEAD = timedelta(days=365)


@transaction.atomic
def begin(
    *,
    patient: Patient,
    starts_at: datetime,
    reason: str,
    by: User,
    where: str = "",
    expected_return: date | None = None,
    note: str = "",
) -> Pause:
    """The patient is away from `starts_at` until somebody says that she is home.

    Visits that are waiting leave the lists with the rebuild that this owes; what is begun, done or
    called off stays. The checklist of the return is made with it. Raises Refused for an instant
    too long ago, a return before the beginning, and where another stay is in the way. The very
    same stay again is returned as it stands.
    """
    _lock(patient)
    in_the_way = _overlapping(patient, starts_at)
    if in_the_way is not None and _same(in_the_way, starts_at, reason):
        return in_the_way
    _check_when(starts_at)
    _check_expected(expected_return, starts_at)
    if in_the_way is not None:
        raise Refused(_already_away(in_the_way))
    pause = Pause.objects.create(
        patient=patient, starts_at=starts_at, reason=reason, where=where.strip(),
        expected_return=expected_return, note=note.strip(),
    )  # fmt: skip
    ReturnCheck.objects.bulk_create(
        ReturnCheck(pause=pause, item=item) for item in ReturnCheck.Item
    )
    _step(pause, Kind.BEGUN, by, expected_return=expected_return)
    _record(pause, by, "stay_begun", pause.get_reason_display())
    owe_lists(pause.patient, starts_at, None, by, _("midlertidig opphør"))
    return pause


@transaction.atomic
def change_expected(*, pause: Pause, expected_return: date | None, by: User) -> Pause:
    """Somebody has asked when the patient comes home; None when nobody knows yet.

    A promise to look, never an end by itself: no list changes. That it was asked is kept also where
    the answer is the same. Raises Refused for a day that is over, and when she is home already.
    """
    pause = _locked(pause)
    _check_away(pause)
    _check_expected(expected_return, pause.starts_at)
    before = pause.expected_return
    Pause.objects.filter(pk=pause.pk).update(expected_return=expected_return)
    pause.expected_return = expected_return
    _step(pause, Kind.EXPECTED, by, expected_return=expected_return)
    _record(
        pause, by, "stay_expected",
        details={"before": _iso(before), "after": _iso(expected_return)},
    )  # fmt: skip
    return pause


@transaction.atomic
def end(*, pause: Pause, ends_at: datetime, by: User) -> Pause:
    """The patient is home from `ends_at`, or surely will be; her visits come back from then.

    An instant that was given before and has not come yet may be given anew. Raises Refused for an
    instant before the stay began or too long ago, and when somebody has said that she is home.
    """
    pause = _locked(pause)
    before = pause.ends_at
    if before == ends_at:
        return pause
    if before is not None and before <= clock.now():
        raise Refused(_already_home(pause, before))
    _check_when(ends_at)
    if ends_at <= pause.starts_at:
        raise Refused(
            _(
                "Pasienten kan ikke komme hjem før oppholdet begynte."
                " Er det ført ved en feil, kan du fjerne det."
            )
        )
    _check_none_after(pause, ends_at)
    Pause.objects.filter(pk=pause.pk).update(ends_at=ends_at)
    pause.ends_at = ends_at
    for item in ReturnCheck.Item:
        ReturnCheck.objects.get_or_create(pause=pause, item=item)
    _step(pause, Kind.HOME, by, home_at=ends_at)
    _record(
        pause, by, "stay_ended",
        details={"before": _iso(before), "after": _iso(ends_at)},
    )  # fmt: skip
    first = min(ends_at, before) if before else ends_at
    owe_lists(pause.patient, first, before and max(ends_at, before), by, _("pasienten kommer hjem"))
    return pause


@transaction.atomic
def stay_away(*, pause: Pause, by: User, reason: str) -> Pause:
    """She did not come home after all: the stay is open again, and her visits leave the lists anew.

    Raises Refused without a reason, and where a later stay is in the way.
    """
    pause = _locked(pause)
    was = pause.ends_at
    if was is None:
        return pause
    if not reason.strip():
        raise Refused(_("Skriv hvorfor pasienten er borte likevel."))
    if was < earliest():
        raise Refused(_("Pasienten har vært hjemme i flere dager. Før et nytt opphold."))
    later = _overlapping(pause.patient, was)
    if later is not None:
        raise Refused(_already_away(later))
    Pause.objects.filter(pk=pause.pk).update(ends_at=None)
    pause.ends_at = None
    _step(pause, Kind.STILL_AWAY, by, reason=reason.strip())
    _record(pause, by, "stay_reopened", reason.strip())
    owe_lists(pause.patient, was, None, by, _("midlertidig opphør"))
    return pause


@transaction.atomic
def undo(*, pause: Pause, by: User, reason: str) -> None:
    """It was registered by mistake: the stay is removed and the visits come back. The audit keeps it.

    Raises Refused without a reason, and for a stay that began so long ago that lists of then cannot
    be put right. Pressed twice, the second does nothing.
    """
    if not reason.strip():
        raise Refused(_("Skriv hvorfor oppholdet fjernes."))
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=pause.patient_id)
    found = Pause.objects.filter(pk=pause.pk).select_related("patient").first()
    if found is None:
        return
    if found.starts_at < earliest():
        raise Refused(
            _(
                "Oppholdet begynte for lenge siden til å fjernes."
                " Er pasienten hjemme, skriv fra når."
            )
        )
    details: dict[str, object] = {
        "starts_at": _iso(found.starts_at),
        "ends_at": _iso(found.ends_at),
        "expected_return": _iso(found.expected_return),
        "why_away": found.reason,
    }
    _record(found, by, "stay_undone", reason.strip(), details)
    owe_lists(
        found.patient, found.starts_at, found.ends_at, by, _("et opphold var ført ved en feil")
    )
    found.delete()


@transaction.atomic
def check(*, check: ReturnCheck, by: User, note: str = "") -> ReturnCheck:
    """The point is seen to. The first one's tick holds; whoever ticks after her changes nothing."""
    row = ReturnCheck.objects.select_for_update(of=("self",)).select_related("pause__patient")
    found = row.get(pk=check.pk)
    if found.done_at is None:
        found.done_at, found.done_by, found.note = clock.now(), by, note.strip()
        found.save(update_fields=["done_at", "done_by", "note"])
        _record(found.pause, by, "return_checked", details={"item": found.item}, do=True)
    return found


@transaction.atomic
def uncheck(*, check: ReturnCheck, by: User) -> ReturnCheck:
    """It was ticked by mistake, or is not so after all: the point is open again."""
    row = ReturnCheck.objects.select_for_update(of=("self",)).select_related("pause__patient")
    found = row.get(pk=check.pk)
    if found.done_at is not None:
        found.done_at, found.done_by, found.note = None, None, ""
        found.save(update_fields=["done_at", "done_by", "note"])
        _record(found.pause, by, "return_unchecked", details={"item": found.item}, do=True)
    return found


def check_of(pause: Pause, item: str) -> ReturnCheck:
    """The point of this stay's checklist; a stay that was imported gets it when it is first ticked."""
    found, _made = ReturnCheck.objects.get_or_create(pause=pause, item=item)
    return found


def _lock(patient: Patient) -> None:
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)


def _locked(pause: Pause) -> Pause:
    """The stay as it is now, with its patient locked. Raises Refused where it has been removed."""
    _lock(pause.patient)
    found = Pause.objects.filter(pk=pause.pk).select_related("patient").first()
    if found is None:
        raise Refused(_("Oppholdet er fjernet fordi det var ført ved en feil."))
    return found


def _overlapping(patient: Patient, starts_at: datetime) -> Pause | None:
    """A stay that is in the way of one from `starts_at` without an end."""
    return Pause.objects.filter(patient=patient).exclude(ends_at__lte=starts_at).first()


def _same(pause: Pause, starts_at: datetime, reason: str) -> bool:
    return (pause.starts_at, pause.reason, pause.ends_at) == (starts_at, reason, None)


def _check_when(instant: datetime) -> None:
    if instant < earliest():
        raise Refused(
            _(
                "Skriv et tidspunkt fra i går klokka 08 eller senere: lister fra før det kan ikke rettes."
                " Skriv det riktige i merknaden."
            )
        )
    if instant > clock.now() + MOST_AHEAD:
        raise Refused(_("Velg en dag som er høyst et år fram."))


def _check_expected(expected: date | None, starts_at: datetime) -> None:
    if expected is None:
        return
    if expected < starts_at.astimezone(clock.OSLO).date():
        raise Refused(_("Pasienten kan ikke ventes hjem før oppholdet begynner."))
    if expected < clock.today():
        raise Refused(
            _(
                "Dagen pasienten ventes hjem, er over."
                " Velg en dag fra i dag av, eller la den stå tom."
            )
        )
    if expected > clock.today() + MOST_AHEAD:
        raise Refused(_("Velg en dag som er høyst et år fram."))


def _check_away(pause: Pause) -> None:
    if pause.ends_at is not None:
        raise Refused(_already_home(pause, pause.ends_at))


def _check_none_after(pause: Pause, ends_at: datetime) -> None:
    others = Pause.objects.filter(patient=pause.patient_id).exclude(pk=pause.pk)
    later = others.filter(starts_at__gte=pause.starts_at, starts_at__lt=ends_at).first()
    if later is not None:
        raise Refused(_already_away(later))


def _already_away(pause: Pause) -> str:
    told = _told_by(pause, Kind.BEGUN)
    since = {"when": _when(pause.starts_at), "name": told}
    if not told:
        return (
            _("Midlertidig opphør fra %(when)s er alt ført. Er det feil, fjern det først.") % since
        )
    return _("%(name)s har alt ført opphør fra %(when)s. Er det feil, fjern det først.") % since


def _already_home(pause: Pause, ends_at: datetime) -> str:
    told = _told_by(pause, Kind.HOME)
    since = {"when": _when(ends_at), "name": told}
    if not told:
        return _("Det er alt ført at pasienten er hjemme fra %(when)s.") % since
    return _("%(name)s har alt ført at pasienten er hjemme fra %(when)s.") % since


def _told_by(pause: Pause, kind: Kind) -> str:
    """Who was first; nobody's name where the stay was imported."""
    step = pause.steps.filter(kind=kind).select_related("by__staff").last()
    return name_of(step.by) if step else ""


def _when(instant: datetime) -> str:
    return date_format(instant.astimezone(clock.OSLO), "j. F H:i")


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def _step(
    pause: Pause,
    kind: Kind,
    by: User,
    *,
    expected_return: date | None = None,
    home_at: datetime | None = None,
    reason: str = "",
) -> None:
    PauseStep.objects.create(
        pause=pause, kind=kind, by=by, at=clock.now(), expected_return=expected_return,
        home_at=home_at, reason=reason,
    )  # fmt: skip


def _record(
    pause: Pause,
    by: User,
    verb: str,
    reason: str = "",
    details: dict[str, object] | None = None,
    *,
    do: bool = False,
) -> None:
    """`do`: a point of the checklist, which whoever goes to the patient may tick."""
    placement = pause.patient.placements.on(clock.today()).order_by("-owner").first()
    audit.record(
        by=by,
        verb=verb,
        obj=pause,
        team=placement.team if placement else None,
        permission=Permission.DO_VISITS if do else Permission.PAUSE,
        patient_number=pause.patient.number,
        reason=reason,
        details=details,
    )
