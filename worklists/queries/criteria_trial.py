"""A table of criteria tried on all patients of the municipality before it takes effect.

Nothing is written. What people have decided is counted apart, and no table touches it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from heltom.lib.sorting import norwegian_key
from patients.criteria.judge import Spoken
from patients.criteria.rules import Condition, Rule, Table
from patients.models import Code, CriteriaTable, Patient, Placement
from patients.models.criteria import Strength
from patients.queries.criteria import read_table, table_on
from teams.models import Team, User
from teams.permissions import Permission, check_can, teams_visible_to
from worklists.queries.proposal import Ground, Kind, Proposal, ground_of, propose

#: Up to so many changes are shown at once; more are folded, team by team.
MOST_ROWS = 60
#: The criteria that make the most difference.
MOST_REASONS = 12


class Outcome(StrEnum):
    """What the draft would mean for one patient. Every patient has exactly one."""

    TO_HT = "til-ht"
    TO_OT = "til-ot"
    GREY = "blir-graa"
    NOT_GREY = "ikke-graa"
    STAYS = "blir"
    SAME = "uendret"
    DECIDED = "bestemt"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Outcome.TO_HT: _lazy("foreslås til HT"),
    Outcome.TO_OT: _lazy("foreslås til OT"),
    Outcome.GREY: _lazy("blir gråsone"),
    Outcome.NOT_GREY: _lazy("ikke lenger gråsone"),
    Outcome.STAYS: _lazy("foreslås ikke lenger flyttet"),
    Outcome.SAME: _lazy("som før"),
    Outcome.DECIDED: _lazy("bestemt av fagfolk, røres ikke"),
}
CHANGES = (Outcome.TO_HT, Outcome.TO_OT, Outcome.GREY, Outcome.NOT_GREY, Outcome.STAYS)


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion that speaks by one of the tables and not, or not as strongly, by the other."""

    sentence: str
    because: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A patient for whom the draft proposes something else than the table in force."""

    before: Proposal
    after: Proposal
    outcome: Outcome
    why: list[Difference]

    @property
    def patient(self) -> Patient:
        return self.after.patient

    @property
    def team(self) -> Team | None:
        return self.after.placement.team if self.after.placement else None

    @property
    def from_to(self) -> tuple[str, str]:
        return place(self.before), place(self.after)


@dataclass(slots=True)
class Figures:
    """How many patients of a unit, or of all, have each outcome."""

    name: str
    counts: Counter[Outcome] = field(default_factory=Counter)

    @property
    def patients(self) -> int:
        return self.counts.total()

    @property
    def changed(self) -> int:
        return sum(self.counts[outcome] for outcome in CHANGES)


@dataclass(frozen=True, slots=True)
class TeamChanges:
    """A team in which the user may see patients. `rows` is None where they are folded away."""

    team: Team
    how_many: int
    rows: list[Changed] | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What the draft would mean on the day. Figures for all; patients only for who may see them."""

    day: date
    draft: Table
    now: Table | None
    total: Figures
    units: list[Figures]
    moves: tuple[int, int]
    """How many are proposed moved: by the table in force, by the draft."""
    silent: tuple[int, int]
    """For how many the criteria say nothing."""
    reasons: list[tuple[str, int]]
    teams: list[TeamChanges]
    seen_in: dict[int, Team]
    """By patient: the team, today, in which the user may see her."""

    @property
    def lines(self) -> list[tuple[Outcome, int, list[int]]]:
        """Each outcome with how many in all, and in each unit."""
        return [
            (outcome, self.total.counts[outcome], [unit.counts[outcome] for unit in self.units])
            for outcome in Outcome
        ]

    @property
    def shown(self) -> dict[Team, list[str]]:
        """Whom the page shows, for the access log: by the team in which the user may see them."""
        found: dict[Team, list[str]] = defaultdict(list)
        for row in (row for each in self.teams for row in each.rows or ()):
            found[self.seen_in[row.patient.pk]].append(row.patient.number)
        return found

    @property
    def hidden(self) -> int:
        """Changes of patients whom the user may not see."""
        return self.total.changed - sum(each.how_many for each in self.teams)


def table_to_try(user: User, number: int) -> CriteriaTable:
    """Any version, decided or not. Raises NotAllowed for who may not edit, Http404 for no such."""
    check_can(user, Permission.EDIT_CRITERIA)
    found = CriteriaTable.objects.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def try_table(user: User, row: CriteriaTable, day: date, team: str = "") -> Trial:
    """Judge everybody by the table and by the one in force. About thirty queries, some seconds.

    With a team's code only its patients are judged, for its part of a long list. The rows of the
    answer are those that the user may see.
    """
    draft, now = read_table(row), table_on(day)
    patients = active_patients(day, team)
    judged = list(_judge(ground_of(patients, day), patients, draft, now))
    changed = [each for each in judged if each.outcome in CHANGES]
    seen_in = _seen_in(user, (each.patient for each in changed))
    rows = [each for each in changed if each.patient.pk in seen_in]
    return Trial(
        day=day,
        draft=draft,
        now=now,
        total=_figures(_("Hele kommunen"), judged),
        units=_by_unit(judged),
        moves=_count(judged, Kind.MOVE),
        silent=_count(judged, Kind.UNDECIDED),
        reasons=_reasons(judged),
        teams=_by_team(rows, unfold=bool(team) or len(rows) <= MOST_ROWS),
        seen_in=seen_in,
    )


def _seen_in(user: User, patients: Iterable[Patient]) -> dict[int, Team]:
    """Those whom the user may see, each with the team that gives it: the owner's, where it does."""
    teams = {team.pk: team for team in teams_visible_to(user, Permission.SEE_PATIENTS)}
    rows = Placement.objects.on(clock.today()).filter(
        patient__in=[patient.pk for patient in patients], team__in=teams
    )
    return {row.patient_id: teams[row.team_id] for row in rows.order_by("owner", "-pk")}


def active_patients(day: date, team: str = "") -> list[Patient]:
    """Everybody with services on the day; those a team has the main responsibility for."""
    found = Patient.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=day), started_on__lte=day
    )
    if team:
        owned = Placement.objects.on(day).filter(owner=True, team__code=team)
        found = found.filter(pk__in=owned.values("patient"))
    return list(found.order_by("number"))


def place(proposal: Proposal) -> str:
    """Where the proposal has the patient, in a word or two."""
    team = proposal.placement.team if proposal.placement else None
    if proposal.kind is Kind.GREY:
        return _("gråsone")
    if proposal.kind is Kind.MOVE and team is not None:
        if proposal.code == Code.HSY:
            return str(team.ht or _("HT"))
        return _("et OT")
    return str(team or _("uten team"))


def outcome_of(before: Proposal, after: Proposal) -> Outcome:
    """To stay because the criteria say so, or because they say nothing, is the same to the patient."""
    if after.kind is Kind.DECIDED:
        return Outcome.DECIDED
    was, becomes = _state(before.kind), _state(after.kind)
    if was is becomes:
        return Outcome.SAME
    if becomes is Kind.MOVE:
        return Outcome.TO_HT if after.code == Code.HSY else Outcome.TO_OT
    if becomes is Kind.GREY:
        return Outcome.GREY
    return Outcome.NOT_GREY if was is Kind.GREY else Outcome.STAYS


def _state(kind: Kind) -> Kind:
    return Kind.AS_NOW if kind is Kind.UNDECIDED else kind


def _judge(
    ground: Ground, patients: Iterable[Patient], draft: Table, now: Table | None
) -> Iterable[Changed]:
    for patient in patients:
        before, after = propose(ground, patient, now), propose(ground, patient, draft)
        outcome = outcome_of(before, after)
        why = differences(before, after) if outcome in CHANGES else []
        yield Changed(before, after, outcome, why)


def differences(before: Proposal, after: Proposal) -> list[Difference]:
    """The criteria that one table hears of this patient and the other does not, or more weakly.

    A criterion is known again by what it asks and for whom it speaks: the versions have rows of
    their own, and that a text is put better changes nothing.
    """
    was = {_identity(one.rule): one for one in before.judgement.spoken}
    now = {_identity(one.rule): one for one in after.judgement.spoken}
    found = [_heard(one, was.get(key)) for key, one in now.items()]
    found += [_silent(one) for key, one in was.items() if key not in now]
    return [difference for difference in found if difference is not None]


def _identity(rule: Rule) -> tuple[str, frozenset[Condition]]:
    return rule.speaks_for, frozenset(rule.conditions)


def _heard(one: Spoken, before: Spoken | None) -> Difference | None:
    words = {**_words(one), "before": ""}
    if before is None:
        return Difference(_("Taler nå for %(code)s (%(strength)s): %(text)s") % words, one.because)
    if before.rule.strength == one.rule.strength:
        return None
    words["before"] = str(Strength(before.rule.strength).label)
    return Difference(
        _("Taler for %(code)s, nå %(strength)s, før %(before)s: %(text)s") % words, one.because
    )


def _silent(one: Spoken) -> Difference:
    return Difference(
        _("Taler ikke lenger for %(code)s (%(strength)s): %(text)s") % _words(one), ""
    )


def _words(one: Spoken) -> dict[str, str]:
    rule = one.rule
    return {
        "code": rule.speaks_for, "strength": str(Strength(rule.strength).label), "text": rule.text
    }  # fmt: skip


def _figures(name: str, judged: Iterable[Changed]) -> Figures:
    return Figures(name, Counter(each.outcome for each in judged))


def _by_unit(judged: Iterable[Changed]) -> list[Figures]:
    units: dict[str, list[Changed]] = defaultdict(list)
    for each in judged:
        units[each.team.unit.name if each.team else _("Uten team")].append(each)
    return [_figures(name, units[name]) for name in sorted(units, key=norwegian_key)]


def _count(judged: Iterable[Changed], kind: Kind) -> tuple[int, int]:
    counted = [(each.before.kind is kind, each.after.kind is kind) for each in judged]
    return sum(before for before, _after in counted), sum(after for _before, after in counted)


def _reasons(judged: Iterable[Changed]) -> list[tuple[str, int]]:
    counted = Counter(reason.sentence for each in judged for reason in each.why)
    return counted.most_common(MOST_REASONS)


def _by_team(rows: list[Changed], *, unfold: bool) -> list[TeamChanges]:
    teams: dict[Team, list[Changed]] = defaultdict(list)
    for row in rows:
        if row.team is not None:
            teams[row.team].append(row)
    ordered = sorted(teams, key=lambda team: (team.unit.name, team.kind, norwegian_key(team.name)))
    return [
        TeamChanges(team, len(teams[team]), teams[team] if unfold else None) for team in ordered
    ]
