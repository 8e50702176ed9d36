"""The roster of the next night does not undo what was agreed on the shift."""

from datetime import datetime, time, timedelta

import pytest

from heltom.lib import clock
from heltom.lib.clock import OSLO
from teams.actions import shifts
from teams.models import Shift, Team
from tests.shift_factories import LoanFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 8, tzinfo=OSLO)


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def rows():
    mine = Shift.objects.filter(staff__number="1002", date=NOW.date()).order_by("starts_at")
    return [(row.team.code, row.starts_at, row.ends_at) for row in mine]


def test_a_loan_stands_when_the_same_roster_comes_again(loaded, load, folder):
    own, other = (Team.objects.get(code=code) for code in ("fjellvik-ot1", "fjellvik-ht"))
    starts_at = clock.at(NOW.date(), time(9))
    loan = LoanFactory(
        asking=other, asked=own, date=NOW.date(), shift="dag",
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
    )  # fmt: skip
    duty = Shift.objects.get(staff__number="1002", date=NOW.date(), kind="dag")
    parted = shifts.plan_cut(duty, starts_at=loan.starts_at, ends_at=loan.ends_at)
    shifts.cut(parted, team=other, loan=loan)
    before = rows()
    assert [team for team, _begins, _ends in before] == [own.code, other.code, own.code]
    for _night in range(2):
        result = load()
        assert result.faults == []
        assert rows() == before
        assert result.teams_touched == 0
    (told,) = [notice for notice in result.notices if notice.file == "shifts.csv"]
    assert told.line == folder.line("shifts", 1)
    assert told.text.startswith("Vakten er lagt om i HeltOm.")
