"""What a person has decided is never overridden by the machine: whatever the criteria, the patients, the
clock. First the rule itself with many random tables and patients; then a small ward in which the machine
does all that it ever does, between people's decisions.
"""

import os
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from heltom.celery import app
from heltom.lib import clock, wake
from heltom.lib.errors import Refused
from patients.actions.criteria_decisions import put_in_force
from patients.criteria.facts import Facts, Reading, Task
from patients.criteria.kinds import STATES, Kind
from patients.criteria.rules import Condition, Rule, Table
from patients.models import Assessment, Observation, Patient, Placement
from patients.queries.criteria import table_on
from teams.models import Team
from tests.belonging_factories import (
    AssessmentFactory,
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    DiagnosisFactory,
    EquipmentFactory,
    HealthStateFactory,
    MoveRequestFactory,
)
from tests.factories import PauseFactory, PositionFactory, VisitPlanFactory
from tests.ward import make_ward
from worklists.models import VisitPlan
from worklists.queries.criteria_trial import Outcome, outcome_of, try_table
from worklists.queries.fit import fit_of
from worklists.queries.proposal import Ground, proposals_of, propose
from worklists.queries.proposal import Kind as Proposed

DAY = date(2026, 3, 18)
CODES = ["icpc2:T90", "icpc2:P70", "icd10:E11.9"]
STARRED = [*CODES, "icd10:E11*", "icpc2:*", "tull"]
VALUES = {
    Kind.DIAGNOSIS: STARRED, Kind.TASK: ["insulin", "sar"], Kind.TITLE: ["stell", "insulin"],
    Kind.VISIT_CODE: ["HSY", "PBP"], Kind.EQUIPMENT: ["oksygen", "pumpe"], Kind.STATE: list(STATES),
}  # fmt: skip


# The rule --------------------------------------------------------------------------------------

figures = st.one_of(st.none(), st.integers(0, 20))


@st.composite
def conditions(draw):
    kind = draw(st.sampled_from(list(Kind)))
    values = draw(st.lists(st.sampled_from(VALUES.get(kind, [""])), max_size=2, unique=True))
    return Condition(str(kind), tuple(values), draw(figures), draw(figures), draw(st.booleans()))


rules = st.builds(
    Rule, key=st.uuids().map(str), speaks_for=st.sampled_from(["HSY", "PBP"]),
    strength=st.integers(1, 3), text=st.just("et kriterium"),
    conditions=st.lists(conditions(), min_size=1, max_size=2).map(tuple),
)  # fmt: skip
tables = st.builds(
    Table, number=st.just(1), name=st.just("prøve"), rules=st.lists(rules, max_size=6).map(tuple)
)
tasks = st.builds(
    Task, key=st.just("TP-1"), title=st.sampled_from(["Insulin", "Morgenstell"]),
    code=st.sampled_from(["HSY", "PBP"]), level=st.integers(0, 2), minutes=st.integers(1, 90),
    competences=st.frozensets(st.sampled_from(["insulin", "sar"])),
    visits_a_week=st.sampled_from([0.25, 1.0, 14.0]),
)  # fmt: skip
readings = st.builds(
    Reading, on=st.integers(-30, 200).map(lambda days: DAY - timedelta(days=days)),
    value=st.one_of(st.none(), st.integers(0, 20).map(float)),
)  # fmt: skip
known = st.builds(
    Facts, day=st.just(DAY), diagnoses=st.frozensets(st.sampled_from(CODES)),
    tasks=st.lists(tasks, max_size=3).map(tuple), states=st.frozensets(st.sampled_from([*STATES])),
    equipment=st.frozensets(st.sampled_from(["oksygen", "pumpe"])),
    news2=st.lists(readings, max_size=3).map(tuple), katz=st.one_of(st.none(), readings),
    discharged_on=st.one_of(st.none(), st.just(DAY)),
)  # fmt: skip
decisions = st.builds(
    Assessment, patient=st.just(Patient(pk=1, number="P-1")), reason=st.just("en grunn"),
    choice=st.sampled_from(["HSY", "PBP", "delt"]),
    owner=st.sampled_from(["OT", "HT"]).map(lambda kind: Team(pk=1, name="Team", kind=kind)),
    review_on=st.integers(-400, 400).map(lambda days: DAY + timedelta(days=days)),
)  # fmt: skip


class Lacking:
    """A team that cannot do what the patient needs; or can."""

    team = "Team"

    def __init__(self, lacks):
        self.lacks, self.lacking = lacks, []


@settings(max_examples=100, deadline=None)
@given(
    table=st.one_of(st.none(), tables), other=tables, facts=known, decision=decisions,
    at_hand=st.sampled_from(["HSY", "PBP", None]), lacks=st.booleans(),
)  # fmt: skip
def test_no_criteria_of_any_kind_speak_louder_than_a_decision(
    table, other, facts, decision, at_hand, lacks
):
    patient = Patient(pk=1, number="P-1")
    team = Team(pk=1, name="Team", kind="OT")
    placed = {1: Placement(patient=patient, team=team, code=at_hand)} if at_hand else {}
    ground = Ground(DAY, {1: facts}, {}, placed, {1: decision}, {1: Lacking(lacks)}, {})
    before = {**vars(decision)}
    proposal = propose(ground, patient, table)
    assert (proposal.kind, proposal.code) == (Proposed.DECIDED, decision.code)
    assert proposal.decision is decision
    assert vars(decision) == before
    assert proposal.headline == f"Bestemt: Team har pasienten ({decision.code})."
    assert proposal.against_decision == (proposal.judgement.code not in (None, decision.code))
    assert outcome_of(proposal, propose(ground, patient, other)) is Outcome.DECIDED

    undecided = propose(replace(ground, decisions={}), patient, table)
    assert undecided.kind is not Proposed.DECIDED
    assert undecided.code == undecided.judgement.code


# The machine -----------------------------------------------------------------------------------


class RolledBack(Exception):
    """Ends an example and takes everything in it back."""


class Game:
    """A ward with decided and undecided patients, and all that may happen around them."""

    def __init__(self):
        self.now = clock.now()
        self.ward = make_ward()
        self.anne = self.ward.people["anne"]
        self.teams = [self.ward.team, self.ward.ht]
        PositionFactory(
            staff=self.ward.people["nils"], kind="enhetsleder", team=None, unit=self.ward.team.unit
        )
        self.patients = [
            VisitPlanFactory(
                team=self.teams[n % 2], code=["PBP", "HSY"][n % 2], title=["Insulin", "Stell"][n // 2],
                needs=["insulin"], level=n % 3,
            ).patient
            for n in range(4)
        ]  # fmt: skip
        self.decide(0)
        self.decide(3)
        MoveRequestFactory(
            patient=self.patients[0], from_team=self.teams[0], to_team=self.teams[1],
            assessment=Assessment.objects.first(),
        )  # fmt: skip

    # People ------------------------------------------------------------------------------------

    def decide(self, n):
        """A person decides anew; from now on that is what stands."""
        patient = self.patients[n % 4]
        Assessment.objects.standing().filter(patient=patient).update(superseded_at=self.now)
        AssessmentFactory(
            patient=patient, decided=True, decided_by=self.anne, owner=self.teams[n // 4 % 2],
            choice=["PBP", "HSY", "delt"][n % 3], review_on=clock.today() + timedelta(days=n % 9),
        )  # fmt: skip

    def learn(self, n):
        """Somebody writes what is known of a patient."""
        patient, day = self.patients[n % 4], clock.today()
        with suppress(IntegrityError), transaction.atomic():
            if n % 5 == 0:
                DiagnosisFactory(patient=patient, valid_from=day)
            elif n % 5 == 1:
                HealthStateFactory(patient=patient, state=list(STATES)[n % 9], valid_from=day)
            elif n % 5 == 2:
                EquipmentFactory(patient=patient, valid_from=day)
            elif n % 5 == 3:
                Observation.objects.create(
                    patient=patient, kind="news2", value=n % 12, taken_at=self.now
                )
            else:
                PauseFactory(patient=patient, starts_at=self.now - timedelta(days=n, hours=1))

    # The machine -------------------------------------------------------------------------------

    def table(self, n):
        """Other criteria take effect."""
        with suppress(Refused), transaction.atomic():
            put_in_force(self._draft(n), clock.today(), by=None)

    def trial(self, n):
        try_table(self.ward.user("nils"), self._draft(n), clock.today() + timedelta(days=n - 30))

    def propose(self, n):
        day = clock.today() + timedelta(days=n - 30)
        proposals_of(self.patients, day=day, table=table_on(day))

    def fit(self, n):
        fit_of(self.teams[n % 2], clock.today())

    def tick(self, n):
        """Days pass, and the clock does all that it is set to do."""
        self.now += timedelta(days=n % 5, hours=n % 24)
        app.loader.import_default_modules()
        with patch.object(wake, "now", lambda *_args: True):
            for entry in django_settings.CELERY_BEAT_SCHEDULE.values():
                app.tasks[entry["task"]]()

    def build(self, _n):
        with suppress(Refused):  # the day may be over by now
            for team in self.teams:
                self.ward.build(team=team)

    def _draft(self, n):
        chance = Random(n)
        table = CriteriaTableFactory(draft=True, responsible=self.anne)
        everybody = CriterionFactory(table=table, speaks_for=["PBP", "HSY"][n % 2], strength=3)
        ConditionFactory(criterion=everybody, kind=Kind.TASK, values=["insulin"])
        for _ in range(chance.randint(1, 5)):
            criterion = CriterionFactory(
                table=table, speaks_for=chance.choice(["HSY", "PBP"]), strength=chance.randint(1, 3)
            )
            kind = chance.choice(list(Kind))
            ConditionFactory(
                criterion=criterion, kind=kind, values=[chance.choice(VALUES.get(kind, [""]))],
                number=chance.randint(0, 6), days=chance.randint(1, 60), negated=chance.random() < 0.3,
            )  # fmt: skip
        return table

    # What must hold ----------------------------------------------------------------------------

    def standing(self):
        """All that only people may change."""
        return (
            list(Placement.objects.order_by("pk").values()),
            list(VisitPlan.objects.order_by("pk").values()),
            list(Assessment.objects.order_by("pk").values()),
        )

    def check(self):
        decided = {
            row.patient_id: row for row in Assessment.objects.standing().select_related("owner")
        }
        today = clock.today()
        for proposal in proposals_of(self.patients, day=today, table=table_on(today)):
            decision = decided.get(proposal.patient.pk)
            assert (proposal.kind is Proposed.DECIDED) == (decision is not None)
            if decision is not None:
                assert proposal.code == decision.code


PEOPLE = ["decide", "learn"]
MACHINE = ["table", "trial", "propose", "fit", "tick", "build"]


@pytest.mark.django_db
@settings(
    max_examples=int(os.environ.get("HELTOM_RANDOM_DECISIONS", "5")),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example takes a good part of a second
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    events=st.lists(
        st.tuples(st.sampled_from(PEOPLE + MACHINE), st.integers(0, 59)), min_size=2, max_size=6
    )
)
def test_whatever_the_machine_does_what_people_have_decided_stands(events):
    try:
        with transaction.atomic():
            game = Game()
            with patch.object(clock, "now", lambda: game.now):
                for name, n in [*events, ("table", 7), ("tick", 29)]:
                    before = game.standing()
                    getattr(game, name)(n)
                    if name != "decide":
                        assert game.standing() == before, name
                    game.check()
            raise RolledBack
    except RolledBack:
        pass
