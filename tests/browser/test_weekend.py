"""A Saturday at the ansvarsvakt's desk, played in a browser by keyboard: sixty e-meldinger and the rest.

Against the small demo here, with every kind of message once; `make weekend` plays it against the whole of
Bergen and writes how many keys each type cost. After every step every visit of the day, in every team, is
on a list, done, called off or seen as unassigned.
"""

import os
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from imports.management.commands import make_demo
from teams.models import ShiftKind, Team
from tests.browser.evening.stage import Stage
from tests.browser.weekend.story import SMALL, WHOLE, Weekend
from worklists.actions import rebuilds

SATURDAY = date(2026, 11, 28)
SIZE = os.environ.get("HELTOM_WEEKEND_SIZE", "team")


@pytest.fixture
def stage(demo, tmp_path, monkeypatch, browser, live_server):
    """The demo around today without its own post: the story brings sixty of its own."""
    stage = Stage(SATURDAY, monkeypatch, browser, live_server.url)
    stage.set_clock("06:30")
    monkeypatch.setattr(make_demo, "deliver_post", lambda now: 0)
    call_command("make_demo", size=SIZE, seed=1, out=tmp_path, load=True, stdout=StringIO())
    for kind in ShiftKind.values:
        for team in Team.objects.on(stage.day):
            rebuilds.request(team=team, day=stage.day, kind=kind, why="helgen")
    stage.work()
    yield stage
    stage.close()


def test_a_saturday(stage):
    weekend = Weekend(stage, WHOLE if SIZE == "bergen" else SMALL)
    for step in weekend.steps:
        step()
    print("\n" + stage.book() + "\n\n" + weekend.nurse.book())
