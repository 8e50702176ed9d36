"""How the routine of the board goes, in counts: what the trial registered by hand (HeltOm 3.0, 10.5).

Nothing here is about one employee. Who reported and who came is told by profession, and a profession
counts as present when any of it was; a small team therefore has figures too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from boards.models import Attendance, Decision, Invitation, Item, Meeting, PlanChange, Service
from boards.queries.figures_function import FunctionFigures, function_figures
from emeldinger.plots import Bars, bars
from heltom.lib import clock
from patients.models import Candidate
from teams.models import Profession, Team, User
from teams.permissions import Permission, teams_where

#: How far back one may look, in whole weeks besides the one that runs.
WEEKS = (13, 52)

#: What a line is called when nobody reported the patient: the rules put her there.
BY_RULES = "regler"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what, how many, and of how many where that says something."""

    label: str
    number: int
    of: int | None = None

    @property
    def percent(self) -> int | None:
        return round(100 * self.number / self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Week:
    """What one week's meetings had: taken up, and reported by people among them."""

    monday: date
    held: int
    taken_up: int
    reported: int

    @property
    def label(self) -> str:
        return str(self.monday.isocalendar().week)


@dataclass(frozen=True, slots=True)
class Table:
    key: str
    title: str
    says: str
    rows: list[Row]
    share: bool = False
    """Whether each number is told as a share of its own `of`."""


@dataclass(frozen=True, slots=True)
class Figures:
    team: Team
    others: list[Team]
    """Other teams whose figures the user may see."""
    weeks: int
    since: date
    held: int
    cancelled: int
    taken_up: int
    minutes_each: int | None
    """Minutes a patient in the mean; None where no clock ran."""
    by_week: list[Week]
    tables: list[Table]
    function: FunctionFigures

    @property
    def periods(self) -> list[tuple[int, bool]]:
        return [(weeks, weeks == self.weeks) for weeks in WEEKS]

    @property
    def week_plot(self) -> Bars:
        return self._drawn([week.taken_up for week in self.by_week])

    @property
    def reported_plot(self) -> Bars:
        return self._drawn([week.reported for week in self.by_week])

    def _drawn(self, values: list[int]) -> Bars:
        """To the same scale, to be held against each other; weeks without a meeting are gaps."""
        top = max([1, *(week.taken_up for week in self.by_week)])
        every = 1 if len(self.by_week) <= 20 else 8
        gaps = [
            value if week.held else None for value, week in zip(values, self.by_week, strict=True)
        ]
        said = [str(value) if value and every == 1 else "" for value in gaps]
        labels = [w.label if n % every == 0 else "" for n, w in enumerate(self.by_week)]
        return bars(gaps, labels, said, top=top, width=480, height=130)


def figures(user: User, team: Team, asked: str) -> Figures:
    """Of a team whose figures the user may see. Some sixteen queries, however long the history."""
    weeks = int(asked) if asked in map(str, WEEKS) else WEEKS[0]
    today = clock.today()
    since = today - timedelta(days=today.weekday(), weeks=weeks)
    meetings = Meeting.objects.filter(team=team, starts_at__gte=clock.midnight(since))
    held = meetings.filter(state=Meeting.State.HELD)
    items = Item.objects.filter(meeting__in=held, state=Item.State.DONE)
    clocked = list(items.filter(seconds__gt=0).values_list("seconds", flat=True))
    mine = Team.objects.filter(teams_where(user, Permission.SEE_BOARD_FIGURES)).exclude(pk=team.pk)
    decisions = Decision.objects.filter(
        team=team, decided_at__gte=clock.midnight(since), withdrawn_at__isnull=True
    )
    return Figures(
        team=team,
        others=list(mine.select_related("site__unit")),
        weeks=weeks,
        since=since,
        held=held.count(),
        cancelled=meetings.filter(state=Meeting.State.CANCELLED).count(),
        taken_up=items.count(),
        minutes_each=round(sum(clocked) / len(clocked) / 60) if clocked else None,
        by_week=_by_week(held, since, today),
        tables=[
            _reported(team, since),
            _attendance(held),
            _called_in(items),
            _referrals(decisions),
            _changed_plans(decisions),
            _home_visits(decisions),
            _followed_up(decisions, today),
        ],
        function=function_figures(team, today),
    )


def _by_week(held: QuerySet[Meeting], since: date, today: date) -> list[Week]:
    """Two queries."""
    done = Q(items__state=Item.State.DONE)
    counted = held.annotate(taken=Count("items", filter=done, distinct=True)).values_list(
        "pk", "starts_at", "taken"
    )
    reported = dict(
        held.filter(done, items__reports__isnull=False)
        .annotate(reported=Count("items", distinct=True))
        .values_list("pk", "reported")
    )
    meetings: Counter[date] = Counter()
    taken: Counter[date] = Counter()
    by_people: Counter[date] = Counter()
    for pk, starts_at, number in counted:
        monday = _monday(starts_at.astimezone(clock.OSLO).date())
        meetings[monday] += 1
        taken[monday] += number
        by_people[monday] += reported.get(pk, 0)
    mondays = [since + timedelta(weeks=n) for n in range((today - since).days // 7 + 1)]
    return [Week(day, meetings[day], taken[day], by_people[day]) for day in mondays]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _reported(team: Team, since: date) -> Table:
    """Who puts patients forward: own staff must become better at it, says the report (10.5.6)."""
    rows = Candidate.objects.filter(team=team, reported_at__gte=clock.midnight(since))
    message = Candidate.Source.MESSAGE
    people = dict(
        rows.exclude(source=message).order_by().values_list("profession").annotate(n=Count("pk"))
    )
    lines = [
        Row(_profession(code), people[code]) for code in sorted(people, key=lambda c: -people[c])
    ]
    if messages := rows.filter(source=message).count():
        lines.append(Row(_("fra en e-melding"), messages))
    alone = Item.objects.filter(
        meeting__team=team, meeting__starts_at__gte=clock.midnight(since), state=Item.State.DONE
    ).filter(reports__isnull=True)
    if found := alone.count():
        lines.append(Row(_("funnet av reglene, meldt av ingen"), found))
    says = _("Hvem som meldte pasientene, etter yrke. Flere kan ha meldt den samme.")
    return Table("meldt", _("Meldt av"), says, lines)


def _profession(code: str) -> str:
    return str(Profession(code).label) if code else _("yrke ikke kjent")


def _attendance(held: QuerySet[Meeting]) -> Table:
    """A profession was there when any of it was: the figure is about the meeting, not about anybody."""
    rows = Attendance.objects.filter(meeting__in=held).exclude(profession="")
    expected = _meetings_by(rows.filter(Q(is_expected=True) | Q(was_there=True)))
    came = _meetings_by(rows.filter(was_there=True))
    lines = [Row(_profession(code), came.get(code, 0), expected[code]) for code in sorted(expected)]
    says = _("I hvor mange av møtene yrket var med, av dem det skulle vært med i.")
    return Table("oppmote", _("Oppmøte etter yrke"), says, lines, share=True)


def _meetings_by(rows: QuerySet[Attendance]) -> dict[str, int]:
    found = rows.order_by().values_list("profession").annotate(n=Count("meeting", distinct=True))
    return dict(found)


def _called_in(items: QuerySet[Item]) -> Table:
    rows = Invitation.objects.filter(item__in=items, withdrawn_at__isnull=True)
    counted = (
        rows.order_by()
        .values("service")
        .annotate(asked=Count("pk"), came=Count("pk", filter=Q(was_there=True)))
    )
    lines = [Row(str(Service(r["service"]).label), r["came"], r["asked"]) for r in counted]
    says = _("Andre tjenester som ble kalt inn for én pasient, og kom.")
    return Table("innkalt", _("Innkalte tjenester"), says, lines, share=True)


def _referrals(decisions: QuerySet[Decision]) -> Table:
    rows = decisions.filter(kind=Decision.Kind.REFERRAL).order_by()
    counted = rows.values("service").annotate(
        all=Count("pk"), sent=Count("pk", filter=Q(state=Decision.State.DONE))
    )
    ordered = sorted(counted, key=lambda row: -row["all"])
    lines = [Row(str(Service(row["service"]).label), row["sent"], row["all"]) for row in ordered]
    says = _("Besluttede henvisninger, og hvor mange av dem som er sendt.")
    return Table("henvist", _("Henvist til"), says, lines, share=True)


def _changed_plans(decisions: QuerySet[Decision]) -> Table:
    rows = PlanChange.objects.filter(decision__in=decisions)
    texts = rows.filter(fields__has_key="task_text")
    others = rows.exclude(fields__has_key="task_text")
    confirmed = PlanChange.State.CONFIRMED
    lines = [
        Row(_("ny oppdragstekst"), texts.filter(state=confirmed).count(), texts.count()),
        Row(_("endret tidsplan"), others.filter(state=confirmed).count(), others.count()),
    ]
    lines = [row for row in lines if row.of]
    says = _("Foreslått i møtet, og hvor mange av dem som er bekreftet og gjelder nå.")
    return Table("oppdrag", _("Endrede oppdrag"), says, lines, share=True)


def _home_visits(decisions: QuerySet[Decision]) -> Table:
    """Of the two that the trial agreed, neither took place (10.5.3): so the why is counted as well."""
    rows = decisions.filter(kind=Decision.Kind.HOME_VISIT)
    states = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    total = sum(states.values())
    lines = [
        Row(str(Decision.State(code).label), states.get(code, 0), total) for code in Decision.State
    ]
    says = _(
        "Felles hjemmebesøk som ble avtalt. Hvorfor noen ikke ble noe av, står i listen over beslutninger."
    )
    return Table("hjemmebesok", _("Felles hjemmebesøk"), says, lines if total else [], share=True)


def _followed_up(decisions: QuerySet[Decision], today: date) -> Table:
    late = decisions.filter(state=Decision.State.OPEN, due_on__lt=today).count()
    total = decisions.count()
    done = decisions.filter(state=Decision.State.DONE).count()
    effect = decisions.filter(effects__result="bedre").distinct().count()
    lines = [
        Row(_("gjort"), done, total),
        Row(_("over tiden"), late, total),
        Row(_("noen har sett at det hjalp"), effect, total),
    ]
    says = _("Alt som ble besluttet i perioden.")
    return Table("fulgt", _("Fulgt opp"), says, lines if total else [], share=True)
