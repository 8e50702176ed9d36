"""manage.py make_demo: a folder in the import format that the importer takes without a word."""

import csv
import shutil
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from heltom.lib.clock import OSLO
from heltom.services import places
from imports.actions import import_folder
from imports.demo.characters import character
from imports.format import TABLES
from imports.management.commands.make_demo import write_demo
from patients.models import Patient
from teams.models import Shift, Staff, Team, User
from teams.permissions import Permission, can
from teams.roles import roles_of
from worklists.actions import rebuilds
from worklists.models import Visit, VisitPlan
from worklists.queries.balance import balances_on

ROLES = {
    "kari": ["carer"],
    "vera": ["vk"],
    "ola": ["team_leader"],
    "anne": ["ansvarsvakt"],
    "frida": ["clinical_lead"],
    "ulla": ["unit_leader"],
    "kirsten": ["clinical_adviser"],
    "eva": ["vk"],
    "jon": ["carer"],
    "maja": ["carer"],
    "tone": ["ansvarsvakt"],
    "nora": ["ansvarsvakt"],
    "bodil": ["nurse_2"],
    "tuva": ["therapist", "therapist"],
    "hanna": ["team_leader"],
    "siri": ["carer"],
    "nils": [],
    "drift": ["operator"],
}


def run(**options):
    out = StringIO()
    call_command("make_demo", **options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="session")
def folder(tmp_path_factory, today):
    """Nobody writes in it."""
    written = tmp_path_factory.mktemp("demo")
    write_demo(written, size="team", seed=1, today=today)
    return written


@pytest.fixture
def loaded(db, folder):
    result = import_folder(folder=folder, by=None, limit=None)
    assert result.faults == []
    return result


@pytest.fixture
def noon(today):
    return datetime(today.year, today.month, today.day, 12, tzinfo=OSLO)


def user(name):
    return User.objects.get(username=name)


def test_it_writes_every_file_of_the_format(folder):
    assert {path.name for path in folder.iterdir()} == {table.file_name for table in TABLES}


def test_it_writes_the_same_bytes_again(folder, tmp_path_factory):
    again = tmp_path_factory.mktemp("again")
    run(size="team", seed=1, date="2026-11-23", out=again)
    for path in folder.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_it_writes_under_var_where_nothing_else_is_said():
    where = places.var() / "demo" / "team-7"
    assert str(where) in run(size="team", seed=7)
    assert (where / "visit_plans.csv").exists()
    shutil.rmtree(where.parent)


@pytest.mark.parametrize("text", ["i går", "2026-13-01"])
def test_it_says_how_a_date_is_written(text, tmp_path):
    with pytest.raises(CommandError, match="er ikke en dato"):
        run(size="team", date=text, out=tmp_path)


def test_it_says_when_a_file_is_in_the_way(tmp_path):
    (tmp_path / "demo").touch()
    with pytest.raises(CommandError, match="er en fil"):
        run(size="team", out=tmp_path / "demo")


@pytest.mark.django_db
def test_it_loads_what_it_has_written(tmp_path):
    assert "Lest inn." in run(size="team", out=tmp_path, load=True)
    assert Team.objects.filter(code="bergenhus-ot1").exists()


def test_the_importer_finds_no_fault_and_reads_every_row(loaded, folder):
    def lines(name):
        with Path(folder, f"{name}.csv").open(encoding="utf-8", newline="") as rows:
            return sum(1 for _row in csv.reader(rows, delimiter=";")) - 1

    assert Patient.objects.count() == lines("patients")
    assert VisitPlan.objects.count() == lines("visit_plans")
    assert Visit.objects.count() == lines("visits")
    assert {name: count.new for name, count in loaded.files.items()} == {
        table.name: lines(table.name) for table in TABLES
    }


def test_nothing_is_new_the_second_time(loaded, folder):
    again = import_folder(folder=folder, by=None)
    assert again.faults == []
    assert all((count.new, count.changed) == (0, 0) for count in again.files.values())


def test_the_absences_take_the_same_shifts_as_in_the_generator(loaded, team):
    missed = {(d.carer.number, d.day, d.kind) for d in team.duties if d.absent}
    linked = Shift.objects.filter(absence__isnull=False)
    assert set(linked.values_list("staff__number", "date", "kind")) == missed


def test_the_characters_have_their_roles_at_noon_on_every_date(loaded, noon):
    for days in range(-14, 22, 7):
        at = noon + timedelta(days=days)
        roles = {name: [str(role.kind) for role in roles_of(user(name), at)] for name in ROLES}
        assert roles == ROLES


def test_siri_and_nils_see_nothing_of_the_first_team(loaded, noon, monkeypatch):
    monkeypatch.setattr("heltom.lib.clock.now", lambda: noon)
    team = Team.objects.get(code=character("kari").team)
    names = list(ROLES)
    sees = {name for name in names if can(user(name), Permission.SEE_PATIENTS, team)}
    assert sees == set(ROLES) - {"siri", "nils", "drift", "hanna"}


def test_no_account_has_a_password(loaded):
    accounts = [staff.user for staff in Staff.objects.exclude(user=None).select_related("user")]
    assert {account.username for account in accounts} == set(ROLES)
    assert not any(account.has_usable_password() for account in accounts)


def test_the_day_of_the_first_team_can_be_planned(loaded, today):
    """Nearly all visits find a place, and the day adds up."""
    team = Team.objects.get(code="bergenhus-ot1")
    asked = rebuilds.request(team=team, day=today, kind="dag", why="test")
    rebuilds.run(rebuilds.claim(asked.pk))
    (balance,) = [found for found in balances_on(today, [team]) if found.kind == "dag"]
    assert balance.balances
    assert balance.due > 60
    assert balance.unassigned <= 0.08 * balance.due
