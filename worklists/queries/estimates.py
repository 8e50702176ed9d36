"""The page of proposals for other minutes: what is proposed, the figures behind, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from teams.models import ShiftKind, Team, Unit, User
from teams.permissions import SENTENCES, Permission, can, teams_visible_to
from worklists.estimates import LEAST_CARERS, Rules, Why
from worklists.models import EstimateRun, MinutesDecision, MinutesProposal, TaskMinutes
from worklists.models.estimates import Minutes
from worklists.queries.strip import Strip, strip_of

#: Answers shown below what waits.
ANSWERS_SHOWN = 20
#: A "not now" is put off so long unless another day is chosen.
WEEKS_LATER = 4

LEFT_OUT = {
    "order": _("ikke startet og avsluttet i god orden"),
    "changed": _("tidsplanen ba om noe annet da"),
    "together": _("krysset av sammen med andre oppdrag"),
    "short": _("varte under ett minutt"),
    "long": _("varte over tre ganger planlagt tid"),
}


def rules_of(unit: Unit) -> Rules:
    return Rules(
        weeks=unit.estimate_weeks,
        visits=unit.estimate_visits,
        minutes=unit.estimate_minutes,
        percent=unit.estimate_percent,
    )


def answers_by_plan(plan_ids: Iterable[int]) -> dict[int, MinutesDecision]:
    """The last thing a person said about each plan. One query."""
    said = MinutesDecision.objects.exclude(kind=MinutesDecision.Kind.LAPSED)
    rows = said.filter(proposal__plan__in=list(plan_ids)).order_by("id")
    return {row.proposal.plan_id: row for row in rows.select_related("proposal")}


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the open proposals is shown. Empty is all."""

    shift: str = ""
    way: str = ""
    title: str = ""

    def keeps(self, proposal: MinutesProposal) -> bool:
        plan = proposal.plan
        longer = "lengre" if proposal.more > 0 else "kortere"
        return (
            self.shift in ("", plan.shift)
            and self.way in ("", longer)
            and self.title in ("", plan.title)
        )

    def query(self, **more: str) -> str:
        """For a link to the same choice."""
        chosen = {"vakt": self.shift, "retning": self.way, "oppdrag": self.title, **more}
        return urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """One open proposal. `strip` draws the visits; `sentence` says the same."""

    proposal: MinutesProposal
    strip: Strip
    chosen: bool

    @property
    def number(self) -> str:
        return self.proposal.plan.patient.number

    @property
    def when(self) -> str:
        plan = self.proposal.plan
        return f"{plan.get_shift_display()} {plan.earliest:%H:%M}–{plan.latest:%H:%M}"

    @property
    def consequence(self) -> str:
        return consequence([self.proposal])

    @property
    def evidence(self) -> str:
        return evidence(self.proposal)


@dataclass(frozen=True, slots=True)
class Answered:
    decision: MinutesDecision
    who: str
    superseded: bool
    """Approved, and since then the plan itself has got other minutes from where it comes from."""


@dataclass(frozen=True, slots=True)
class EstimatesPage:
    team: Team
    teams: list[Team]
    run: EstimateRun | None
    shown: Filter
    titles: list[str]
    waiting: int
    rows: list[Row]
    answered: list[Answered]
    tasks: list[TaskMinutes]
    may_decide: bool

    @property
    def chosen(self) -> list[Row]:
        return [row for row in self.rows if row.chosen]

    @property
    def consequence(self) -> str:
        """What a yes to all that is chosen means, said before it is given."""
        return consequence([row.proposal for row in self.chosen])

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in ShiftKind]

    @property
    def all_query(self) -> str:
        return self.shown.query(valgt="alle")

    @property
    def from_date(self) -> date:
        return clock.today() + timedelta(days=1)

    @property
    def until(self) -> date:
        return clock.today() + timedelta(weeks=WEEKS_LATER)

    @property
    def patient_numbers(self) -> set[str]:
        shown = [row.proposal for row in self.rows]
        return {
            p.plan.patient.number for p in [*shown, *(a.decision.proposal for a in self.answered)]
        }

    @property
    def left_out(self) -> list[str]:
        counts = self.run.left_out if self.run else {}
        return [f"{counts[why]} {said}" for why, said in LEFT_OUT.items() if counts.get(why)]

    @property
    def without_figures(self) -> list[str]:
        """Why some of the team's plans have no figure at all."""
        counts = self.run.plans if self.run else {}
        few, alone = counts.get(Why.FEW_VISITS, 0), counts.get(Why.FEW_CARERS, 0)
        return [
            sentence
            for number, sentence in (
                (few, _("%(n)s har færre enn %(least)s oppdrag som kan regnes med")
                 % {"n": few, "least": self.team.unit.estimate_visits}),
                (alone, _("%(n)s er gjort av færre enn %(least)s ulike hjelpere, og da viser vi ingen tall")
                 % {"n": alone, "least": LEAST_CARERS}),
            )
            if number
        ]  # fmt: skip


def first_team(user: User) -> Team:
    """Where the menu leads. Raises NotAllowed where the user sees no team's proposals."""
    teams = teams_visible_to(user, Permission.SEE_ESTIMATES)
    if not teams:
        raise NotAllowed(str(SENTENCES[Permission.SEE_ESTIMATES]))
    return teams[0]


def estimates_page(
    user: User, team: Team, shown: Filter, chosen: Iterable[str] = ()
) -> EstimatesPage:
    """Ten queries or so, whatever the number of proposals. `chosen`: their keys, or "alle"."""
    waiting = [proposal for proposal in open_proposals(user, team) if still_asks(proposal)]
    kept, wanted = [p for p in waiting if shown.keeps(p)], set(chosen)
    return EstimatesPage(
        team=team,
        teams=teams_visible_to(user, Permission.SEE_ESTIMATES),
        run=EstimateRun.objects.filter(team=team).first(),
        shown=shown,
        titles=sorted({proposal.plan.title for proposal in waiting}),
        waiting=len(waiting),
        rows=[Row(p, strip_of(p), bool(wanted & {str(p.pk), "alle"})) for p in kept],
        answered=_answered(user, team),
        tasks=_tasks(team.unit),
        may_decide=can(user, Permission.DECIDE_MINUTES, team),
    )


def open_proposals(user: User, team: Team) -> list[MinutesProposal]:
    """Those of the team that wait for an answer, most minutes a week first."""
    rows = MinutesProposal.objects.visible_to(user).open().filter(plan__team=team)
    found = rows.select_related("plan__patient", "plan__team", "run").prefetch_related(
        "plan__approved_minutes"
    )
    return sorted(found, key=lambda row: (-abs(row.more_a_week), row.plan.title, row.pk))


def still_asks(proposal: MinutesProposal) -> bool:
    """The plan is as it was when the proposal was made; else the next run says what holds."""
    plan = proposal.plan
    ended = plan.valid_to is not None and plan.valid_to < clock.today()
    return plan.minutes_on(date.max) == proposal.planned and not ended


def chosen_proposals(user: User, team: Team, keys: Iterable[int]) -> list[MinutesProposal]:
    """What somebody wants to answer: of this team, whatever has become of it meanwhile."""
    return list(MinutesProposal.objects.visible_to(user).filter(plan__team=team, pk__in=list(keys)))


def _answered(user: User, team: Team) -> list[Answered]:
    said = MinutesDecision.objects.exclude(kind=MinutesDecision.Kind.LAPSED)
    rows = said.filter(
        proposal__in=MinutesProposal.objects.visible_to(user), proposal__plan__team=team
    )
    found = rows.select_related("proposal__plan__patient", "by__staff", "effect")
    return [
        Answered(row, str(getattr(row.by, "staff", None) or row.by), _is_superseded(row))
        for row in found[:ANSWERS_SHOWN]
    ]


def _is_superseded(decision: MinutesDecision) -> bool:
    effect = getattr(decision, "effect", None)
    return effect is not None and effect.instead_of != decision.proposal.plan.minutes


def _tasks(unit: Unit) -> list[TaskMinutes]:
    last = TaskMinutes.objects.filter(unit=unit).aggregate(last=Max("at"))["last"]
    return list(TaskMinutes.objects.filter(unit=unit, at=last).order_by("title")) if last else []


def evidence(row: Minutes) -> str:
    """The figures as a sentence, without a name or a date in it."""
    return _(
        "%(visits)s oppdrag av %(carers)s ulike hjelpere. Det midterste tok %(median)s min,"
        " halvparten mellom %(low)s og %(high)s."
    ) % {
        "visits": row.visits, "carers": row.carers, "median": row.median, "low": row.low,
        "high": row.high,
    }  # fmt: skip


def consequence(proposals: list[MinutesProposal]) -> str:
    """What a yes means for the lists: "12 oppdrag i uka × +10 min = 2 t mer på lista i uka"."""
    visits = sum(p.plan.visits_a_week for p in proposals)
    total = sum(p.more_a_week for p in proposals)
    what = ngettext("%(n)s oppdrag i uka", "%(n)s oppdrag i uka", round(visits)) % {
        "n": _number(visits)
    }
    each = {p.more for p in proposals}
    two = {p.plan.carers for p in proposals}
    if two == {2}:
        what = _("%(what)s × 2 hjelpere") % {"what": what}
    if len(each) == 1 and len(two) == 1:
        what = f"{what} × {_signed(each.pop())} min"
    result = _("%(time)s mer") if total > 0 else _("%(time)s mindre")
    return _("%(what)s = %(result)s på listene i uka") % {
        "what": what, "result": result % {"time": hours(abs(total))},
    }  # fmt: skip


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _signed(minutes: int) -> str:
    return f"+{minutes}" if minutes > 0 else f"−{-minutes}"


def hours(minutes: int) -> str:
    """ "2 t", "1 t 10 min", "40 min"."""
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole} t"] * bool(whole) + [f"{rest} min"] * bool(rest or not whole)
    return " ".join(parts)
