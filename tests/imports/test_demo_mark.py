"""Where anybody may log in as anybody, all people are invented: an import of others ends that."""

import pytest
from django.core.management import call_command

from imports.actions import import_folder
from imports.invented import is_empty
from teams.demo import is_marked_as_demo, mark_as_demo
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    mark_as_demo(invented=True)


@pytest.fixture
def make_demo(tmp_path):
    def make_demo():
        call_command("make_demo", size="team", seed=1, load=True, out=tmp_path / "demo")

    return make_demo


def test_a_database_is_not_marked_by_itself(loaded):
    assert not is_marked_as_demo()


def test_an_import_takes_the_mark_away(demo, loaded):
    assert not is_marked_as_demo()


def test_a_dry_run_and_an_import_with_faults_leave_the_mark(demo, folder, load):
    load(dry_run=True)
    folder.change("staff", 0, profession="sykepleir")
    assert load().total_faults
    assert is_marked_as_demo()


def test_the_command_has_no_way_to_keep_the_mark(demo, folder):
    call_command("import_municipality", folder.write())
    assert not is_marked_as_demo()


def test_the_demo_marks_an_empty_database_and_keeps_its_own_mark(make_demo):
    make_demo()
    assert is_marked_as_demo()
    make_demo()
    assert is_marked_as_demo()


def test_the_demo_beside_others_marks_nothing(make_demo):
    PatientFactory()
    make_demo()
    assert not is_marked_as_demo()


def test_what_the_demo_shares_with_real_people_is_never_marked_again(demo, make_demo, folder):
    make_demo()
    assert import_folder(folder=folder.only("units").write(), by=None).written
    make_demo()
    assert not is_marked_as_demo()


def test_a_database_with_patients_alone_is_not_empty():
    assert is_empty()
    PatientFactory()
    assert not is_empty()
