"""The week of a tavlemøte, played in a browser: from a report on a phone to the visit that came of it.

Against the small demo here; `make board-week` plays it against the whole of Bergen and writes what each
step cost. After every step every visit of the day, in every team, is on a list, done, called off or
seen as unassigned.
"""

import os
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from tests.browser.board_week.after import After
from tests.browser.board_week.before import Before
from tests.browser.board_week.cast import Cast
from tests.browser.board_week.room import Room
from tests.browser.board_week.stage import WeekStage

#: The first OT of the demo meets on Wednesdays.
MONDAY = date(2026, 11, 23)
SIZE = os.environ.get("HELTOM_BOARD_WEEK_SIZE", "team")


@pytest.fixture
def stage(demo, tmp_path, monkeypatch, browser, live_server):
    """The demo around Monday morning, with its boards built and its lists laid."""
    stage = WeekStage(MONDAY, monkeypatch, browser, live_server.url)
    stage.set_clock("06:30")
    call_command("make_demo", size=SIZE, seed=1, out=tmp_path, load=True, stdout=StringIO())
    stage.night(MONDAY)
    yield stage
    stage.close()


def test_a_week(stage):
    cast = Cast.of(stage)
    for step in (step for part in (Before, Room, After) for step in part(cast).steps):
        step()
    print("\n" + stage.book())
