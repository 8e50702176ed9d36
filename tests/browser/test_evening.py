"""One evening in an omsorgsteam, played in a browser: everything the shift needs, in one place.

Against the small demo here; `make evening` plays it against the whole of Bergen and writes what each step
cost. After every step every visit of the day, in every team, is on a list, done, called off or
seen as unassigned.
"""

import os
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from teams.models import ShiftKind, Team
from tests.browser.evening.stage import Stage
from tests.browser.evening.story import Evening
from worklists.actions import rebuilds

#: A Tuesday: the demo's weekends have fewer people, and the story must be the same every day.
TUESDAY = date(2026, 11, 24)
SIZE = os.environ.get("HELTOM_EVENING_SIZE", "team")
#: All eleven against Bergen; here as many as are different.
CALLS = 11 if SIZE == "bergen" else 3


@pytest.fixture
def stage(demo, tmp_path, monkeypatch, browser, live_server):
    """The demo around today, with lists for this evening and the night, and the clock at three."""
    stage = Stage(TUESDAY, monkeypatch, browser, live_server.url)
    stage.set_clock("14:50")
    call_command("make_demo", size=SIZE, seed=1, out=tmp_path, load=True, stdout=StringIO())
    for kind in ShiftKind.values:
        for team in Team.objects.on(stage.day):
            rebuilds.request(team=team, day=stage.day, kind=kind, why="kvelden")
    stage.work()
    yield stage
    stage.close()


def test_an_evening(stage):
    evening = Evening(stage, calls=CALLS)
    for step in evening.steps:
        step()
    print("\n" + stage.book())
