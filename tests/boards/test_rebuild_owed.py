"""What is owed is built: by night, when something is new, once though two begin, and after a death."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from boards import tasks
from boards.actions import building, lines, owed
from boards.actions import rebuild as rebuild_module
from boards.models import BoardRebuild, Finding, Item, Meeting, Watermark
from heltom.lib import clock, wake
from patients.models import Note, Observation, Patient
from teams.models import Team
from tests.boards.factories import CandidateFactory, MeetingFactory, ReviewFactory
from tests.factories import PatientFactory, PlacementFactory, TeamFactory
from tests.support import clocks

MONDAY = date(2026, 3, 2)
NOW = clock.at(MONDAY, time(7))
NIGHT = "natt"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    clocks.pin(monkeypatch, NOW)


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Messages to the worker: there is no broker here, the rows are the work."""
    pks: list[int] = []
    monkeypatch.setattr(wake, "now", lambda task, pk: not pks.append(pk))
    return pks


def team_with_a_board(code: str = "ot-nord") -> Team:
    team = TeamFactory(code=code)
    MeetingFactory(team=team, planned_for=MONDAY + timedelta(days=2))
    return team


def patient_of(team: Team, number: str = "P-1") -> Patient:
    """Whose review is overdue: she is on the board."""
    found = PatientFactory(number=number)
    PlacementFactory(patient=found, team=team)
    ReviewFactory(patient=found, team=team, on=MONDAY - timedelta(days=200))
    return found


def built_last_night(*teams: Team) -> None:
    night = NOW - timedelta(hours=5)
    for team in teams:
        BoardRebuild.objects.create(
            team=team, why=NIGHT, asked_at=night, taken_at=night, pulse_at=night, done_at=night
        )


def owed_since() -> QuerySet[BoardRebuild]:
    return BoardRebuild.objects.exclude(why=NIGHT)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.mark.django_db
def test_every_coming_board_is_owed_by_night_and_built() -> None:
    teams = [team_with_a_board("a"), team_with_a_board("b")]
    TeamFactory(code="uten-mote")
    for team in teams:
        patient_of(team, f"P-{team.code}")
    tasks.request_nightly()
    tasks.request_nightly()
    for row in BoardRebuild.objects.order_by("pk"):
        tasks.rebuild(row.pk)
        tasks.rebuild(row.pk)
    assert sorted(BoardRebuild.objects.values_list("team__code", "why", "error")) == [
        ("a", "nattlig bygging", ""),
        ("b", "nattlig bygging", ""),
    ]
    assert sorted(Item.objects.values_list("patient__number", flat=True)) == ["P-a", "P-b"]


@pytest.mark.django_db
def test_a_board_that_no_night_has_built_is_owed_at_once_and_once(sent: list[int]) -> None:
    """As on the first day, or when the machine was down that night."""
    team = team_with_a_board()
    patient_of(team)
    TeamFactory(code="uten-mote")

    assert [owed.catch_up(NOW), owed.catch_up(NOW)] == [1, 0]
    row = BoardRebuild.objects.get()
    assert building.run(row.pk)
    assert Item.objects.filter(meeting__team=team).count() == 1
    assert owed.catch_up(at(60 * 24)) == 0
    assert owed.catch_up(at(60 * 27)) == 1


@pytest.mark.django_db
def test_what_is_new_about_a_patient_owes_her_team_a_board_within_minutes(
    monkeypatch: pytest.MonkeyPatch, sent: list[int]
) -> None:
    team, other = team_with_a_board("a"), team_with_a_board("b")
    found, _other = patient_of(team), patient_of(other, "P-2")
    built_last_night(team, other)
    tasks.sweep()
    assert not owed_since().exists()
    Note.objects.create(patient=found, at=NOW, text="Spiser lite")
    Observation.objects.create(patient=found, kind="vekt", taken_at=NOW, value=50)
    tasks.sweep()
    row = owed_since().get()
    assert (row.team, row.why) == (team, "en ny måling")
    assert sent == []
    assert not building.run(row.pk)
    clocks.pin(monkeypatch, at(11))
    tasks.sweep()
    assert sent == [row.pk]
    assert building.run(row.pk)
    assert Item.objects.get().patient == found
    tasks.sweep()
    assert owed_since().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_is_on_the_board_at_once(sent: list[int]) -> None:
    team = team_with_a_board()
    found = patient_of(team)
    tasks.sweep()
    Note.objects.create(patient=found, at=NOW, text="Spiser lite")
    tasks.sweep()
    CandidateFactory(patient=found, team=team, reported_at=NOW)
    tasks.sweep()
    (row,) = BoardRebuild.objects.all()
    assert row.pk in sent
    assert building.run(row.pk)
    assert Item.objects.get().reports.count() == 1


@pytest.mark.django_db
def test_a_team_without_a_coming_board_is_owed_none() -> None:
    team = TeamFactory()
    found = patient_of(team)
    meeting = MeetingFactory(team=team, planned_for=MONDAY + timedelta(days=2))
    built_last_night(team)
    tasks.sweep()
    Meeting.objects.filter(pk=meeting.pk).update(deadline_at=NOW)
    Note.objects.create(patient=found, at=NOW, text="Spiser lite")
    tasks.sweep()
    assert not owed_since().exists()
    assert Watermark.objects.get(table="patients_note").last_id == Note.objects.get().pk


@pytest.mark.django_db
def test_a_fault_is_told_on_the_row_and_the_board_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    team = team_with_a_board()
    patient_of(team)
    building.run(owed.request(team, "test").pk)

    def fail(*_args: object) -> None:
        raise ValueError

    monkeypatch.setattr(building, "rebuild", fail)
    row = owed.request(team, "test")
    assert not building.run(row.pk)
    row.refresh_from_db()
    assert row.done_at is not None
    assert "Den som står, gjelder" in row.error
    assert Item.objects.count() == 1


@pytest.mark.django_db
def test_old_rows_are_forgotten_and_the_newest_of_each_team_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    team = team_with_a_board()
    for _n in range(3):
        building.run(owed.request(team, "test").pk)
    newest = BoardRebuild.objects.order_by("-pk")[0]
    clocks.pin(monkeypatch, NOW + timedelta(days=31))
    owed.forget_old()
    assert list(BoardRebuild.objects.all()) == [newest]


def in_thread(act: Callable[[], object]) -> threading.Thread:
    """On a connection of its own, closed afterwards."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_two_who_build_the_same_board_at_once_make_one(monkeypatch: pytest.MonkeyPatch) -> None:
    team = team_with_a_board()
    for n in range(12):
        patient_of(team, f"P-{n}")
    meet = threading.Barrier(2, timeout=2)
    build = rebuild_module.build

    def together(*args: object) -> object:
        with suppress(threading.BrokenBarrierError):
            meet.wait()
        return build(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuild_module, "build", together)
    act = lambda: rebuild_module.rebuild(team, MONDAY, NOW)  # noqa: E731
    for thread in [in_thread(act), in_thread(act)]:
        thread.join(30)
    assert Item.objects.count() == 12
    assert Finding.objects.count() == 12
    assert Meeting.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_has_written_nothing_and_another_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database takes its connection while the lines are being written, as when the process dies."""
    team = team_with_a_board()
    for n in range(5):
        patient_of(team, f"P-{n}")
    row, fit = owed.request(team, "test"), lines._fit

    def die(*_args: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(lines, "_fit", die)
    in_thread(lambda: building.run(row.pk)).join(30)
    monkeypatch.setattr(lines, "_fit", fit)
    assert not Item.objects.exists()
    row.refresh_from_db()
    assert row.taken_at is not None
    assert row.done_at is None
    tasks.sweep()
    assert not building.run(row.pk)
    clocks.pin(monkeypatch, at(3))
    tasks.sweep()
    assert building.run(row.pk)
    assert Item.objects.count() == 5


@pytest.mark.django_db
def test_a_row_of_the_dead_gives_way_to_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    team = team_with_a_board()
    dead = owed.claim(owed.request(team, "test").pk)
    newer = owed.request(team, "test")
    assert owed.claim(newer.pk) is None
    clocks.pin(monkeypatch, at(3))
    assert owed.take_back() == 1
    assert dead is not None
    dead.refresh_from_db()
    assert dead.error == "avbrutt; en nyere venter"
    assert building.run(newer.pk)
