"""Where a patient belongs: what is proposed, on what grounds, and what is left to people."""

import pytest

from tests.belonging_factories import (
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    DiagnosisFactory,
    HealthStateFactory,
)
from tests.factories import (
    PlacementFactory,
    TeamFactory,
)
from worklists.queries.proposal import Kind, proposal_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return TeamFactory(name="Team Nord")


@pytest.fixture
def patient(team):
    return PlacementFactory(team=team, code="PBP").patient


def criterion(table, code, strength, **condition):
    row = CriterionFactory(
        table=table, speaks_for=code, strength=strength, text=f"Kriterium for {code}"
    )
    ConditionFactory(criterion=row, **condition)
    return row


@pytest.fixture
def table():
    """Unstable speaks for HSY, diabetes clearly for PBP."""
    table = CriteriaTableFactory()
    criterion(table, "HSY", 3, kind="tilstand", values=["ustabil"])
    criterion(table, "PBP", 2, kind="diagnose", values=["icpc2:T90"])
    return table


def test_without_a_table_nothing_is_proposed_and_it_is_said(patient):
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code) == (Kind.UNDECIDED, None)
    assert proposal.missing == ("Ingen kriterier gjelder denne dagen.",)


def test_who_belongs_where_she_is_stays(patient, table):
    DiagnosisFactory(patient=patient)
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code) == (Kind.AS_NOW, "PBP")
    assert proposal.headline == "Blir i Team Nord (PBP), som nå."
    [reason] = proposal.reasons
    assert reason.startswith("Taler for PBP (tydelig): Kriterium for PBP. Diagnose T90")


def test_who_belongs_elsewhere_is_proposed_moved(patient, table):
    DiagnosisFactory(patient=patient)
    HealthStateFactory(patient=patient, state="ustabil")
    proposal = proposal_of(patient)
    assert (proposal.kind, proposal.code) == (Kind.MOVE, "HSY")
    assert proposal.headline == "Kriteriene taler for HSY. Pasienten er nå i Team Nord."
