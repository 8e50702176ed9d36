"""Some patients of every demo team slowly get worse; the same ones for the same seed."""

from collections import Counter
from datetime import timedelta

from imports.demo import decline_demo
from imports.demo.chance import stream
from imports.demo.decline import Plant


def chosen(world, team, today):
    rng = stream(world.seed, team, "slow decline")
    return decline_demo.slow_decliners(world.patients[team], world.rotas[team], today, rng)


def test_the_teams_have_a_handful_with_half_a_year_of_notes(bergen, today):
    written = Counter(note.patient for note in bergen.notes)
    for team in bergen.teams[::6]:
        worse = chosen(bergen, team.code, today)
        assert len(worse) >= 2
        for number, told in worse.items():
            assert written[number] >= len(told.notes) > 20
            assert len({note.by for note in told.notes}) >= 4
            assert max(note.at for note in told.notes) - min(note.at for note in told.notes) > (
                timedelta(weeks=20)
            )


def test_a_decline_grows_from_its_first_day_and_stays(today):
    plant = Plant("vekt", today, 10, 0.8)
    assert plant.severity(today - timedelta(days=1)) == 0
    assert 0 < plant.severity(today) < plant.severity(today + timedelta(weeks=5)) < 0.8
    assert plant.severity(today + timedelta(weeks=30)) == 0.8
