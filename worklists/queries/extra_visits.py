"""What a form for a new visit offers, and what the visit would mean for the lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.words import hhmm
from patients.models import Patient
from teams.models import Competence, Shift
from worklists.models import Reminder, TeamShift, VisitPlan
from worklists.models.plans import Level, Place, Priority
from worklists.planning.solver import PlanRejected
from worklists.queries.outlook import Extra, Outlook, look
from worklists.queries.slots import usual_hours

USUAL = 25
#: A new visit begins at a time people say, and lasts as long as most do.
STEP = timedelta(minutes=5)
USUAL_MINUTES = 20


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the form begins with, and what it lists."""

    initial: dict[str, object]
    titles: list[str]
    competences: QuerySet[Competence]


def suggested(shift: TeamShift, patient: Patient | None, reminder: Reminder | None) -> Suggested:
    """Three queries."""
    earliest, latest = _window(shift)
    initial: dict[str, object] = {
        "patient": patient.number if patient else "",
        "title": reminder.text[:100] if reminder else "",
        "task_text": reminder.text if reminder else "",
        "huskeliste": reminder.pk if reminder else "",
        "minutes": USUAL_MINUTES,
        "earliest": earliest.astimezone(clock.OSLO).time(),
        "latest": latest.astimezone(clock.OSLO).time(),
        "priority": Priority.TODAY.value,
        "level": Level.ASSISTANT.value,
        "carers": 1,
        "where": Place.HOME.value,
    }
    return Suggested(initial, _titles(shift), Competence.objects.order_by("name"))


def _titles(shift: TeamShift) -> list[str]:
    """What the team does most, for the field to propose. One query."""
    plans = VisitPlan.objects.on(shift.date).filter(team=shift.team)
    often = plans.order_by().values("title").annotate(times=Count("pk")).order_by("-times", "title")
    return [row["title"] for row in often[:USUAL]]


def _window(shift: TeamShift) -> tuple[datetime, datetime]:
    """From now, or from the shift's beginning, until it ends: somebody must be home by then."""
    rows = Shift.objects.of(shift.team, shift.date, shift.kind).worked()
    ends = rows.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    first, last = ends["first"], ends["last"]
    if first is None or last is None:
        first, last = usual_hours(shift.date, shift.kind)
    latest = last - timedelta(minutes=USUAL_MINUTES)
    return min(max(first, _rounded(clock.now())), latest), latest


def _rounded(instant: datetime) -> datetime:
    """Up to the next five minutes."""
    over = timedelta(
        minutes=instant.minute % 5, seconds=instant.second, microseconds=instant.microsecond
    )
    return instant + (STEP - over if over else timedelta())


@dataclass(frozen=True, slots=True)
class BestPlace:
    """What becomes of the lists when the visit may go where it fits best."""

    sentence: str
    possible: bool


def best_place(shift: TeamShift, extra: Extra) -> BestPlace:
    """Some twenty queries and half a second for ten lists."""
    try:
        outlook = look(shift, [extra])
    except PlanRejected:
        return BestPlace(_("Listene kan ikke legges nå. Bygg lister på nytt først."), False)
    return _told(outlook, extra)


def _told(outlook: Outlook, extra: Extra) -> BestPlace:
    placed = [
        (route.carer, stop.start)
        for route, stop in outlook.plan.placed()
        if stop.visit == extra.key
    ]
    if not placed:
        reasons = {item.visit: item.sentence for item in outlook.plan.unassigned}
        why = reasons.get(extra.key, "")
        return BestPlace(_("Ingen liste har plass: %s") % why, False)
    names = _(" og ").join(outlook.asked.shifts[carer].staff.name for carer, _start in placed)
    begins = clock.instant_after_midnight(outlook.work.date, min(start for _carer, start in placed))
    moved = len(outlook.moved)
    others = ngettext(
        "%(number)s annet oppdrag får ny tid eller hjelper",
        "%(number)s andre oppdrag får ny tid eller hjelper",
        moved,
    ) % {"number": moved}
    said = _("%(name)s kl. %(at)s") % {"name": names, "at": hhmm(begins)}
    return BestPlace(f"{said}, {others if moved else _('ingenting annet flyttes')}", True)
