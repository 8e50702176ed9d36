"""The two nights a year when the clock changes: shifts, pauses and windows have their real length."""

from datetime import timedelta

import pytest

from teams.models import Shift
from worklists.models import Visit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("date", "morning", "hours"),
    [("24.10.2026", "25.10.2026", 10.25), ("28.03.2026", "29.03.2026", 8.25)],
)
def test_a_night_shift_has_its_real_length(folder, load, date, morning, hours):
    cells = {"starts_at": f"{date} 22:30", "ends_at": f"{morning} 07:45"}
    folder.add("shifts", staff="1001", team="fjellvik-ot1", date=date, kind="natt", **cells)
    assert load().faults == []
    night = Shift.objects.get(staff__number="1001", kind="natt")
    assert night.ends_at - night.starts_at == timedelta(hours=hours)


def test_a_shift_that_begins_in_the_hour_that_is_not_there_is_a_fault(folder, places):
    line = folder.add(
        "shifts",
        staff="1001",
        team="fjellvik-ot1",
        date="29.03.2026",
        kind="natt",
        starts_at="29.03.2026 02:30",
        ends_at="29.03.2026 07:45",
    )
    assert places() == [("shifts.csv", line, "starts_at", "date")]


def test_a_night_plan_gives_a_visit_after_midnight_on_the_right_day(folder, load, oslo):
    folder.add(
        "visits", reference="O-9", plan="T-P2-2", date="24.10.2026", state="avlyst", reason="sov"
    )
    assert load().faults == []
    visit = Visit.objects.get(reference="O-9")
    assert visit.earliest == oslo("2026-10-24 23:30")
    assert visit.latest == oslo("2026-10-25 01:30")


def test_the_hour_that_comes_twice_can_be_told_apart(folder, load):
    cells = {"starts_at": "2026-10-25 02:30+02:00", "ends_at": "2026-10-25 02:30+01:00"}
    folder.add("pauses", patient="P1", reason="annet", **cells)
    assert load().faults == []
