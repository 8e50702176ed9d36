"""Criteria, assessments, moves and goals for tests. Everybody is invented."""

from __future__ import annotations

from datetime import time, timedelta

import factory
from factory.django import DjangoModelFactory

from heltom.lib import clock
from patients.models import (
    Assessment,
    Condition,
    CriteriaTable,
    Criterion,
    Diagnosis,
    Equipment,
    Evaluation,
    Goal,
    HealthState,
    Measure,
    MoveRequest,
    StayMeasure,
    TaskRule,
    Term,
)
from tests.factories import (
    LONG_AGO,
    CompetenceFactory,
    PatientFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
)


class CriteriaTableFactory(DjangoModelFactory[CriteriaTable]):
    """A table in force since long ago; `draft=True` for one that is not decided."""

    class Meta:
        model = CriteriaTable

    number = factory.Sequence(lambda n: n + 1)
    name = "Kriterier HSY og PBP"
    responsible = factory.SubFactory(StaffFactory, with_login=True)
    made_at = factory.LazyFunction(lambda: clock.now())
    decided_at = factory.LazyFunction(lambda: clock.now())
    valid_from = LONG_AGO

    class Params:
        draft = factory.Trait(decided_at=None, valid_from=None)


class CriterionFactory(DjangoModelFactory[Criterion]):
    class Meta:
        model = Criterion

    table = factory.SubFactory(CriteriaTableFactory)
    position = factory.Sequence(lambda n: n + 1)
    speaks_for = "HSY"
    strength = 2
    text = "Oppdiktet kriterium"
    source = "en test"


class ConditionFactory(DjangoModelFactory[Condition]):
    class Meta:
        model = Condition

    criterion = factory.SubFactory(CriterionFactory)
    kind = "tilstand"
    values = factory.LazyFunction(lambda: ["ustabil"])


class TaskRuleFactory(DjangoModelFactory[TaskRule]):
    class Meta:
        model = TaskRule

    table = factory.SubFactory(CriteriaTableFactory)
    competence = factory.SubFactory(CompetenceFactory)
    allowed = "delegering"
    basis = "egen"
    text = "Oppdiktet regel"


class DiagnosisFactory(DjangoModelFactory[Diagnosis]):
    class Meta:
        model = Diagnosis

    patient = factory.SubFactory(PatientFactory)
    system = "icpc2"
    code = "T90"
    name = "Diabetes type 2"
    valid_from = LONG_AGO


class EquipmentFactory(DjangoModelFactory[Equipment]):
    class Meta:
        model = Equipment

    patient = factory.SubFactory(PatientFactory)
    code = "oksygen"
    name = "Oksygen hjemme"
    valid_from = LONG_AGO


class HealthStateFactory(DjangoModelFactory[HealthState]):
    class Meta:
        model = HealthState

    patient = factory.SubFactory(PatientFactory)
    state = "stabil"
    valid_from = LONG_AGO


class AssessmentFactory(DjangoModelFactory[Assessment]):
    """A draft; `decided=True` for one that was decided for `owner` and stands."""

    class Meta:
        model = Assessment

    patient = factory.SubFactory(PatientFactory)
    begun_at = factory.LazyFunction(lambda: clock.now())
    begun_by = factory.SubFactory(UserFactory)

    class Params:
        decided = factory.Trait(
            decided_at=factory.LazyFunction(lambda: clock.now()),
            decided_by=factory.SubFactory(StaffFactory),
            choice="PBP",
            owner=factory.SubFactory(TeamFactory),
            reason="Oppdiktet grunn",
            review_on=factory.LazyFunction(lambda: clock.today() + timedelta(days=28)),
        )


class StayMeasureFactory(DjangoModelFactory[StayMeasure]):
    class Meta:
        model = StayMeasure

    assessment = factory.SubFactory(AssessmentFactory)
    kind = "opplaering"
    text = "Oppdiktet tiltak"


class MoveRequestFactory(DjangoModelFactory[MoveRequest]):
    """An open request for tomorrow's day shift, to be answered by noon tomorrow."""

    class Meta:
        model = MoveRequest

    patient = factory.SubFactory(PatientFactory)
    from_team = factory.SubFactory(TeamFactory)
    to_team = factory.SubFactory(TeamFactory)
    owner_after = factory.SelfAttribute("to_team")
    from_date = factory.LazyFunction(lambda: clock.today() + timedelta(days=1))
    from_shift = "dag"
    reason = "Oppdiktet grunn"
    proposed_by = factory.SubFactory(UserFactory)
    proposed_at = factory.LazyFunction(lambda: clock.now())
    answer_by = factory.LazyFunction(lambda: clock.at(clock.today() + timedelta(days=1), time(12)))


class TermFactory(DjangoModelFactory[Term]):
    class Meta:
        model = Term

    code = factory.Sequence(lambda n: f"ord-{n}")
    kind = "problem"
    area = "ernaering"
    text = factory.Sequence(lambda n: f"Oppdiktet ord {n}")


class GoalFactory(DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    patient = factory.SubFactory(PatientFactory)
    area = "ernaering"
    problem = "Spiser for lite"
    text = "Holder vekten"
    evaluate_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=28))
    valid_from = LONG_AGO


class MeasureFactory(DjangoModelFactory[Measure]):
    class Meta:
        model = Measure

    goal = factory.SubFactory(GoalFactory)
    text = "Næringsdrikk to ganger om dagen"
    valid_from = LONG_AGO


class EvaluationFactory(DjangoModelFactory[Evaluation]):
    class Meta:
        model = Evaluation

    goal = factory.SubFactory(GoalFactory)
    result = "bedre"
    text = "Har gått opp et halvt kilo"
    at = factory.LazyFunction(lambda: clock.now())
