"""The gråsonepasient: the draft being written, what stands decided, and what is due to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import Assessment, Patient, Placement, StayMeasure
from patients.models.assessments import AssessmentQuerySet
from teams.models import Team, TeamKind, User
from teams.permissions import Permission, teams_where
from teams.roles import staff_of

Choice = Assessment.Choice

#: A decision that is looked at more seldom than this is not looked at.
MOST_DAYS_AHEAD = 366
#: "Coming" on the desk: reviews within so many days.
SOON_DAYS = 7
#: What a new assessment takes over from the one that stands. The reason is written anew each time.
ANSWERS = (
    "state_text", "stability", "stability_text", "complexity", "complexity_text", "need",
    "need_text", "choice", "owner", "shared_with", "ht_plans",
)  # fmt: skip


class Way(StrEnum):
    """The four ways to place a patient, as a person picks between them."""

    OT = "ot"
    HT = "ht"
    OT_SHARES = "ot-deler"
    HT_SHARES = "ht-deler"


@dataclass(frozen=True, slots=True)
class Belonging:
    """A choice with its teams: who has the patient, and who shares her."""

    choice: str
    owner: Team
    shared_with: Team | None = None

    @property
    def teams(self) -> dict[int, bool]:
        """{team: whether it has the main responsibility}."""
        found = {self.owner.pk: True}
        return found | ({self.shared_with.pk: False} if self.shared_with else {})

    @property
    def sentence(self) -> str:
        if self.shared_with is None:
            return _("%(owner)s har pasienten (%(code)s)") % {
                "owner": self.owner, "code": self.choice,
            }  # fmt: skip
        return _("%(owner)s og %(other)s deler, %(owner)s har hovedansvaret") % {
            "owner": self.owner, "other": self.shared_with,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Possible:
    """Which teams can be chosen for a patient: the HT, and the OT or OTs it may share her with."""

    patient: Patient
    placements: tuple[Placement, ...]
    """As they will be tomorrow: what a yes today has settled already counts, and the day's grace that
    the team gets that has just given the patient away does not."""
    ht: Team | None
    ots: tuple[Team, ...]

    @property
    def owner(self) -> Team | None:
        return next((placement.team for placement in self.placements if placement.owner), None)

    @property
    def teams(self) -> list[Team]:
        return [*self.ots, *([self.ht] if self.ht else [])]

    def of(self, way: str, ot: Team | None = None) -> Belonging | None:
        """None where there is no such team: an HT without OTs."""
        chosen = ot or (self.ots[0] if self.ots else None)
        if way == Way.HT and self.ht:
            return Belonging(Choice.HSY, self.ht)
        if chosen is None:
            return None
        if way == Way.OT:
            return Belonging(Choice.PBP, chosen)
        if way == Way.OT_SHARES and self.ht:
            return Belonging(Choice.SHARED, chosen, self.ht)
        if way == Way.HT_SHARES and self.ht:
            return Belonging(Choice.SHARED, self.ht, chosen)
        return None

    def is_now(self, belonging: Belonging) -> bool:
        return belonging.teams == {
            placement.team_id: placement.owner for placement in self.placements
        }

    def has(self, belonging: Belonging) -> bool:
        """Whether its teams can be chosen, and fit its choice."""
        return any(self.of(way, ot) == belonging for way in Way for ot in (self.ots or (None,)))


def belonging_of(assessment: Assessment) -> Belonging | None:
    """What the assessment says; None while nothing is chosen."""
    if not assessment.choice or assessment.owner is None:
        return None
    return Belonging(assessment.choice, assessment.owner, assessment.shared_with)


def way_of(assessment: Assessment) -> str:
    """Which of the four ways it says; empty while nothing is chosen."""
    belonging = belonging_of(assessment)
    if belonging is None:
        return ""
    of_ot = belonging.owner.kind == TeamKind.OT
    if belonging.shared_with is None:
        return Way.OT if of_ot else Way.HT
    return Way.OT_SHARES if of_ot else Way.HT_SHARES


def possible_for(patient: Patient) -> Possible:
    """An OT's patient: that OT and its HT. An HT's: the HT and the OT that shares her, else any of
    the HT's OTs. Three queries at most.
    """
    day = clock.today()
    placements = _placed_on(patient, day + timedelta(days=1)) or _placed_on(patient, day)
    owner = next((placement.team for placement in placements if placement.owner), None)
    if owner is None:
        return Possible(patient, placements, None, ())
    if owner.kind == TeamKind.OT:
        return Possible(patient, placements, owner.ht, (owner,))
    sharing = tuple(p.team for p in placements if p.team.kind == TeamKind.OT)
    under = () if sharing else Team.objects.on(day).filter(ht=owner).select_related("site__unit")
    return Possible(patient, placements, owner, sharing or tuple(under))


def _placed_on(patient: Patient, day: date) -> tuple[Placement, ...]:
    rows = Placement.objects.on(day).filter(patient=patient).order_by("-owner", "pk")
    return tuple(rows.select_related("team__site__unit", "team__ht__site__unit"))


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written: an open draft, or a fresh one that nobody has saved."""

    assessment: Assessment
    measures: tuple[StayMeasure, ...]
    after: int = 0
    """For a fresh one: the key of the decision that stood when it was begun."""

    @property
    def token(self) -> str:
        """What a form must send back to save: which draft it knew, and how far it had come."""
        row = self.assessment
        return f"{row.pk}.{row.version}" if row.pk else f"0.{self.after}"


def read_token(token: str) -> tuple[int, int]:
    """(draft, version), or (0, the decision that stood). What is no token knows of nothing."""
    known, _dot, version = token.partition(".")
    ours = all(part.isascii() and part.isdigit() and len(part) < 16 for part in (known, version))
    return (int(known), int(version)) if ours else (0, 0)


def draft_of(patient: Patient) -> Draft:
    """The open draft; else a fresh one that begins with the answers of the standing decision."""
    found = _with_people(Assessment.objects.filter(patient=patient, decided_at=None)).first()
    if found is not None:
        return Draft(found, _measures(found))
    return fresh_draft(patient, standing_of(patient))


def fresh_draft(patient: Patient, standing: Assessment | None) -> Draft:
    """Not saved. What stands is filled in, with the measures that nobody has done; no reason."""
    now = clock.now()
    draft = Assessment(patient=patient, begun_at=now)
    if standing is None:
        return Draft(draft, ())
    for name in ANSWERS:
        setattr(draft, name, getattr(standing, name))
    undone = [measure for measure in standing.measures.all() if measure.done_at is None]
    return Draft(draft, tuple(_copy(measure) for measure in undone), after=standing.pk)


def _copy(measure: StayMeasure) -> StayMeasure:
    return StayMeasure(
        kind=measure.kind, text=measure.text, responsible=measure.responsible, due_on=measure.due_on
    )


def standing_of(patient: Patient) -> Assessment | None:
    """The decision that holds, with its measures and what became of the move. Three queries."""
    return _with_all(Assessment.objects.standing().filter(patient=patient)).first()


def decided_of(patient: Patient) -> list[Assessment]:
    """Every decision, the newest first. Three queries, whatever their number."""
    rows = Assessment.objects.decided().filter(patient=patient)
    return list(_with_all(rows).order_by("-decided_at", "-pk"))


def _with_people(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    return rows.select_related(
        "patient", "owner__site__unit", "shared_with__site__unit", "decided_by", "table",
        "begun_by__staff", "saved_by__staff",
    )  # fmt: skip


def _with_all(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    return _with_people(rows).prefetch_related(
        "measures__responsible", "measures__done_by__staff", "moves__to_team"
    )


def _measures(assessment: Assessment) -> tuple[StayMeasure, ...]:
    return tuple(assessment.measures.select_related("responsible"))


def is_decided_by(user: User, patient: Patient, token: str, reason: str) -> bool:
    """Whether what the form was shown with has been decided by the user herself: pressed twice."""
    known, after = read_token(token)
    mine = Assessment.objects.decided().filter(patient=patient, decided_by=staff_of(user))
    if known:
        return mine.filter(pk=known).exists()
    # Compared here: what was typed is not yet known to be a text that the database can hold.
    return reason.strip() in mine.standing().exclude(pk=after).values_list("reason", flat=True)


def get_measure(patient: Patient, pk: int) -> StayMeasure:
    """A measure of one of the patient's decisions. Raises Http404."""
    rows = StayMeasure.objects.filter(pk=pk, assessment__patient=patient)
    found = rows.select_related("assessment__patient", "responsible").first()
    if found is None or found.assessment.decided_at is None:
        raise Http404
    return found


def missing(
    assessment: Assessment,
    measures: Iterable[StayMeasure],
    possible: Possible,
    before: Assessment | None = None,
) -> dict[str, str]:
    """What keeps the assessment from being decided, by field, as sentences that say what to do.

    A measure that goes on from the decision `before` may be late: it is shown as late, and to move
    its date is for people.
    """
    gone_on = {_what(measure) for measure in before.measures.all()} if before else set()
    found = {
        "stability": "" if assessment.stability else _("Velg hvor stabil tilstanden er."),
        "complexity": "" if assessment.complexity else _("Velg hvor sammensatt det er."),
        "need": "" if assessment.need else _("Velg hvilken kompetanse som trengs."),
        "way": _wrong_teams(assessment, possible),
        "reason": "" if assessment.reason.strip() else _("Skriv begrunnelsen."),
        "review_on": wrong_day(assessment.review_on, _("Velg når dette skal vurderes på nytt.")),
    }
    for number, measure in enumerate(measures):
        late = measure.due_on is not None and _what(measure) in gone_on
        found[f"measure_{number}"] = "" if late else wrong_measure(measure)
    return {name: sentence for name, sentence in found.items() if sentence}


def _wrong_teams(assessment: Assessment, possible: Possible) -> str:
    belonging = belonging_of(assessment)
    if belonging is None:
        return _("Velg hvilket team som skal ha pasienten.")
    if not possible.has(belonging):
        return _("Velg et team som kan ha pasienten: %(teams)s.") % {
            "teams": ", ".join(map(str, possible.teams))
        }
    return ""


def wrong_day(day: date | None, none: str) -> str:
    """A day from today on, at most a year ahead; `none` is what is said where there is no day."""
    if day is None:
        return none
    if day < clock.today():
        return _("Velg en dag som ikke er over.")
    if day > clock.today() + timedelta(days=MOST_DAYS_AHEAD):
        return _("Velg en dag som er høyst et år fram.")
    return ""


def _what(measure: StayMeasure) -> tuple[str, str, date | None]:
    return measure.kind, measure.text, measure.due_on


def wrong_measure(measure: StayMeasure) -> str:
    """A measure that is not done yet must be somebody's, and have a day."""
    if measure.responsible is None:
        return _("Velg hvem som er ansvarlig for tiltaket.")
    return wrong_day(measure.due_on, _("Velg når tiltaket skal være gjort."))


@dataclass(frozen=True, slots=True)
class Review:
    """A decision that is to be looked at again, as it stands on somebody's desk."""

    assessment: Assessment
    team: Team
    """The patient's team today in which the reader may assess."""
    days_over: int
    """How many days ago it was due; 0 or less for one that comes."""

    @property
    def patient_number(self) -> str:
        return self.assessment.patient.number


@dataclass(frozen=True, slots=True)
class LateMeasure:
    """A measure that should have been done: the patient stays in the OT because of it."""

    measure: StayMeasure
    team: Team
    days_over: int

    @property
    def patient_number(self) -> str:
        return self.measure.assessment.patient.number


def overdue_reviews(user: User) -> list[Review]:
    """Decisions that should have been looked at before today, of patients in teams where the user
    assesses; the longest overdue first. Two queries.
    """
    return _reviews(user, Q(review_on__lt=clock.today()))


def coming_reviews(user: User) -> list[Review]:
    """Those due today and in the next seven days. Two queries."""
    today = clock.today()
    return _reviews(user, Q(review_on__range=(today, today + timedelta(days=SOON_DAYS))))


def overdue_measures(user: User) -> list[LateMeasure]:
    """Measures of standing decisions that nobody has done in time; by day. Two queries."""
    today = clock.today()
    rows = StayMeasure.objects.filter(
        assessment__in=_standing_where(user), done_at=None, due_on__lt=today
    ).select_related("assessment__patient", "assessment__owner", "responsible")
    found = list(rows.order_by("due_on", "pk"))
    teams = _teams_today(user, [row.assessment.patient_id for row in found])
    return [
        LateMeasure(row, teams[row.assessment.patient_id], (today - row.due_on).days)  # type: ignore[operator]
        for row in found
    ]


def _reviews(user: User, due: Q) -> list[Review]:
    rows = _standing_where(user).filter(due).select_related("patient", "owner", "shared_with")
    found = list(rows.order_by("review_on", "patient__number"))
    teams = _teams_today(user, [row.patient_id for row in found])
    today = clock.today()
    return [
        Review(row, teams[row.patient_id], (today - row.review_on).days)  # type: ignore[operator]
        for row in found
    ]


def _standing_where(user: User) -> AssessmentQuerySet:
    """Standing decisions of active patients who, today, belong to a team where the user assesses."""
    today = clock.today()
    active = Q(patient__ended_on__isnull=True) | Q(patient__ended_on__gte=today)
    placed = _placed(user).filter(patient=OuterRef("patient"))
    return Assessment.objects.standing().filter(active, Exists(placed))


def _teams_today(user: User, patients: Iterable[int]) -> Mapping[int, Team]:
    """The team of each in which the user assesses; the owner where she does so in both."""
    rows = _placed(user).filter(patient__in=list(patients)).select_related("team")
    return {row.patient_id: row.team for row in rows.order_by("owner", "-pk")}


def _placed(user: User):  # type: ignore[no-untyped-def]
    teams = Team.objects.filter(teams_where(user, Permission.ASSESS))
    return Placement.objects.on(clock.today()).filter(team__in=teams)
