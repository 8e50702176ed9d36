"""What `manage.py run` fills, throws away and asks the worker for."""

import pytest
from django.db import connection

from heltom import local_run
from heltom.services.errors import CannotStart
from teams.demo import mark_as_demo
from teams.models import Team
from tests.factories import TeamFactory
from worklists.models import Rebuild

pytestmark = pytest.mark.django_db


def test_database_of_real_people_is_never_thrown_away():
    TeamFactory(kind="HT", ht=None)
    with pytest.raises(CannotStart, match="ikke merket"):
        local_run.throw_away_demo()
    assert Team.objects.exists()


def test_demo_is_thrown_away_whole():
    mark_as_demo(invented=True)
    local_run.throw_away_demo()
    assert connection.introspection.table_names() == []


def test_demo_without_shifts_today_has_run_out():
    assert not local_run.demo_has_run_out()
    mark_as_demo(invented=True)
    assert local_run.demo_has_run_out()


def test_lists_that_are_missing_are_asked_for_once():
    TeamFactory(kind="HT", ht=None)
    asked = local_run.request_missing_lists()
    assert local_run.request_missing_lists() == asked
    assert local_run.building(asked) == local_run.Building(ended=0, asked=3, failed=0)
    # Three shifts today and three tomorrow.
    assert Rebuild.objects.count() == 6


def test_failed_list_counts_as_ended():
    TeamFactory(kind="HT", ht=None)
    asked = local_run.request_missing_lists()
    rebuild = Rebuild.objects.get(pk=asked[0])
    rebuild.status, rebuild.ended_at = Rebuild.Status.FAILED, rebuild.asked_at
    rebuild.save()
    assert local_run.building(asked) == local_run.Building(ended=1, asked=3, failed=1)
