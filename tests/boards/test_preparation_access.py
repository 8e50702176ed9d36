"""Every address of the preparation and the folder × every character."""

from __future__ import annotations

from copy import deepcopy
from datetime import time

import pytest
from django.urls import reverse

from tests.boards.factories import FolderNoteFactory, ItemFactory, MeetingFactory
from tests.factories import PlacementFactory, PositionFactory, StaffFactory
from tests.support.access import sign_in_all, statuses, with_operator
from tests.support.clocks import clock_at
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: anonymous · kari · vera · anne · ola · siri · nils · drift
SEES = [302, 200, 200, 200, 200, 404, 404, 403]
DOES = [302, 302, 302, 302, 302, 404, 404, 403]
READS = {"case": SEES, "case_print": SEES, "case_of_patient": SEES, "folder": SEES}
WRITES = {
    "case_read": DOES,
    "case_prepare": [302, 403, 403, 403, 302, 404, 404, 403],
    "folder": DOES,
    "folder_strike": [302, 403, 403, 403, 302, 404, 404, 403],
}


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(time(12)):
        ward = sign_in_all(with_operator(make_ward()))
        patient = PlacementFactory(team=ward.team).patient
        item = ItemFactory(meeting=MeetingFactory(team=ward.team), patient=patient, on=True)
        page = FolderNoteFactory(patient=patient)
        return ward, item, page


@pytest.fixture
def at(noon, built):
    ward, item, page = deepcopy(built)
    keys = {
        "case": item.pk, "case_read": item.pk, "case_prepare": item.pk,
        "case_print": item.meeting_id, "case_of_patient": item.patient.number,
        "folder": item.patient.number, "folder_strike": page.pk,
    }  # fmt: skip
    return ward, {name: reverse(f"boards:{name}", args=[key]) for name, key in keys.items()}


@pytest.mark.parametrize("name", READS)
def test_who_may_read(client, at, name):
    ward, urls = at
    assert statuses(client, ward, lambda: client.get(urls[name])) == READS[name]


@pytest.mark.parametrize("name", WRITES)
def test_who_may_write(client, at, name):
    ward, urls = at
    body = {"text": "Går med rullator", "saw": "", "reason": "Feil pasient"}
    assert statuses(client, ward, lambda: client.post(urls[name], body)) == WRITES[name]


def test_a_therapist_reads_and_writes_the_folder_and_another_teams_does_not(client, at):
    ward, urls = at
    for team, status in ((ward.team, 200), (None, 404)):
        therapist = StaffFactory(profession="ergoterapeut", with_login=True)
        if team:
            PositionFactory(staff=therapist, kind="terapeut", team=team)
        client.force_login(therapist.user)
        for name in READS:
            assert client.get(urls[name]).status_code == status, name
