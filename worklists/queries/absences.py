"""Who is on a shift and who is away, for the vaktkoordinator with the phone at her ear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import DutyFunction, Shift, StaffCompetence, User
from teams.permissions import Permission, can
from teams.queries import VK_COURSE, name_of, on_duty
from worklists.models import Entry, RepairDraft, TeamShift
from worklists.queries.desk_lines import DeskLine

SHIFT, DAY, DATE, UNKNOWN = "vakt", "dag", "dato", "ukjent"
NOW, WHOLE = "naa", "vakten"
#: Those on lists are rung about most.
ORDER: dict[str, int] = {DutyFunction.LIST: 0, DutyFunction.VK: 1}


@dataclass(frozen=True, slots=True)
class OnShift:
    """Somebody on the shift. `visits`: how many stand on her list."""

    shift: Shift
    visits: int

    @property
    def since(self) -> str:
        absence = self.shift.absence
        return hhmm(absence.starts_at) if absence else ""


@dataclass(frozen=True, slots=True)
class AbsencePage:
    """Those at work, those away, and what is begun and not answered."""

    team_shift: TeamShift
    here: list[OnShift]
    away: list[OnShift]
    drafts: list[RepairDraft]
    url: str


def absence_page(team_shift: TeamShift) -> AbsencePage:
    """Three queries."""
    counts = _visits_by_shift(team_shift)
    everybody = [
        OnShift(shift, counts.get(shift.pk, 0))
        for shift in on_duty(team_shift.team, team_shift.date, team_shift.kind)
    ]
    everybody.sort(key=lambda one: ORDER.get(one.shift.function, len(ORDER)))
    return AbsencePage(
        team_shift=team_shift,
        here=[one for one in everybody if one.shift.absence is None],
        away=[one for one in everybody if one.shift.absence is not None],
        drafts=drafts_of(team_shift),
        url=absence_url(team_shift),
    )


def _visits_by_shift(team_shift: TeamShift) -> dict[int, int]:
    if team_shift.current_id is None:
        return {}
    rows = Entry.objects.filter(worklist__publication=team_shift.current_id)
    counts: dict[int, int] = {}
    for shift in rows.values_list("worklist__shift_id", flat=True):
        counts[shift] = counts.get(shift, 0) + 1
    return counts


def absence_url(team_shift: TeamShift) -> str:
    args = [team_shift.team.code, team_shift.date, team_shift.kind]
    return reverse("worklists:absence_new", args=args)


def shift_on(team_shift: TeamShift, pk: int) -> Shift:
    """Somebody's duty on just this shift. Raises Http404 for any other."""
    shifts = Shift.objects.of(team_shift.team, team_shift.date, team_shift.kind)
    found = shifts.select_related("staff", "absence", "team").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def drafts_of(team_shift: TeamShift) -> list[RepairDraft]:
    """Proposals that nobody has answered, the newest first, with `name` of the carer. Two queries."""
    if team_shift.pk is None:
        return []
    open_ = RepairDraft.objects.filter(
        team_shift=team_shift, kind=RepairDraft.Kind.ABSENCE, answer=""
    )
    drafts = list(open_.select_related("by__staff"))
    rows = Shift.objects.filter(pk__in=[d.cause["shift"] for d in drafts]).select_related("staff")
    names = {shift.pk: shift.staff.name for shift in rows}
    for draft in drafts:
        draft.carer = names.get(draft.cause["shift"], "")  # type: ignore[attr-defined]
    return drafts


def starts_at(shift: Shift, choice: str = NOW) -> datetime:
    """From now; from the beginning of a shift that has not begun, or to which she never came."""
    now = clock.now().replace(second=0, microsecond=0)
    inside = shift.starts_at < now < shift.ends_at
    return now if choice == NOW and inside else shift.starts_at


def ends_at(shift: Shift, until: str, day: date | None = None) -> datetime | None:
    """When she is back. The end of a day is midnight after it, and never within the shift."""
    if until == UNKNOWN:
        return None
    if until == SHIFT:
        return shift.ends_at
    last = day if until == DATE and day is not None else shift.date
    return max(shift.ends_at, clock.at(last + timedelta(days=1), time(0)))


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """Proposals that wait for their yes. Two queries when there are any, else one."""
    if shift.pk is None or not can(user, Permission.RUN_SHIFT, shift.team):
        return []
    return [
        DeskLine(
            kind="repair",
            text=_draft_sentence(draft),
            url=reverse("worklists:repair", args=[draft.pk]),
            level="warning",
            at=draft.made_at,
        )
        for draft in drafts_of(shift)
    ]


def _draft_sentence(draft: RepairDraft) -> str:
    moves = len(draft.shown.get("lines", []))
    told = ngettext(
        "Fravær for %(carer)s venter på svar: %(count)d endring (%(by)s).",
        "Fravær for %(carer)s venter på svar: %(count)d endringer (%(by)s).",
        moves,
    )
    return told % {"carer": draft.carer, "count": moves, "by": name_of(draft.by)}  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class VkChoice:
    """Somebody who could coordinate the shift instead. `trained`: she has the course for it."""

    shift: Shift
    trained: bool


def vk_choices(team_shift: TeamShift, but: int) -> list[VkChoice]:
    """Those who walk a list on the shift, the trained ones first. Two queries."""
    shifts = [
        shift
        for shift in on_duty(team_shift.team, team_shift.date, team_shift.kind)
        if shift.walks and shift.absence_id is None and shift.pk != but
    ]
    trained = set(
        StaffCompetence.objects.on(team_shift.date)
        .filter(competence__code=VK_COURSE, staff__in=[shift.staff_id for shift in shifts])
        .values_list("staff_id", flat=True)
    )
    choices = [VkChoice(shift, shift.staff_id in trained) for shift in shifts]
    return sorted(choices, key=lambda choice: not choice.trained)


def told_of(reason: str) -> str:
    """ "er syk", "har sykt barn": how it is said of somebody."""
    words = {
        "syk": _("er syk"),
        "sykt-barn": _("har sykt barn"),
        "permisjon": _("har permisjon"),
        "ferie": _("har ferie"),
        "kurs": _("er på kurs"),
    }
    return words.get(reason, _("er borte"))
