"""What the boards read of an imported team is what the measurements of the benchmarks judge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from benchmarks.decline_past import Past
from boards.queries.active import active
from boards.queries.histories import histories
from boards.rules.registry import findings
from imports.actions import import_folder
from imports.demo.decline_rows import rows_of
from imports.demo.decline_town import Span, town
from imports.format import TABLES
from imports.writer import write_table
from teams.models import Team

pytestmark = pytest.mark.django_db

ON = date(2026, 5, 31)
SPAN = Span(date(2025, 12, 1), date(2025, 12, 8), date(2026, 6, 21))


@pytest.fixture(scope="module")
def made():
    return town("prove-ot1", 5, SPAN, seed=5, planted="tyngre")


@pytest.fixture
def team(made, tmp_path):
    rows = rows_of(made)
    for table in TABLES:
        if table.name in rows:
            write_table(tmp_path, table, rows[table.name])
    run = import_folder(folder=tmp_path, by=None, invented=True)
    assert run.faults == []
    return Team.objects.get(code="prove-ot1")


def by_visit(past):
    return sorted(past.visits, key=lambda seen: (seen.on, seen.plan, seen.took, seen.cancelled))


def test_an_imported_team_has_the_same_past_and_the_same_findings(made, team):
    keys = dict(active(team, ON).values_list("number", "pk"))
    read, found = histories(team, ON), set()
    for number, life in enumerate(made.lives):
        if life.person.reference not in keys:
            assert not life.person.started <= ON <= (life.person.ended or ON)
            continue
        key = keys.pop(life.person.reference)
        due = life.person.started + timedelta(days=28)
        own = replace(Past(life, number).until(ON, due), patient=key)
        theirs = read[key]
        assert by_visit(theirs) == by_visit(own)
        # Visits of one day have no order of their own.
        assert replace(theirs, visits=own.visits) == own
        assert findings(theirs, ON) == findings(own, ON)
        found |= {one.rule for one in findings(own, ON)}
    assert not keys
    assert "lengre" in found
