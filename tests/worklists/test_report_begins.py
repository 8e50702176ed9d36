"""Where the HT's report begins in an installation that is new: not with years that were read elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heltom.lib import clock
from tests.factories import PatientFactory, PlacementFactory
from tests.shift_factories import NoteFactory
from tests.ward import make_ward
from worklists.actions import report
from worklists.models import ReportStart
from worklists.queries.report import Pile, keys_of, unread, unread_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(noon):
    ward = make_ward()
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=ward.ht)
    for hours in (1, 23, 25):
        NoteFactory(patient=patient, at=clock.now() - timedelta(hours=hours))
    return ward


def test_it_begins_with_the_day_that_was_and_the_next_file_moves_nothing(ward, monkeypatch):
    report.begin_new()
    assert unread_count(ward.ht) == 2
    begun = ReportStart.objects.get(ht=ward.ht).since
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    report.begin_new()
    assert ReportStart.objects.get(ht=ward.ht).since == begun
    assert unread_count(ward.ht) == 2


def test_where_somebody_reads_already_nothing_that_waits_goes(ward):
    (newest, *older) = keys_of(unread(ward.ht, Pile.OWN))
    report.read(ht=ward.ht, keys=[newest], by=ward.user("anne"))
    ReportStart.objects.all().delete()
    report.begin_new()
    assert keys_of(unread(ward.ht, Pile.OWN)) == older
