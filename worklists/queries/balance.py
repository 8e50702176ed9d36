"""The day balance (dagsbalanse): due = on a list + done + cancelled with reason + unassigned.

Counted anew from the tables each time, without trusting what the rebuild believes it wrote: what
is due comes from the plans, what is on a list from the lists, what is unassigned from the bucket.
Whatever fits in none of them, or in two, is a fault with a sentence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from teams.models import ShiftKind, Team
from worklists.models import Entry, ListChange, State, TeamShift, Unassigned, Visit
from worklists.models.visits import OPEN
from worklists.queries import due

if TYPE_CHECKING:
    from worklists.models import VisitPlan
    from worklists.queries.due import Day

#: How often the books are read before a day that never stands still is shown as it is.
READINGS = 3

type Key = tuple[int, str]
"""(team id, shift kind)"""


@dataclass(frozen=True, slots=True)
class BalanceFault:
    """One thing that does not add up, said so that a vaktkoordinator knows where to look."""

    sentence: str
    visit_id: int | None = None
    plan_id: int | None = None
    patient_number: str = ""


@dataclass(slots=True)
class Balance:
    """The figures of one team's shift, in visits. `balances` is the promise: nothing has vanished."""

    team: Team
    date: date
    kind: str
    due: int = 0
    on_list: int = 0
    done: int = 0
    cancelled: int = 0
    unassigned: int = 0
    withdrawn: int = 0
    unacknowledged: int = 0
    published_at: datetime | None = None
    faults: list[BalanceFault] = field(default_factory=list)

    @property
    def accounted_for(self) -> int:
        return self.on_list + self.done + self.cancelled + self.unassigned

    @property
    def balances(self) -> bool:
        return not self.faults and self.due == self.accounted_for

    @property
    def patient_numbers(self) -> set[str]:
        """Whom the faults name, for the access log."""
        return {fault.patient_number for fault in self.faults if fault.patient_number}

    def as_dict(self) -> dict[str, object]:
        """For scripts: plain values, faults as sentences."""
        return {
            "team": self.team.code,
            "date": self.date.isoformat(),
            "shift": self.kind,
            "due": self.due,
            "on_list": self.on_list,
            "done": self.done,
            "cancelled": self.cancelled,
            "unassigned": self.unassigned,
            "withdrawn": self.withdrawn,
            "unacknowledged": self.unacknowledged,
            "balances": self.balances,
            "faults": [fault.sentence for fault in self.faults],
        }


def day_balance(team: Team, day: date, kind: str) -> Balance:
    """The balance of one team's shift. About a dozen queries, whatever the number of visits."""
    return _Books(day, [team], kind).balance(team, kind)


def balances_on(day: date, teams: Iterable[Team]) -> list[Balance]:
    """The balances of all three shifts of the teams. A dozen queries, whatever the number of teams."""
    chosen = list(teams)
    books = _Books(day, chosen)
    return [books.balance(team, kind) for team in chosen for kind in ShiftKind.values]


def balances_of(day: date, kind: str, teams: Iterable[Team]) -> list[Balance]:
    """The same of one kind of shift."""
    chosen = list(teams)
    books = _Books(day, chosen, kind)
    return [books.balance(team, kind) for team in chosen]


def faults_of_nobody(day: date, served: Iterable[Team]) -> list[BalanceFault]:
    """Plans due on the date in a team that no longer exists: due, and outside every team's sum."""
    return [
        BalanceFault(
            _("Tidsplan %(plan)s for pasient %(patient)s hører til et team som er lagt ned.")
            % {"plan": plan.reference, "patient": plan.patient.number},
            plan_id=plan.pk,
            patient_number=plan.patient.number,
        )
        for plan in due.plans_without_a_team(day, served)
    ]


class _Books:
    """The four piles of the sum, read once for all the teams asked for."""

    def __init__(self, day: date, teams: list[Team], kind: str | None = None) -> None:
        """Reads anew when lists were published meanwhile: half old and half new would be red."""
        self.date = day
        for _attempt in range(READINGS):
            before = self._versions(teams)
            self._read(teams, kind)
            if self._versions(teams) == before:
                break

    def _versions(self, teams: list[Team]) -> list[tuple[int, int]]:
        rows = TeamShift.objects.on(self.date).filter(team__in=teams)
        return list(rows.order_by("pk").values_list("pk", "version"))

    def _read(self, teams: list[Team], kind: str | None) -> None:
        day = self.date
        self.plans: Day = due.read_day(day, teams, kind)
        self.visits = self._visits(teams, kind)
        self.pauses = due.pauses_by_patient(
            day, {visit.patient_id for pile in self.visits.values() for visit in pile}
        )
        self.shifts = self._team_shifts(teams)
        current = [shift.current_id for shift in self.shifts.values() if shift.current_id]
        self.entries = self._entries(current)
        self.bucket = Counter(
            Unassigned.objects.filter(publication__in=current).values_list(
                "visit_id", "publication__team_shift__team_id", "publication__team_shift__kind"
            )
        )
        self.vanished = self._vanished()
        self.missing = self._missing_plans()

    def _visits(self, teams: list[Team], kind: str | None) -> dict[Key, list[Visit]]:
        rows = Visit.objects.filter(team__in=teams, date=self.date)
        rows = rows.filter(shift=kind) if kind else rows
        piles: dict[Key, list[Visit]] = defaultdict(list)
        for visit in rows.with_state().select_related("patient", "plan").order_by("earliest", "pk"):
            piles[visit.team_id, visit.shift].append(visit)
        return piles

    def _team_shifts(self, teams: list[Team]) -> dict[Key, TeamShift]:
        rows = TeamShift.objects.on(self.date).filter(team__in=teams).select_related("current")
        return {(row.team_id, row.kind): row for row in rows}

    def _entries(self, publications: list[int]) -> dict[Key, dict[int, list[Entry]]]:
        rows = Entry.objects.filter(worklist__publication__in=publications).select_related(
            "visit", "worklist__shift__staff", "worklist__publication__team_shift"
        )
        lists: dict[Key, dict[int, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for entry in rows:
            shift = entry.worklist.publication.team_shift
            lists[shift.team_id, shift.kind][entry.visit_id].append(entry)
        return lists

    def _vanished(self) -> Counter[int]:
        rows = ListChange.objects.waiting().filter(publication__team_shift__in=self.shifts.values())
        return Counter(rows.values_list("publication__team_shift_id", flat=True))

    def balance(self, team: Team, kind: str) -> Balance:
        key = (team.pk, kind)
        shift = self.shifts.get(key)
        sum_ = Balance(team=team, date=self.date, kind=kind)
        if shift:
            sum_.unacknowledged = self.vanished[shift.pk]
            sum_.published_at = shift.current.published_at if shift.current else None
        for visit in self.visits[key]:
            self._count(sum_, key, visit)
        self._count_missing(sum_, key)
        self._find_strays(sum_, key)
        return sum_

    def _count(self, sum_: Balance, key: Key, visit: Visit) -> None:
        entries = self.entries[key].get(visit.pk, [])
        waiting = self.bucket[(visit.pk, *key)]
        if visit.state == State.WITHDRAWN:
            sum_.withdrawn += 1
            if entries or waiting:
                sum_.faults.append(_fault(visit, _("er trukket, men står fortsatt på lista.")))
            return
        sum_.due += 1
        if visit.state == State.DONE:
            sum_.done += 1
        elif visit.state == State.CANCELLED:
            sum_.cancelled += 1
        elif visit.state in OPEN:
            self._count_open(sum_, visit, entries, waiting)
        else:
            sum_.faults.append(_fault(visit, _("har ingen tilstand.")))

    def _count_open(self, sum_: Balance, visit: Visit, entries: list[Entry], waiting: int) -> None:
        problem = self._open_problem(visit, entries, waiting)
        if problem:
            sum_.faults.append(_fault(visit, problem))
        elif waiting:
            sum_.unassigned += 1
        else:
            sum_.on_list += 1

    def _open_problem(self, visit: Visit, entries: list[Entry], waiting: int) -> str | None:
        """Why an open visit is not rightly in exactly one pile; None when it is."""
        if not entries and not waiting:
            return _("står ikke på noen liste og ikke som ufordelt. Bygg lister på nytt.")
        if entries and waiting:
            return _("står både på en liste og som ufordelt.")
        if visit.state == State.DUE and (reason := self._not_due(visit, entries)):
            return _("skal ikke gjøres (%(why)s), men står fortsatt her. Bygg lister på nytt.") % {
                "why": reason.rstrip(".")
            }
        return _lists_problem(visit, entries) if entries else None

    def _not_due(self, visit: Visit, entries: list[Entry]) -> str | None:
        plan = visit.plan
        reason: str | None
        if plan is not None and (plan.team_id, plan.shift) != (visit.team_id, visit.shift):
            reason = _("tidsplanen hører nå til et annet team eller en annen vakt")
        elif plan is not None:
            plan.patient = visit.patient
            reason = self.plans.why_not(plan)
        elif not due.patient_is_active(visit.patient, self.date) or due.has_ended(
            visit.patient, visit.latest
        ):
            reason = due.ended_sentence(visit.patient)
        else:
            reason = None
        return reason or self._away(visit, entries)

    def _away(self, visit: Visit, entries: list[Entry]) -> str | None:
        spans = [(entry.starts_at, entry.ends_at) for entry in entries]
        for pause in self.pauses.get(visit.patient_id, ()):
            covers = pause.starts_at <= visit.earliest and (
                pause.ends_at is None or pause.ends_at > visit.latest
            )
            meets = any(
                pause.starts_at < end and (pause.ends_at is None or pause.ends_at > start)
                for start, end in spans
            )
            if covers or meets:
                return _("midlertidig opphør: %(why)s") % {"why": pause.get_reason_display()}
        return None

    def _count_missing(self, sum_: Balance, key: Key) -> None:
        """Plans that ask for a visit which is not there at all."""
        for plan in self.missing:
            if (plan.team_id, plan.shift) == key:
                sum_.due += 1
                sum_.faults.append(_missing(plan))

    def _missing_plans(self) -> list[VisitPlan]:
        """Due plans without a visit. One that another team has begun, done or called off before the
        plan was moved is that team's, and in its sum. One query more, when anything is missing.
        """
        made = {
            (visit.plan_id, visit.team_id, visit.shift)
            for pile in self.visits.values()
            for visit in pile
            if visit.state != State.WITHDRAWN
        }
        missing = [p for p in self.plans.due() if (p.pk, p.team_id, p.shift) not in made]
        if not missing:
            return []
        rows = Visit.objects.filter(plan__in=missing, date=self.date).with_state()
        settled = {row.plan_id for row in rows if row.state not in (State.DUE, State.WITHDRAWN)}
        return [plan for plan in missing if plan.pk not in settled]

    def _find_strays(self, sum_: Balance, key: Key) -> None:
        """Visits on this team's lists that are not this team's."""
        own = {visit.pk for visit in self.visits[key]}
        for visit_id, entries in self.entries[key].items():
            if visit_id not in own:
                visit = entries[0].visit
                sum_.faults.append(
                    BalanceFault(
                        _(
                            "«%(title)s» står på lista, men hører til et annet team eller en annen vakt."
                        )
                        % {"title": visit.title},
                        visit_id=visit.pk,
                    )
                )


def _lists_problem(visit: Visit, entries: list[Entry]) -> str | None:
    """Both halves of a visit with two carers or neither, and each on the list of somebody at work."""
    carers = {entry.worklist.shift.staff_id for entry in entries}
    if visit.state == State.DUE and len(carers) < visit.carers:
        return _("trenger to hjelpere, men står bare på én liste.")
    if len(entries) > max(visit.carers, 1) or len(carers) != len(entries):
        return _("står på for mange lister.")
    away = [e.worklist.shift.staff for e in entries if e.worklist.shift.absence_id]
    if away and visit.state == State.DUE:
        return _("står på lista til %(name)s, som er borte. Bygg lister på nytt.") % {
            "name": away[0].name
        }
    return None


def _fault(visit: Visit, problem: str) -> BalanceFault:
    sentence = _("«%(title)s» hos pasient %(patient)s %(problem)s") % {
        "title": visit.title,
        "patient": visit.patient.number,
        "problem": problem,
    }
    return BalanceFault(sentence, visit_id=visit.pk, patient_number=visit.patient.number)


def _missing(plan: VisitPlan) -> BalanceFault:
    sentence = _(
        "«%(title)s» hos pasient %(patient)s skal gjøres etter tidsplanen, men er ikke laget. "
        "Bygg lister på nytt."
    ) % {"title": plan.title, "patient": plan.patient.number}
    return BalanceFault(sentence, plan_id=plan.pk, patient_number=plan.patient.number)
